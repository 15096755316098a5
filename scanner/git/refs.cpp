// The files themselves are read, not libgit2's view of them: one broken ref must not hide the others, and reflogs,
// pseudo refs and other worktrees' refs are roots too.
// Source: gitrepository-layout(5), git-pack-refs(1), git-update-ref(1) "LOGGING UPDATES", git-worktree(1) "REFS".
#include "scanner/git/refs.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/index_file.h"
#include "scanner/git/read_file.h"
#include "scanner/git/reflog_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr int kMostLinks = 5;  // of symbolic refs, as in git
constexpr std::uint32_t kGitlink = 0160000;

bool is_pseudo_ref_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

Bytes take_line(Bytes& rest) {
  const std::size_t end = rest.find('\n');
  const Bytes line = rest.substr(0, end);
  rest.remove_prefix(end == Bytes::npos ? rest.size() : end + 1);
  return line;
}

class RootReader {
 public:
  explicit RootReader(const Repository& repository)
      : repository_(repository), common_(repository.common_dir()), patterns_(repository.tracking_patterns()) {}

  Roots run() {
    read_packed_refs();
    read_folder("", common_);
    read_index("", common_ == repository_.git_dir() ? repository_.index_file() : common_ / "index");
    for (const std::string& name : worktrees()) {
      const fs::path folder = common_ / "worktrees" / name;
      read_folder("worktrees/" + name + "/", folder);
      std::error_code error;
      const bool own = fs::equivalent(folder, repository_.git_dir(), error);
      read_index(name, own ? repository_.index_file() : folder / "index");
    }
    resolve();
    finish();
    return std::move(roots_);
  }

 private:
  struct Raw {
    Oid id;
    std::string symref;
  };

  void fail(std::string what, std::string reason) { roots_.unreadable.push_back({std::move(what), std::move(reason)}); }
  static std::string ref_name(const std::string& name) { return fmt::format("ref '{}'", quote_path(name)); }

  std::vector<std::string> worktrees() {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(common_ / "worktrees", error)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  void read_packed_refs() {
    const Result<std::string> file = read_file(common_ / "packed-refs");
    if (!file) {
      if (file.error().kind != ErrorKind::kNotFound) fail("packed-refs", file.error().message);
      return;
    }
    Bytes rest = *file;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      const Bytes line = take_line(rest);
      if (line.empty() || line.front() == '#' || line.front() == '^') continue;
      const auto id = Oid::from_hex(line.substr(0, line.find(' ')));
      if (id && line.size() > 41) {
        raw_[std::string(line.substr(41))] = {*id, ""};
      } else {
        fail(fmt::format("packed-refs line {}", number), "it names no object");
      }
    }
  }

