// The files themselves are read, not libgit2's view of them: one broken ref must not hide the others, and reflogs,
// pseudo refs and other worktrees' refs are roots too.
// Source: gitrepository-layout(5), git-pack-refs(1), git-update-ref(1) "LOGGING UPDATES", git-worktree(1) "REFS".
#include "scanner/git/refs.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/index_file.h"
#include "scanner/git/read_file.h"
#include "scanner/git/ref_files.h"
#include "scanner/git/reflog_file.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

constexpr int kMostLinks = 5;  // of symbolic refs, as in git
constexpr std::uint32_t kGitlink = 0160000;

// Left behind by each reset and rebase, and kept for years. git neither counts them as refs (rev-list --all) nor keeps
// alive what they name (gc), so what only they reach is unreachable.
bool is_leftover(std::string_view name) { return name == "ORIG_HEAD" || name == "REBASE_HEAD"; }

// What git keeps alive during a rebase beside the refs. Source: git's reachable.c.
constexpr std::array<const char*, 4> kRebaseFiles = {"rebase-merge/autostash", "rebase-merge/orig-head",
                                                     "rebase-apply/autostash", "rebase-apply/orig-head"};

bool is_upper_case(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

// The refs beside refs/ that git knows. Source: gitglossary(7), "pseudoref".
bool is_pseudo_ref(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kOthers = {
      "HEAD", "AUTO_MERGE", "BISECT_EXPECTED_REV", "MERGE_AUTOSTASH", "NOTES_MERGE_PARTIAL", "NOTES_MERGE_REF"};
  return is_upper_case(name) && (name.ends_with("_HEAD") || std::ranges::find(kOthers, name) != kOthers.end());
}

// Of a worktree's own refs, the part of the name that other worktrees do not see.
bool is_per_worktree(std::string_view name) {
  return !name.starts_with("refs/") || name.starts_with("refs/bisect/") || name.starts_with("refs/worktree/") ||
         name.starts_with("refs/rewritten/");
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
    read_indexes("", common_);
    for (const std::string& name : list_names(common_ / "worktrees", roots_.unreadable)) {
      const fs::path folder = common_ / "worktrees" / name;
      read_folder("worktrees/" + name + "/", folder);
      read_indexes(name, folder);
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
      const std::size_t space = line.find(' ');
      const auto id = Oid::from_hex(line.substr(0, space));
      if (id && !id->is_null() && space != Bytes::npos && space + 1 < line.size()) {
        // The file is sorted: what comes last is usually put last.
        raw_.insert_or_assign(raw_.end(), std::string(line.substr(space + 1)), Raw{*id, ""});
      } else {
        fail(fmt::format("packed-refs line {}", number), "it names no object");
      }
    }
  }

  // One worktree's refs, pseudo refs and reflogs (the main one has the common refs too).
  void read_folder(const std::string& prefix, const fs::path& folder) {
    for (const std::string& name : list_names(folder, roots_.unreadable)) {
      std::error_code error;
      if (is_leftover(name)) continue;
      if (is_upper_case(name) && !fs::is_directory(folder / name, error)) read_pseudo_ref(prefix, name, folder / name);
    }
    for (const char* name : kRebaseFiles) {
      std::error_code error;
      if (fs::is_regular_file(folder / name, error)) read_pseudo_ref(prefix, name, folder / name);
    }
    for (const RefFile& file : list_ref_files(folder / "refs", roots_.unreadable)) {
      read_loose_ref(prefix + "refs/" + file.name, file.path);
    }
    for (const RefFile& file : list_ref_files(folder / "logs", roots_.unreadable)) {
      read_reflog(prefix + file.name, file.path, roots_.reflogs, roots_.unreadable);
    }
  }

  // How git once wrote symbolic refs.
  bool read_link(const std::string& name, const fs::path& file) {
    std::error_code error;
    if (!fs::is_symlink(file, error)) return false;
    const std::string target = fs::read_symlink(file, error).string();
    if (!target.starts_with("refs/")) return false;
    raw_[name] = {{}, target};
    return true;
  }

  void read_loose_ref(const std::string& name, const fs::path& file) {
    if (read_link(name, file)) return;
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
    if (!id || id->is_null()) return false;
    raw_[name] = {*id, ""};
    return true;
  }

  // FETCH_HEAD and MERGE_HEAD have a line for each commit. git lets a user write refs of other upper-case names; a file
  // of such a name that is no ref belongs to something else.
  void read_pseudo_ref(const std::string& prefix, const std::string& base, const fs::path& file) {
    const std::string name = prefix + base;
    const bool known = !is_upper_case(base) || is_pseudo_ref(base);
    if (read_link(name, file)) return;
    const Result<std::string> text = read_file(file);
    if (!text) {
      if (known) fail(ref_name(name), text.error().message);
      return;
    }
    if (text->starts_with("ref:")) {
      add_value(name, *text);
      return;
    }
    const bool one_line = std::ranges::count(*text, '\n') == 1 && text->size() == 2 * Oid::kSha1Bytes + 1;
    if (!known && !one_line) return;
    if (known && text->empty() && base != "FETCH_HEAD") fail(ref_name(name), "it is empty");
    Bytes rest = *text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      const Bytes line = take_line(rest);
      if (line.empty()) continue;
      const auto id = Oid::from_hex(line.substr(0, line.find_first_of(" \t\r")));
      if (id && !id->is_null()) {
        roots_.refs.push_back({name, kind_of(name), *id, ""});
      } else if (known && !id) {
        fail(fmt::format("{}, line {}", ref_name(name), number), "it names no object");
      }
    }
  }

  [[nodiscard]] RefKind kind_of(std::string_view name) const {
    if (name == "HEAD" || (name.starts_with("worktrees/") && name.ends_with("/HEAD"))) return RefKind::kHead;
    if (name == "refs/stash") return RefKind::kStash;
    if (std::ranges::any_of(patterns_, [&](const std::string& pattern) {
          const std::size_t star = pattern.find('*');
          if (star == std::string::npos) return name == pattern;
          const std::string_view whole = pattern;
          return name.size() + 1 >= whole.size() && name.starts_with(whole.substr(0, star)) &&
                 name.ends_with(whole.substr(star + 1));
        })) {
      return RefKind::kRemote;
    }
    if (name.starts_with("refs/heads/")) return RefKind::kBranch;
    if (name.starts_with("refs/tags/")) return RefKind::kTag;
    return RefKind::kOther;
  }

  // Where `link` leads that stands in the ref `name`.
  [[nodiscard]] auto follow(const std::string& name, const std::string& link) const {
    static constexpr std::string_view kWorktrees = "worktrees/";
    if (name.starts_with(kWorktrees) && is_per_worktree(link)) {
      const auto own = raw_.find(name.substr(0, name.find('/', kWorktrees.size()) + 1) + link);
      if (own != raw_.end()) return own;
    }
    return raw_.find(link);
  }

  // A symbolic ref that leads nowhere (an unborn branch) names nothing.
  void resolve() {
    roots_.refs.reserve(roots_.refs.size() + raw_.size());
    for (const auto& [name, raw] : raw_) {
      Oid target = raw.id;
      std::string link = raw.symref;
      for (int depth = 0; !link.empty() && depth < kMostLinks; ++depth) {
        const auto found = follow(name, link);
        if (found == raw_.end()) break;
        target = found->second.id;
        link = found->second.symref;
      }
      if (!target.is_null()) roots_.refs.push_back({name, kind_of(name), target, raw.symref});
    }
  }

  // A worktree's own index, and before it the one that GIT_INDEX_FILE names for the worktree that was opened.
  void read_indexes(const std::string& worktree, const fs::path& folder) {
    const fs::path own = folder / "index", named = repository_.index_file();
    std::error_code error;
    const bool opened_here = folder == repository_.git_dir() || fs::equivalent(folder, repository_.git_dir(), error);
    const std::size_t first = roots_.index.size();
    if (opened_here && named != own && !fs::equivalent(named, own, error)) read_index(worktree, named, {});
    std::set<std::tuple<std::string, int, Oid>> known;
    for (std::size_t i = first; i < roots_.index.size(); ++i) {
      const IndexEntry& entry = roots_.index[i];
      known.emplace(entry.path, entry.stage, entry.id);
    }
    read_index(worktree, own, known);
  }

  void read_index(const std::string& worktree, const fs::path& file,
                  const std::set<std::tuple<std::string, int, Oid>>& known) {
    Result<IndexFile> index = read_index_file(file);
    if (!index) return fail(fmt::format("index '{}'", quote_path(file.string())), index.error().message);
    const auto add = [&](std::vector<IndexFileEntry>& entries) {
      for (IndexFileEntry& entry : entries) {
        if ((entry.mode & 0170000U) == kGitlink) continue;
        if (!known.empty() && known.contains({entry.path, entry.stage, entry.id})) continue;
        roots_.index.push_back({std::move(entry.path), entry.id, entry.mode, entry.stage, worktree});
      }
    };
    add(index->entries);
    add(index->resolved);
    for (const CachedTree& tree : index->trees) roots_.index_trees.push_back(tree.id);
    for (const IndexFileEntry& folder : index->folders) roots_.index_trees.push_back(folder.id);
  }

  void finish() {
    // Thousands of them are there already in order, but for HEADs and the like.
    const auto key = [](const Ref& r) { return std::tie(r.name, r.target); };
    if (!std::ranges::is_sorted(roots_.refs, {}, key)) std::ranges::stable_sort(roots_.refs, {}, key);
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
