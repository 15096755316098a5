// What git filter-repo has to be told so that no object holds some leaks any more. A plan holds secrets: only the files
// that write_plan() makes may show them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/purge/expressions.h"
#include "scanner/report/report.h"
#include "scanner/scan/scan.h"

namespace leaksieve::purge {

struct Choice {
  std::vector<std::string> fingerprints;  // of leaks (or their aliases); both lists empty: all leaks
  std::vector<std::string> rules;         // ids
};

// How a leak goes; all that holds for it.
struct Ways {
  std::size_t texts = 0;       // places in texts, which are replaced
  std::size_t encoded = 0;     // of those, in an encoded form
  std::size_t messages = 0;    // of those, in messages of commits and tags
  std::size_t people = 0;      // in the name or the address of an author, a committer or a tagger: only a mailmap helps
  std::size_t binaries = 0;    // blobs that are no text, which are taken out whole
  std::size_t names = 0;       // file names, which are changed
  std::size_t files_here = 0;  // of the worktree and the index: no history, so nothing to rewrite
  bool drops_file = false;     // the file as such is the leak
};

struct PlannedLeak {
  std::string fingerprint;
  std::string rule;
  std::string title;
  std::string shown;  // redacted
  std::string exposure;
  std::size_t size_bytes = 0;
  Ways ways;
};

struct Plan {
  std::vector<PlannedLeak> leaks;
  std::vector<Form> forms;           // Form::leak indexes `leaks`
  std::vector<Oid> blobs;            // to strip, sorted
  std::vector<std::string> renames;  // lines of --paths-from-file
  std::vector<std::string> drops;    // names of files to drop
  bool complete = true;              // the scan read everything
  std::vector<std::string> gaps;     // why not
};

// Scans the repository at `path` (as scan::scan_repository()) and plans for the chosen leaks. Errors: those of the
// scan; kNotFound when a fingerprint or rule of `choice` has no leak here; an object that was scanned and cannot be
// read any more.
[[nodiscard]] Result<Plan> make_plan(const std::string& path, bool use_environment, const scan::ScanOptions& options,
                                     const scan::JobContext& context, const Choice& choice);

// The files of a plan, all beside each other and named after the first.
struct PlanFiles {
  std::filesystem::path expressions;  // for --replace-text and --replace-message
  std::filesystem::path blobs;        // for --strip-blobs-with-ids; "" when there are none
  std::filesystem::path paths;        // for --paths-from-file; "" when there are none
  std::filesystem::path leaks;        // a line an expression: its number, the fingerprint, the rule. No secrets
};

// Creates them with mode 600, all or none. Errors: one of them exists; `expressions` lies in a worktree of the
// repository, where it would be committed one day.
[[nodiscard]] Result<PlanFiles> write_plan(const Plan& plan, const std::string& repository, bool use_environment,
                                           const std::filesystem::path& expressions);

}  // namespace leaksieve::purge
