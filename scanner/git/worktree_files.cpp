#include "scanner/git/worktree_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/folder_walk.h"
#include "scanner/git/index_file.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t kTypeMask = 0170000, kGitlinkMode = 0160000;

std::string home() {
  const char* value = std::getenv("HOME");
  return value == nullptr ? "" : value;
}

// core.excludesFile, or git's default for it.
fs::path user_excludes(const Repository& repository) {
  if (const auto file = repository.config("core.excludesfile")) {
    return file->starts_with("~/") ? fs::path(home()) / file->substr(2) : fs::path(*file);
  }
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return fs::path(config) / "git" / "ignore";
  return fs::path(home()) / ".config" / "git" / "ignore";
}

// The weakest first.
std::vector<IgnoreRules> outer_rules(const Repository& repository) {
  std::vector<IgnoreRules> rules;
  for (const fs::path& file : {user_excludes(repository), repository.common_dir() / "info" / "exclude"}) {
    if (const Result<std::string> text = read_file(file)) rules.emplace_back(*text);
  }
  return rules;
}

// True when the folders on the way to `path` are folders, not links: behind a link lies what is not this worktree's.
class RealFolders {
 public:
  explicit RealFolders(const fs::path& root) : root_(root) {}
  bool lead_to(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return true;
    const std::string folder = path.substr(0, slash);
    const auto found = known_.find(folder);
    if (found != known_.end()) return found->second;
    std::error_code error;
    const bool real = lead_to(folder) && fs::symlink_status(root_ / folder, error).type() == fs::file_type::directory;
    return known_[folder] = real;
  }

 private:
  const fs::path& root_;
  std::map<std::string, bool> known_;
};

// git's stat check. A file as young as the index may have changed in the same tick ("racy git").
bool matches(const IndexFileEntry& entry, const WorktreeFile& file, const struct timespec& index_time) {
  struct stat info {};
  if (entry.stage != 0 || ::lstat(file.absolute.c_str(), &info) != 0) return false;
  const bool settled = info.st_mtim.tv_sec < index_time.tv_sec ||
                       (info.st_mtim.tv_sec == index_time.tv_sec && info.st_mtim.tv_nsec < index_time.tv_nsec);
  const bool same_kind = ((entry.mode & kTypeMask) == 0120000) == file.is_symlink;
  const auto same_time = [](std::uint32_t seconds, std::uint32_t nanoseconds, const struct timespec& time) {
    return seconds == static_cast<std::uint32_t>(time.tv_sec) &&
           nanoseconds == static_cast<std::uint32_t>(time.tv_nsec);
  };
  return settled && same_kind && entry.size_bytes == static_cast<std::uint32_t>(info.st_size) &&
         entry.inode == static_cast<std::uint32_t>(info.st_ino) &&
         same_time(entry.mtime, entry.mtime_nanoseconds, info.st_mtim) &&
         same_time(entry.ctime, entry.ctime_nanoseconds, info.st_ctim);
}

Error cannot_read(const WorktreeFile& file, int code) {
  return {ErrorKind::kUnreadable,
          fmt::format("cannot read '{}': {}", quote_path(file.path), std::generic_category().message(code))};
}

Result<std::string> read_link(const WorktreeFile& file) {
  std::error_code error;
  const fs::path target = fs::read_symlink(file.absolute, error);
  if (error) return cannot_read(file, error.value());
  return target.string();
}

void sort(FileList& list) {
  std::ranges::sort(list.files, {}, &WorktreeFile::path);
  std::ranges::sort(list.unreadable, {}, &Unreadable::what);
}

}  // namespace

Result<FileList> list_worktree(const Repository& repository) {
  FileList list;
  if (!repository.worktree()) return list;
  const fs::path& root = *repository.worktree();
  std::set<std::string> known;
  const Result<IndexFile> index = read_index_file(repository.index_file());  // a broken one is told by read_roots()
  struct stat index_info {};
  (void)::stat(repository.index_file().c_str(), &index_info);
  RealFolders folders(root);
  if (index) {
    for (const IndexFileEntry& entry : index->entries) {
      if (!known.insert(entry.path).second || (entry.mode & kTypeMask) == kGitlinkMode) continue;
      if (!folders.lead_to(entry.path)) continue;
      std::optional<WorktreeFile> file = look_at(root / entry.path, entry.path);
      if (!file) continue;
      file->matches_index = matches(entry, *file, index_info.st_mtim);
      list.files.push_back(std::move(*file));
    }
  }
  walk_folder(root, outer_rules(repository), known, list);
  sort(list);
  return list;
}

Result<FileList> list_folder(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  const std::string where = quote_path(folder.string());
  if (!fs::exists(status)) {
    return Error{ErrorKind::kNotFound, fmt::format("cannot scan '{}': {}", where,
                                                   error ? error.message() : std::generic_category().message(ENOENT))};
  }
  if (!fs::is_directory(status)) {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no folder: give its content with --stdin --name", where)};
  }
  FileList list;
  walk_folder(folder, {}, {}, list);
  if (list.files.empty() && !list.unreadable.empty() && ::access(folder.c_str(), R_OK | X_OK) != 0) {
    return Error{ErrorKind::kUnreadable,
                 fmt::format("cannot read the folder '{}': {}", where, std::generic_category().message(errno))};
  }
  sort(list);
  return list;
}

Result<std::string> read_worktree_file(const WorktreeFile& file, std::uint64_t max_bytes) {
  if (file.is_symlink) return read_link(file);
  if (file.size_bytes > max_bytes) {
    return Error{ErrorKind::kLimit,
                 fmt::format("it has {} bytes, more than the limit of {}", file.size_bytes, max_bytes)};
  }
  Result<std::string> content = read_file(file.absolute);
  if (!content) {
    return Error{content.error().kind,
                 fmt::format("cannot read '{}': {}", quote_path(file.path), content.error().message)};
  }
  return content;
}

}  // namespace leaksieve::git
