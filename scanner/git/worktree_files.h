// Files of a worktree or of a plain folder, without those that git ignores.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct WorktreeFile {
  std::string path;  // relative to the root, '/' between parts, raw bytes
  std::filesystem::path absolute;
  std::uint64_t size_bytes = 0;
  bool is_symlink = false;  // its content is the link's target text; never followed
  // True when the index says that the file is unchanged since it was staged (size, mtime, mode as git's stat check):
  // its blob is scanned anyway.
  bool matches_index = false;
};

struct FileList {
  std::vector<WorktreeFile> files;  // sorted by path
  std::vector<Unreadable> unreadable;
};

// Tracked files and untracked ones that are not ignored (.gitignore, info/exclude, core.excludesFile). Does not enter
// other repositories or submodules. The bare repository's list is empty.
[[nodiscard]] Result<FileList> list_worktree(const Repository& repository);

// Every file below `folder`, .gitignore files honoured where there are any; ".git" folders are left out.
[[nodiscard]] Result<FileList> list_folder(const std::filesystem::path& folder);

// The file's bytes (or the link's target text). Errors: kUnreadable, kLimit over `max_bytes`.
[[nodiscard]] Result<std::string> read_worktree_file(const WorktreeFile& file, std::uint64_t max_bytes);

}  // namespace leaksieve::git
