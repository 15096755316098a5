// Files below a folder, without what git would ignore. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scanner/git/ignore_rules.h"
#include "scanner/git/worktree_files.h"

namespace leaksieve::git {

// Does not follow links, does not enter other repositories, has no recursion. `known` names files that are listed
// already (tracked ones) and folders not to enter (submodules); `outer` are rules that count from `root`, the stronger
// ones last. Appends to `list`.
void walk_folder(const std::filesystem::path& root, std::vector<IgnoreRules> outer, const std::set<std::string>& known,
                 FileList& list);

// A file at `absolute` as it is now; nullopt when it is not there, or neither a regular file nor a link.
[[nodiscard]] std::optional<WorktreeFile> look_at(const std::filesystem::path& absolute, std::string path);

}  // namespace leaksieve::git
