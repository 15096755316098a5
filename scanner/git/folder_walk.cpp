#include "scanner/git/folder_walk.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/nested_repository.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

using Stream = std::unique_ptr<DIR, int (*)(DIR*)>;

// A folder's own rules, and those of the folders above it.
struct Level {
  std::shared_ptr<const Level> above;
  std::string folder;  // with a '/' at its end, "" for the root
  std::vector<IgnoreRules> rules;
};

bool is_ignored(const Level& level, const std::string& path, bool is_folder) {
  for (const Level* at = &level; at != nullptr; at = at->above.get()) {
    const std::string_view inside = std::string_view(path).substr(at->folder.size());
    for (auto rules = at->rules.rbegin(); rules != at->rules.rend(); ++rules) {
      if (const auto decided = rules->decide(inside, is_folder)) return *decided;
    }
  }
  return false;
}

// The root may be a link, what lies below may not: a folder could have become one since it was seen.
Stream open_folder(const fs::path& folder, Links links) {
  const int fd =
      ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | (links == Links::kRefuse ? O_NOFOLLOW : 0));
  if (fd < 0) return {nullptr, ::closedir};
  DIR* stream = ::fdopendir(fd);
  if (stream == nullptr) ::close(fd);
  return {stream, ::closedir};
}

class FolderWalk {
 public:
  FolderWalk(const fs::path& root, FolderWalkOptions options, const TrackedPaths& tracked, FileList& list)
      : root_(root), options_(std::move(options)), tracked_(tracked), list_(list) {}

  void run() {
    auto top = std::make_shared<Level>();
    top->rules = std::move(options_.outer);
    waiting_.push_back({"", std::move(top)});
    while (!waiting_.empty()) {
      const Pending folder = std::move(waiting_.back());
      waiting_.pop_back();
      visit(folder);
    }
  }

 private:
  struct Pending {
    std::string path;  // with a '/' at its end
    std::shared_ptr<const Level> level;
  };

  void fail(const std::string& path, int code) { list_.unreadable.push_back(unreadable_folder(root_, path, code)); }

  void visit(const Pending& folder) {
    const Stream stream = open_folder(root_ / folder.path, folder.path.empty() ? Links::kFollow : Links::kRefuse);
    if (!stream) {
      if (errno != ENOENT || folder.path.empty()) fail(folder.path, errno);
      return;
    }
    std::vector<std::string> names;
    bool has_git = false;
    while (true) {
      errno = 0;
      const dirent* entry = ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): a stream of our own
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name == ".git") {
        has_git = true;
      } else if (name != "." && name != "..") {
        names.emplace_back(name);
      }
    }
    if (errno != 0) fail(folder.path, errno);
    const bool nested = has_git && !folder.path.empty() && is_repository(root_ / folder.path);
    if (nested && options_.nested == NestedRepositories::kLeaveOut) {
      if (!tracked_.folders.contains(folder.path.substr(0, folder.path.size() - 1))) return;
    }
    const bool own_rules_only = nested && options_.nested == NestedRepositories::kEnter;
    const std::shared_ptr<const Level> level = level_of(folder, own_rules_only ? nullptr : folder.level, names);
    for (const std::string& name : names) take(::dirfd(stream.get()), folder, name, level);
  }

  std::shared_ptr<const Level> level_of(const Pending& folder, std::shared_ptr<const Level> above,
                                        const std::vector<std::string>& names) {
    std::vector<IgnoreRules> rules;
    if (std::ranges::find(names, ".gitignore") != names.end()) {
      // git does not follow a link here either.
      const Result<std::string> text = read_file(root_ / folder.path / ".gitignore", Links::kRefuse);
      if (text) rules.emplace_back(*text, options_.letters);
      if (text && rules.back().empty()) rules.clear();
    }
    if (rules.empty() && above) return above;
    return std::make_shared<Level>(Level{std::move(above), folder.path, std::move(rules)});
  }

  void take(int stream, const Pending& folder, const std::string& name, const std::shared_ptr<const Level>& level) {
    const std::string path = folder.path + name;
    struct stat info {};
    if (::fstatat(stream, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) fail(folder.path, errno);
      return;
    }
    const bool is_folder = S_ISDIR(info.st_mode);
    if (!is_folder && !S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode)) return;
    if ((is_folder ? tracked_.submodules : tracked_.files).contains(path)) return;
    if (is_ignored(*level, path, is_folder)) return;
    if (is_folder) {
      waiting_.push_back({path + "/", level});
    } else {
      list_.files.push_back(
          {path, root_ / path, static_cast<std::uint64_t>(info.st_size), S_ISLNK(info.st_mode), false});
    }
  }

  const fs::path& root_;
  FolderWalkOptions options_;
  const TrackedPaths& tracked_;
  FileList& list_;
  std::vector<Pending> waiting_;
};

}  // namespace

void TrackedPaths::add_file(const std::string& path) {
  files.insert(path);
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    if (!folders.insert(path.substr(0, slash)).second) return;
  }
}

void walk_folder(const fs::path& root, FolderWalkOptions options, const TrackedPaths& tracked, FileList& list) {
  FolderWalk(root, std::move(options), tracked, list).run();
}

Unreadable unreadable_folder(const fs::path& root, const std::string& path, int code) {
  return {fmt::format("folder '{}'", quote_path(path.empty() ? root.string() : path)),
          std::generic_category().message(code)};
}

}  // namespace leaksieve::git
