#include "scanner/git/folder_walk.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "scanner/base/quote.h"
#include "scanner/git/read_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

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

class FolderWalk {
 public:
  FolderWalk(const fs::path& root, const std::set<std::string>& known, FileList& list)
      : root_(root), known_(known), list_(list) {}

  void run(std::vector<IgnoreRules> outer) {
    auto top = std::make_shared<Level>();
    top->rules = std::move(outer);
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

  void fail(const std::string& path, int code) {
    const std::string where = path.empty() ? root_.string() : path;
    list_.unreadable.push_back({fmt::format("folder '{}'", quote_path(where)), std::generic_category().message(code)});
  }

  void visit(const Pending& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir((root_ / folder.path).c_str()), ::closedir);
    if (!stream) return fail(folder.path, errno);
    std::vector<std::string> names;
    while (true) {
      errno = 0;
      const dirent* entry = ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): a stream of our own
      if (entry == nullptr) break;
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    if (errno != 0) fail(folder.path, errno);
    const bool has_git = std::ranges::find(names, ".git") != names.end();
    if (has_git && !folder.path.empty()) return;  // a repository of its own
    const std::shared_ptr<const Level> level = level_of(folder, names);
    for (const std::string& name : names) {
      if (name != ".git") take(folder.path + name, *level, level);
    }
  }

  std::shared_ptr<const Level> level_of(const Pending& folder, const std::vector<std::string>& names) {
    if (std::ranges::find(names, ".gitignore") == names.end()) return folder.level;
    const Result<std::string> text = read_file(root_ / folder.path / ".gitignore");
    if (!text) return folder.level;
    IgnoreRules rules(*text);
    if (rules.empty()) return folder.level;
    return std::make_shared<Level>(Level{folder.level, folder.path, {std::move(rules)}});
  }

  void take(const std::string& path, const Level& rules, const std::shared_ptr<const Level>& level) {
    if (known_.contains(path)) return;
    struct stat info {};
    if (::lstat((root_ / path).c_str(), &info) != 0) {
      if (errno != ENOENT) fail(path, errno);
      return;
    }
    const bool is_folder = S_ISDIR(info.st_mode);
    if ((!is_folder && !S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode)) || is_ignored(rules, path, is_folder)) return;
    if (is_folder) {
      waiting_.push_back({path + "/", level});
    } else {
      list_.files.push_back(
          {path, root_ / path, static_cast<std::uint64_t>(info.st_size), S_ISLNK(info.st_mode), false});
    }
  }

  const fs::path& root_;
  const std::set<std::string>& known_;
  FileList& list_;
  std::vector<Pending> waiting_;
};

}  // namespace

void walk_folder(const fs::path& root, std::vector<IgnoreRules> outer, const std::set<std::string>& known,
                 FileList& list) {
  FolderWalk(root, known, list).run(std::move(outer));
}

std::optional<WorktreeFile> look_at(const fs::path& absolute, std::string path) {
  struct stat info {};
  if (::lstat(absolute.c_str(), &info) != 0 || (!S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode))) return std::nullopt;
  return WorktreeFile{std::move(path), absolute, static_cast<std::uint64_t>(info.st_size), S_ISLNK(info.st_mode),
                      false};
}

}  // namespace leaksieve::git
