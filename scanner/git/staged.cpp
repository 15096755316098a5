// Idea: the index and HEAD's trees stand in one order, so that one walk over both tells the differences, and the index
// says itself (its cache-tree) which folders are as their trees: a commit of ten files costs the trees of their
// folders.
#include "scanner/git/staged.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <span>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/handle.h"
#include "scanner/git/index_file.h"
#include "scanner/git/library.h"
#include "scanner/git/tree_entries.h"

namespace leaksieve::git {
namespace {

using TreeHandle = Handle<git_tree, git_tree_free>;
using EntryHandle = Handle<git_tree_entry, git_tree_entry_free>;

constexpr std::uint32_t kTypeMask = 0170000, kTree = 0040000, kRegular = 0100000, kGitlink = 0160000;
// Deeper folders count as new in whole: a stack has an end, paths have not.
constexpr int kDeepest = 1000;

bool is_file(std::uint32_t mode) { return (mode & kTypeMask) != kGitlink && (mode & kTypeMask) != kTree; }

// As git writes it: of a file's permissions only whether it can be run counts.
std::uint32_t canonical(std::uint32_t mode) {
  if ((mode & kTypeMask) != kRegular) return mode & kTypeMask;
  return kRegular | ((mode & 0100U) != 0 ? 0755U : 0644U);
}

std::uint32_t mode_of(const RawEntry& entry) {
  std::uint32_t mode = 0;
  std::from_chars(entry.mode, entry.name_at, mode, 8);
  return canonical(mode);
}

// HEAD's tree; null before the first commit.
Result<Oid> head_tree(const Repository& repository, ObjectReader& reader) {
  git_oid head;
  const int rc = git_reference_name_to_id(&head, repository.raw(), "HEAD");
  if (rc == GIT_ENOTFOUND || rc == GIT_EUNBORNBRANCH) return Oid{};
  if (rc < 0) return from_git(rc, "cannot read HEAD");
  const Result<Object> commit = reader.read(from_raw(head));
  if (!commit) return Error{commit.error().kind, "cannot read the commit of HEAD: " + commit.error().message};
  std::vector<Oid> parents;
  const auto links = parse_commit_links(commit->content, parents);
  if (commit->type != ObjectType::kCommit || !links)
    return Error{ErrorKind::kCorrupt, fmt::format("HEAD is '{}', which is no commit", from_raw(head).hex())};
  return links->tree;
}

class Comparison {
 public:
  Comparison(ObjectReader& reader, const IndexFile& index, StagedChanges& out) : reader_(reader), out_(out) {
    for (const CachedTree& tree : index.trees) cached_.emplace(tree.folder, tree.id);
    for (const IndexFileEntry& entry : index.entries) items_.push_back(&entry);
    if (index.folders.empty()) return;
    for (const IndexFileEntry& folder : index.folders) items_.push_back(&folder);
    std::ranges::stable_sort(items_, {}, [](const IndexFileEntry* item) { return std::string_view(item->path); });
  }

  Status run(const Oid& head) {
    if (head.is_null()) return add(items_);
    return compare("", head, items_, 0);
  }

 private:
  using Items = std::span<const IndexFileEntry* const>;

  // What of `path` stands in the folder: a file's name, or a folder's with its '/'.
  static std::string_view key_in(std::string_view folder, std::string_view path) {
    const std::string_view rest = path.substr(folder.size());
    return rest.substr(0, std::min(rest.find('/'), rest.size() - 1) + 1);
  }

  static Items take_group(std::string_view folder, std::string_view key, Items& items) {
    const auto is_other = [&](const IndexFileEntry* item) { return key_in(folder, item->path) != key; };
    const auto end = std::ranges::find_if(items, is_other);
    const Items group(items.begin(), end);
    items = Items(end, items.end());
    return group;
  }

