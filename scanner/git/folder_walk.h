// Files below a folder, without what git would ignore. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "scanner/git/ignore_rules.h"
#include "scanner/git/worktree_files.h"

namespace leaksieve::git {

// What the index says about paths.
struct TrackedPaths {
  std::unordered_set<std::string> files;
  std::unordered_set<std::string> folders;  // that hold such files, at any depth
  std::unordered_set<std::string> submodules;

  void add_file(const std::string& path);
};

enum class NestedRepositories {
  kLeaveOut,  // as git does, but where a tracked file stands
  kEnter,     // by their own rules: those of the folders above them do not count inside
};

struct FolderWalkOptions {
  std::vector<IgnoreRules> outer;  // they count from the root; the stronger ones last
  Case letters = Case::kSensitive;
  NestedRepositories nested = NestedRepositories::kLeaveOut;
};

// Appends to `list` every regular file and link below `root` that is not ignored and not in `tracked.files`. Does not
// follow links, does not enter submodules and ".git", has no recursion.
void walk_folder(const std::filesystem::path& root, FolderWalkOptions options, const TrackedPaths& tracked,
                 FileList& list);

// How the list of unreadable places names a folder of it; "" is the root.
[[nodiscard]] Unreadable unreadable_folder(const std::filesystem::path& root, const std::string& path, int code);

}  // namespace leaksieve::git
