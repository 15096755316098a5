// The jobs: what one call of the program does to one target. Start reading here.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/match/matcher.h"
#include "scanner/report/report.h"
#include "scanner/scan/debt.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

struct Placed;  // scan/placed.h

// How far a job is; called a few times a second from a thread of its own. Totals are 0 while unknown.
struct Progress {
  std::string phase;  // "reading objects", "reading trees", "attributing"
  std::uint64_t objects = 0, objects_total = 0, bytes = 0;
};
using ProgressCallback = std::function<void(const Progress&)>;

struct JobContext {
  std::shared_ptr<const match::PatternDb> db;
  std::stop_token stop;       // asked for between objects: the report is then partial and says so
  ProgressCallback progress;  // may be empty
  // Gets every finding of scan_repository() with its object, also those that become one leak or none: for jobs that
  // need the bytes and not only where a secret came in. May be null.
  std::list<Placed>* placed = nullptr;
  // Counts in place of the target's own baseline and ledger (a gate takes those of the base); null: they count.
  std::shared_ptr<const Debt> debt = nullptr;
};

// Scans the repository at `path` (discovered upwards; `use_environment` as in git::OpenOptions).
// Errors: no such repository, unsupported repository, bad range or revision. Everything else ends in the report.
[[nodiscard]] Result<report::ScanReport> scan_repository(const std::string& path, bool use_environment,
                                                         const ScanOptions& options, const JobContext& context);
// The same for a repository that is open; `name` is what the report calls it.
[[nodiscard]] Result<report::ScanReport> scan_repository(const git::Repository& repository, const std::string& name,
                                                         const ScanOptions& options, const JobContext& context);
// Scans the files below `folder`, without git.
[[nodiscard]] Result<report::ScanReport> scan_folder(const std::string& folder, const ScanOptions& options,
                                                     const JobContext& context);
// Scans one text; `name` is the path that path rules and allowlists see.
[[nodiscard]] Result<report::ScanReport> scan_text(std::string_view text, const std::string& name,
                                                   const ScanOptions& options, const JobContext& context);

}  // namespace leaksieve::scan
