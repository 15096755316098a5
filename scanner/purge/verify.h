// Is anything left of what a plan was to take out?
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/match/matcher.h"
#include "scanner/report/report.h"
#include "scanner/scan/scan.h"

namespace leaksieve::purge {

struct Verified {
  std::vector<report::ScanReport> scans;       // of the repository; of its .git folder's own files
  std::shared_ptr<const match::PatternDb> db;  // Leak::rule indexes its rules
  std::size_t values = 0;                      // that were looked for
  std::size_t left = 0;                        // leaks in `scans`
};

// Looks for each value of a plan's expressions (and for files that it drops) in all that the repository at `path`
// holds: objects that nothing reaches, reflogs, stashes, index, worktree, encoded text and archives, names; and in the
// files of its .git folder that are no objects: an editor's COMMIT_EDITMSG, reflogs' messages, LFS files. Nothing can
// allow a finding here. `context.db` has the rules that tell files. Errors: the file cannot be read; the scan's.
[[nodiscard]] Result<Verified> verify(const std::string& path, bool use_environment,
                                      const std::filesystem::path& expressions, const scan::ScanOptions& options,
                                      const scan::JobContext& context);

}  // namespace leaksieve::purge
