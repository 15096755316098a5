#include "scanner/git/worktree_files.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <system_error>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <git2.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/folder_walk.h"
#include "scanner/git/index_file.h"
#include "scanner/git/read_file.h"
#include "scanner/git/wildmatch.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t kTypeMask = 0170000, kFileMode = 0100000, kLinkMode = 0120000, kGitlinkMode = 0160000;
constexpr std::size_t kLongestName = 200;

std::string home() {
  const char* value = std::getenv("HOME");
  return value == nullptr ? "" : value;
}

// core.excludesFile, or git's default for it. git runs at the top of the worktree: a relative path counts from there.
fs::path user_excludes(const Repository& repository) {
  if (const auto file = repository.config("core.excludesfile")) {
    if (file->empty()) return {};
    return file->starts_with("~/") ? fs::path(home()) / file->substr(2) : *repository.worktree() / *file;
  }
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') return fs::path(config) / "git" / "ignore";
  return fs::path(home()) / ".config" / "git" / "ignore";
}

FolderWalkOptions walk_options(const Repository& repository) {
  FolderWalkOptions options;
  int ignores_case = 0;
  const std::string value = repository.config("core.ignorecase").value_or("false");
  if (git_config_parse_bool(&ignores_case, value.c_str()) == 0 && ignores_case != 0) options.letters = Case::kFolded;
  for (const fs::path& file : {user_excludes(repository), repository.common_dir() / "info" / "exclude"}) {
    if (const Result<std::string> text = read_file(file)) options.outer.emplace_back(*text, options.letters);
  }
  return options;
}

// True for what git lets into an index: neither absolute, nor with "..", nor into a ".git". An index may have been made
// by anyone.
bool stays_inside(std::string_view path) {
  if (path.empty() || path.size() >= PATH_MAX || path.ends_with('/')) return false;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || same_text(part, ".git", Case::kFolded)) return false;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return true;
}

// Looks at tracked files as they are now.
class TrackedFiles {
 public:
  TrackedFiles(const fs::path& root, const struct timespec& index_time, FileList& list)
      : root_(root), index_time_(index_time), list_(list) {}

  void take(const IndexFileEntry& entry) {
    struct stat info {};
    if (!lead_to(entry.path) || !look_at(entry.path, info)) return;
    if (!S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode)) return;
    list_.files.push_back({entry.path, root_ / entry.path, static_cast<std::uint64_t>(info.st_size),
                           S_ISLNK(info.st_mode), matches(entry, info)});
  }

 private:
  static std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

  bool look_at(const std::string& path, struct stat& info) {
    if (::lstat((root_ / path).c_str(), &info) == 0) return true;
    if (errno != ENOENT && errno != ENOTDIR)
      list_.unreadable.push_back(unreadable_folder(root_, folder_of(path), errno));
    return false;
  }

  // True when the folders on the way to `path` are folders, not links: behind a link lies what is not this worktree's.
  // The depth is bounded by PATH_MAX.
  bool lead_to(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return true;
    const std::string folder = path.substr(0, slash);
    const auto found = real_folders_.find(folder);
    if (found != real_folders_.end()) return found->second;
    struct stat info {};
    const bool real = lead_to(folder) && look_at(folder, info) && S_ISDIR(info.st_mode);
    return real_folders_[folder] = real;
  }

  // git's stat check. A file as young as the index may have changed in the same tick ("racy git").
  [[nodiscard]] bool matches(const IndexFileEntry& entry, const struct stat& info) const {
    const bool settled =
        std::tie(info.st_mtim.tv_sec, info.st_mtim.tv_nsec) < std::tie(index_time_.tv_sec, index_time_.tv_nsec);
    const auto same_time = [](std::uint32_t seconds, std::uint32_t nanoseconds, const struct timespec& time) {
      return seconds == static_cast<std::uint32_t>(time.tv_sec) &&
             nanoseconds == static_cast<std::uint32_t>(time.tv_nsec);
    };
    const std::uint32_t kind = S_ISLNK(info.st_mode) ? kLinkMode : kFileMode;
    return settled && entry.stage == 0 && (entry.mode & kTypeMask) == kind &&
           entry.size_bytes == static_cast<std::uint32_t>(info.st_size) &&
           entry.inode == static_cast<std::uint32_t>(info.st_ino) &&
           same_time(entry.mtime, entry.mtime_nanoseconds, info.st_mtim) &&
           same_time(entry.ctime, entry.ctime_nanoseconds, info.st_ctim);
  }

  const fs::path& root_;
  const struct timespec index_time_;
  FileList& list_;
  std::unordered_map<std::string, bool> real_folders_;
};

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
  const auto key = [](const Unreadable& place) { return std::tie(place.what, place.reason); };
  std::ranges::sort(list.unreadable, {}, key);
  const auto same = [&](const Unreadable& a, const Unreadable& b) { return key(a) == key(b); };
  list.unreadable.erase(std::unique(list.unreadable.begin(), list.unreadable.end(), same), list.unreadable.end());
}

}  // namespace

Result<FileList> list_worktree(const Repository& repository) {
  FileList list;
  if (!repository.worktree()) return list;
  const fs::path& root = *repository.worktree();
  TrackedPaths tracked;
  const Result<IndexFile> index = read_index_file(repository.index_file());  // a broken one is told by read_roots()
  struct stat index_info {};
  (void)::stat(repository.index_file().c_str(), &index_info);
  TrackedFiles files(root, index_info.st_mtim, list);
  if (index) {
    for (const IndexFileEntry& entry : index->entries) {
      if (!stays_inside(entry.path)) {
        const std::string where = quote_path(std::string_view(entry.path).substr(0, kLongestName));
        list.unreadable.push_back({fmt::format("index entry '{}'", where), "it is no path of a worktree"});
      } else if ((entry.mode & kTypeMask) == kGitlinkMode) {
        tracked.submodules.insert(entry.path);
      } else if (!tracked.files.contains(entry.path)) {  // once for all stages of a conflict
        tracked.add_file(entry.path);
        files.take(entry);
      }
    }
  }
  walk_folder(root, walk_options(repository), tracked, list);
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
  FolderWalkOptions walk;
  walk.nested = NestedRepositories::kEnter;
  walk_folder(folder, std::move(walk), {}, list);
  if (list.files.empty() && !list.unreadable.empty() && ::access(folder.c_str(), R_OK | X_OK) != 0) {
    return Error{ErrorKind::kUnreadable,
                 fmt::format("cannot read the folder '{}': {}", where, std::generic_category().message(errno))};
  }
  sort(list);
  return list;
}

Result<std::string> read_worktree_file(const WorktreeFile& file, std::uint64_t max_bytes) {
  if (file.is_symlink) return read_link(file);
  Result<std::string> content = read_file(file.absolute, Links::kRefuse, max_bytes);
  if (!content && content.error().kind == ErrorKind::kLimit) return content.error();
  if (!content) {
    return Error{content.error().kind,
                 fmt::format("cannot read '{}': {}", quote_path(file.path), content.error().message)};
  }
  return content;
}

}  // namespace leaksieve::git