  // Tells how `items`, all of them below `folder`, differ from `tree`. Whatever order either stands in, no item is left
  // out.
  Status compare(const std::string& folder, const Oid& tree, Items items, int depth) {
    const auto cached = cached_.find(folder);
    if (cached != cached_.end() && cached->second == tree) return {};
    if (depth > kDeepest) return add(items);
    const Result<Object> object = read_tree(tree, folder);
    if (!object) return object.error();
    std::string name;
    for (std::size_t at = 0; at < object->content.size();) {
      RawEntry entry;
      if (!read_entry(object->content, at, Oid::kSha1Bytes, entry)) return broken(tree, folder);
      name = entry.name();
      if (entry.is_tree()) name += '/';
      while (!items.empty() && key_in(folder, items.front()->path) < name) {
        if (Status status = add(take_group(folder, key_in(folder, items.front()->path), items)); !status) return status;
      }
      const Items group = take_group(folder, name, items);
      const Status status = group.empty() ? remove(mode_of(entry), entry.id(Oid::kSha1Bytes), folder + name, depth)
                            : entry.is_tree()
                                ? compare_folder(folder + name, entry.id(Oid::kSha1Bytes), group, depth + 1)
                                : compare_file(entry, group);
      if (!status) return status;
    }
    return add(items);
  }

  Status compare_folder(const std::string& folder, const Oid& tree, Items items, int depth) {
    if (items.size() != 1 || is_entry(*items.front())) return compare(folder, tree, items, depth);
    if (items.front()->id == tree) return {};
    std::vector<IndexFileEntry> entries;
    if (Status status = expand(items.front()->id, folder, depth, entries); !status) return status;
    std::vector<const IndexFileEntry*> inside;
    for (const IndexFileEntry& entry : entries) inside.push_back(&entry);
    return compare(folder, tree, inside, depth);
  }

  Status compare_file(const RawEntry& old, Items group) {
    const std::uint32_t old_mode = mode_of(old);
    const Oid old_id = is_file(old_mode) ? old.id(Oid::kSha1Bytes) : Oid{};
    for (const IndexFileEntry* item : group) {
      if (item->stage == 0 && item->id == old_id && canonical(item->mode) == old_mode) continue;
      add_entry(*item, old_id);
      if (item->intent_to_add && !old_id.is_null()) out_.removed.push_back(old_id);
    }
    return {};
  }

  Status add(Items items) {
    for (const IndexFileEntry* item : items) {
      if (is_entry(*item)) {
        add_entry(*item, {});
        continue;
      }
      std::vector<IndexFileEntry> entries;
      if (Status status = expand(item->id, item->path, 0, entries); !status) return status;
      for (const IndexFileEntry& entry : entries) add_entry(entry, {});
    }
    return {};
  }

  void add_entry(const IndexFileEntry& entry, const Oid& old_id) {
    if (is_file(entry.mode) && !entry.intent_to_add) out_.files.push_back({entry.path, entry.id, old_id, {}});
  }

  Status remove(std::uint32_t mode, const Oid& id, const std::string& path, int depth) {
    if (is_file(mode)) out_.removed.push_back(id);
    if ((mode & kTypeMask) != kTree) return {};
    std::vector<IndexFileEntry> entries;
    if (Status status = expand(id, path, depth, entries); !status) return status;
    for (const IndexFileEntry& entry : entries) out_.removed.push_back(entry.id);
    return {};
  }

  // A folder outside of a sparse checkout stands among the entries as its tree.
  static bool is_entry(const IndexFileEntry& item) { return (item.mode & kTypeMask) != kTree; }

  // The files of a tree, as entries. REQUIRED: `folder` ends in '/'.
  Status expand(const Oid& tree, const std::string& folder, int depth, std::vector<IndexFileEntry>& out) {
    if (depth > kDeepest) {
      return Error{ErrorKind::kLimit,
                   fmt::format("folders in the tree of HEAD or the index are over {} deep", kDeepest)};
    }
    const Result<Object> object = read_tree(tree, folder);
    if (!object) return object.error();
    for (std::size_t at = 0; at < object->content.size();) {
      RawEntry entry;
      if (!read_entry(object->content, at, Oid::kSha1Bytes, entry)) return broken(tree, folder);
      const Oid id = entry.id(Oid::kSha1Bytes);
      std::string path = folder + std::string(entry.name());
      if (entry.is_tree()) {
        if (Status status = expand(id, path + '/', depth + 1, out); !status) return status;
      } else if (is_file(mode_of(entry))) {
        out.push_back({std::move(path), id, mode_of(entry)});
      }
    }
    return {};
  }

