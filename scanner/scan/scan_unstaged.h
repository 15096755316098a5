// What a command is about to take from the worktree into a commit, before it is staged.
#pragma once

#include <string>
#include <vector>

#include "scanner/scan/scan.h"

namespace leaksieve::scan {

struct WorktreeTake {
  bool tracked = false;            // all changes of tracked files (`git commit -a`)
  bool everything = false;         // and files that git does not know yet (`git add -A`)
  std::vector<std::string> paths;  // pathspecs, as words behind `git add`: relative to the folder
};

// Scans the changed files of the worktree around `folder` that `take` names, also ignored ones where a path names the
// file itself
// (`git add -f`). Findings that HEAD's version of the file has are left out. Errors: no repository around `folder`, a
// bare one, a broken index.
[[nodiscard]] Result<report::ScanReport> scan_unstaged(const std::string& folder, const WorktreeTake& take,
                                                       const ScanOptions& options, const JobContext& context);

}  // namespace leaksieve::scan