  // One worktree's refs, pseudo refs and reflogs (the main one has the common refs too).
  void read_folder(const std::string& prefix, const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      std::error_code ignored;
      if (is_pseudo_ref_name(name) && entry.is_regular_file(ignored)) read_pseudo_ref(prefix + name, entry.path());
    }
    if (error) fail(fmt::format("folder '{}'", quote_path(folder.string())), error.message());
    for_each_file(folder / "refs", [&](const fs::path& file) {
      read_loose_ref(prefix + file.lexically_relative(folder).string(), file);
    });
    for_each_file(folder / "logs", [&](const fs::path& file) {
      read_reflog(prefix + file.lexically_relative(folder / "logs").string(), file, roots_.reflogs, roots_.unreadable);
    });
  }

  // Regular files and links below `folder`, folders without following links.
  template <class Take>
  void for_each_file(const fs::path& folder, Take take) {
    std::vector<fs::path> waiting{folder};
    while (!waiting.empty()) {
      const fs::path here = std::move(waiting.back());
      waiting.pop_back();
      std::error_code error;
      fs::directory_iterator files(here, error);
      if (error && error != std::errc::no_such_file_or_directory) {
        fail(fmt::format("folder '{}'", quote_path(here.string())), error.message());
      }
      for (; !error && files != fs::directory_iterator(); files.increment(error)) {
        std::error_code ignored;
        if (files->symlink_status(ignored).type() == fs::file_type::directory) {
          waiting.push_back(files->path());
        } else if (files->path().extension() != ".lock") {
          take(files->path());
        }
      }
    }
  }

  void read_loose_ref(const std::string& name, const fs::path& file) {
    std::error_code error;
    if (fs::is_symlink(file, error)) {  // how git once wrote symbolic refs
      const std::string target = fs::read_symlink(file, error).string();
      if (target.starts_with("refs/")) {
        raw_[name] = {{}, target};
        return;
      }
    }
    const Result<std::string> text = read_file(file);
    if (!text) return fail(ref_name(name), text.error().message);
    if (!add_value(name, *text)) fail(ref_name(name), "it names no object");
  }

  bool add_value(const std::string& name, Bytes text) {
    if (text.starts_with("ref:")) {
      text.remove_prefix(4);
      while (text.starts_with(' ')) text.remove_prefix(1);
      while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
      raw_[name] = {{}, std::string(text)};
      return true;
    }
    const auto id = Oid::from_hex(text.substr(0, text.find_first_of(" \t\r\n")));
    if (id) raw_[name] = {*id, ""};
    return id.has_value();
  }

  // FETCH_HEAD and MERGE_HEAD have a line for each commit.
  void read_pseudo_ref(const std::string& name, const fs::path& file) {
    const Result<std::string> text = read_file(file);
    if (!text) return fail(ref_name(name), text.error().message);
    if (text->starts_with("ref:")) {
      add_value(name, *text);
      return;
    }
    Bytes rest = *text;
    bool any = false, broken = false;
    while (!rest.empty()) {
      const Bytes line = take_line(rest);
      if (line.empty()) continue;
      const auto id = Oid::from_hex(line.substr(0, line.find_first_of(" \t\r")));
      if (id) roots_.refs.push_back({name, kind_of(name), *id, ""});
      (id ? any : broken) = true;
    }
    // Other tools put files with such names there; a known one has to be right.
    if (broken && (any || name.ends_with("HEAD"))) fail(ref_name(name), "it names no object");
  }

  [[nodiscard]] RefKind kind_of(std::string_view name) const {
    if (name == "HEAD" || (name.starts_with("worktrees/") && name.ends_with("/HEAD"))) return RefKind::kHead;
    if (name == "refs/stash") return RefKind::kStash;
    if (std::ranges::any_of(patterns_, [&](const std::string& pattern) {
          const std::size_t star = pattern.find('*');
          if (star == std::string::npos) return name == pattern;
          return name.size() + 1 >= pattern.size() && name.starts_with(pattern.substr(0, star)) &&
                 name.ends_with(std::string_view(pattern).substr(star + 1));
        })) {
      return RefKind::kRemote;
    }
    if (name.starts_with("refs/heads/")) return RefKind::kBranch;
    if (name.starts_with("refs/tags/")) return RefKind::kTag;
    return RefKind::kOther;
  }

  // A symbolic ref that leads nowhere (an unborn branch) names nothing.
  void resolve() {
    for (const auto& [name, raw] : raw_) {
      Oid target = raw.id;
      std::string link = raw.symref;
      for (int depth = 0; !link.empty() && depth < kMostLinks; ++depth) {
        const auto found = raw_.find(link);
        if (found == raw_.end()) break;
        target = found->second.id;
        link = found->second.symref;
      }
      if (!target.is_null()) roots_.refs.push_back({name, kind_of(name), target, raw.symref});
    }
  }

  void read_index(const std::string& worktree, const fs::path& file) {
    Result<IndexFile> index = read_index_file(file);
    if (!index) return fail(fmt::format("index '{}'", quote_path(file.string())), index.error().message);
    const auto add = [&](std::vector<IndexFileEntry>& entries) {
      for (IndexFileEntry& entry : entries) {
        if ((entry.mode & 0170000U) == kGitlink) continue;
        roots_.index.push_back({std::move(entry.path), entry.id, entry.mode, entry.stage, worktree});
      }
    };
    add(index->entries);
    add(index->resolved);
    roots_.index_trees.insert(roots_.index_trees.end(), index->trees.begin(), index->trees.end());
  }

  void finish() {
    std::ranges::stable_sort(roots_.refs, {}, [](const Ref& r) { return std::tie(r.name, r.target); });
    std::ranges::stable_sort(roots_.reflogs, {}, [](const ReflogEntry& e) { return std::tie(e.ref, e.index); });
    std::ranges::sort(roots_.unreadable, {}, [](const Unreadable& u) { return std::tie(u.what, u.reason); });
  }

  const Repository& repository_;
  const fs::path common_;
  const std::vector<std::string> patterns_;
  std::map<std::string, Raw> raw_;
  Roots roots_;
};

}  // namespace

Result<Roots> read_roots(const Repository& repository) { return RootReader(repository).run(); }

}  // namespace leaksieve::git
