#include "scanner/git/ref_files.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "scanner/base/quote.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

using Stream = std::unique_ptr<DIR, int (*)(DIR*)>;

void fail(const fs::path& folder, int code, std::vector<Unreadable>& unreadable) {
  unreadable.push_back(
      {fmt::format("folder '{}'", quote_path(folder.string())), std::generic_category().message(code)});
}

// What stands in `folder`, each with the type that the system gives; null when it cannot be opened.
Stream read_folder(const fs::path& folder, std::vector<std::pair<std::string, unsigned char>>& entries,
                   std::vector<Unreadable>& unreadable) {
  Stream stream(::opendir(folder.c_str()), ::closedir);
  if (!stream) {
    if (errno != ENOENT) fail(folder, errno, unreadable);
    return stream;
  }
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): a stream of our own
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.emplace_back(name, entry->d_type);
  }
  if (errno != 0) fail(folder, errno, unreadable);
  std::ranges::sort(entries);
  return stream;
}

struct Pending {
  std::string name;  // with a '/' at its end, "" for the first
  fs::path path;
};

}  // namespace

std::vector<RefFile> list_ref_files(const fs::path& folder, std::vector<Unreadable>& unreadable) {
  std::vector<RefFile> files;
  std::vector<Pending> folders{{"", folder}}, links;  // links come last: the real name of a folder wins
  std::set<std::pair<dev_t, ino_t>> entered;
  while (!folders.empty() || !links.empty()) {
    std::vector<Pending>& next = folders.empty() ? links : folders;
    const Pending here = std::move(next.back());
    next.pop_back();
    std::vector<std::pair<std::string, unsigned char>> entries;
    const Stream stream = read_folder(here.path, entries, unreadable);
    struct stat info {};
    if (!stream || ::fstat(::dirfd(stream.get()), &info) != 0) continue;
    if (!entered.emplace(info.st_dev, info.st_ino).second) continue;
    for (const auto& [name, type] : entries) {
      if (name.starts_with('.') || name.ends_with(".lock")) continue;
      bool is_folder = type == DT_DIR;
      bool is_link = type == DT_LNK;
      if (type == DT_UNKNOWN && ::fstatat(::dirfd(stream.get()), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
        is_folder = S_ISDIR(info.st_mode);
        is_link = S_ISLNK(info.st_mode);
      }
      if (is_link && ::fstatat(::dirfd(stream.get()), name.c_str(), &info, 0) == 0) is_folder = S_ISDIR(info.st_mode);
      if (is_folder) {
        (is_link ? links : folders).push_back({here.name + name + '/', here.path / name});
      } else {
        files.push_back({here.name + name, here.path / name});
      }
    }
  }
  std::ranges::sort(files, {}, &RefFile::name);
  return files;
}

std::vector<std::string> list_names(const fs::path& folder, std::vector<Unreadable>& unreadable) {
  std::vector<std::pair<std::string, unsigned char>> entries;
  (void)read_folder(folder, entries, unreadable);
  std::vector<std::string> names;
  for (auto& entry : entries) names.push_back(std::move(entry.first));
  return names;
}

}  // namespace leaksieve::git