  Result<Object> read_tree(const Oid& tree, const std::string& folder) {
    Result<Object> object = reader_.read(tree);
    if (!object) return Error{object.error().kind, fmt::format("{}: {}", failure(folder), object.error().message)};
    if (object->type != ObjectType::kTree) return broken(tree, folder);
    return object;
  }

  static std::string failure(const std::string& folder) {
    return fmt::format("cannot compare the index with HEAD in '{}'", folder.empty() ? "." : quote_path(folder));
  }

  static Error broken(const Oid& tree, const std::string& folder) {
    return {ErrorKind::kCorrupt, fmt::format("{}: tree '{}' is broken", failure(folder), tree.hex())};
  }

  ObjectReader& reader_;
  StagedChanges& out_;
  std::vector<const IndexFileEntry*> items_;
  std::unordered_map<std::string, Oid> cached_;
};

// The commits that a merge in progress brings: MERGE_HEAD has them once the merge has stopped; before that, for
// pre-merge-commit, only a variable GITHEAD_<id> names each. Source: git's builtin/merge.c.
std::vector<std::string> merged_commits(const Repository& repository) {
  std::vector<std::string> ids;
  std::ifstream file(repository.git_dir() / "MERGE_HEAD");
  for (std::string line; std::getline(file, line);) ids.push_back(line);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    constexpr std::string_view kPrefix = "GITHEAD_";
    const std::string_view text = *entry;
    if (text.starts_with(kPrefix)) ids.emplace_back(text.substr(kPrefix.size(), text.find('=') - kPrefix.size()));
  }
  return ids;
}

// None when there is no merge, or what it names is not here.
std::vector<TreeHandle> merged_trees(const Repository& repository) {
  std::vector<TreeHandle> trees;
  for (const std::string& id : merged_commits(repository)) {
    git_object* raw = nullptr;
    if (git_revparse_single(&raw, repository.raw(), (id + "^{tree}").c_str()) == 0) {
      trees.emplace_back(reinterpret_cast<git_tree*>(raw));
    }
  }
  return trees;
}

void add_merged_ids(const Repository& repository, std::vector<StagedChange>& changes) {
  const std::vector<TreeHandle> trees = merged_trees(repository);
  for (const TreeHandle& tree : trees) {
    for (StagedChange& change : changes) {
      git_tree_entry* raw = nullptr;
      if (git_tree_entry_bypath(&raw, tree.get(), change.path.c_str()) != 0) continue;
      const EntryHandle entry(raw);
      if (git_tree_entry_type(raw) == GIT_OBJECT_BLOB) change.merged_ids.push_back(from_raw(*git_tree_entry_id(raw)));
    }
  }
}

}  // namespace

Result<StagedChanges> staged_changes(const Repository& repository, ObjectReader& reader) {
  const std::filesystem::path file = repository.index_file();
  const Result<IndexFile> index = read_index_file(file);
  if (!index) {
    return Error{index.error().kind,
                 fmt::format("cannot read the index '{}': {} (take it away, and `git reset` makes it anew)",
                             quote_path(file.string()), index.error().message)};
  }
  const Result<Oid> head = head_tree(repository, reader);
  if (!head) return head.error();
  StagedChanges changes;
  if (Status status = Comparison(reader, *index, changes).run(*head); !status) return status.error();
  add_merged_ids(repository, changes.files);
  std::ranges::sort(changes.files, {}, [](const StagedChange& c) { return std::tie(c.path, c.id); });
  return changes;
}

}  // namespace leaksieve::git
