#include "scanner/git/staged.h"

#include <algorithm>
#include <fstream>
#include <tuple>

#include <fmt/format.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/git/handle.h"
#include "scanner/git/library.h"

namespace leaksieve::git {
namespace {

using IndexHandle = Handle<git_index, git_index_free>;
using TreeHandle = Handle<git_tree, git_tree_free>;
using EntryHandle = Handle<git_tree_entry, git_tree_entry_free>;
using DiffHandle = Handle<git_diff, git_diff_free>;

// HEAD's tree; null before the first commit.
Result<TreeHandle> head_tree(::git_repository* repository) {
  git_object* raw = nullptr;
  const int rc = git_revparse_single(&raw, repository, "HEAD^{tree}");
  if (rc == GIT_ENOTFOUND || rc == GIT_EUNBORNBRANCH) return TreeHandle();
  if (rc < 0) return from_git(rc, "cannot read the tree of HEAD");
  return TreeHandle(reinterpret_cast<git_tree*>(raw));
}

bool is_file(std::uint16_t mode) { return mode != GIT_FILEMODE_UNREADABLE && mode != GIT_FILEMODE_COMMIT; }

void add_conflicts(git_index* index, std::vector<StagedChange>& changes) {
  for (std::size_t i = 0; i < git_index_entrycount(index); ++i) {
    const git_index_entry* entry = git_index_get_byindex(index, i);
    if (git_index_entry_stage(entry) == 0 || !is_file(static_cast<std::uint16_t>(entry->mode))) continue;
    changes.push_back({entry->path, from_raw(entry->id), {}, {}});
  }
}

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

Result<StagedChanges> staged_changes(const Repository& repository) {
  const std::string file = repository.index_file().string();
  git_index* raw_index = nullptr;
  if (const int rc = git_index_open(&raw_index, file.c_str()); rc < 0) {
    return from_git(rc, fmt::format("cannot read the index '{}'", quote_path(file)));
  }
  const IndexHandle index(raw_index);
  const Result<TreeHandle> head = head_tree(repository.raw());
  if (!head) return head.error();

  git_diff_options options{};  // libgit2's own initializer leaves members out, which is a warning here
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
  git_diff* raw_diff = nullptr;
  const int rc = git_diff_tree_to_index(&raw_diff, repository.raw(), head->get(), index.get(), &options);
  if (rc < 0) return from_git(rc, "cannot compare the index with HEAD");
  const DiffHandle diff(raw_diff);

  StagedChanges changes;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    if (delta->status == GIT_DELTA_DELETED && is_file(delta->old_file.mode)) {
      changes.removed.push_back(from_raw(delta->old_file.id));
    }
    const bool staged = delta->status == GIT_DELTA_ADDED || delta->status == GIT_DELTA_MODIFIED ||
                        delta->status == GIT_DELTA_TYPECHANGE;
    if (!staged || !is_file(delta->new_file.mode)) continue;
    const bool had_file = delta->status != GIT_DELTA_ADDED && is_file(delta->old_file.mode);
    changes.files.push_back(
        {delta->new_file.path, from_raw(delta->new_file.id), had_file ? from_raw(delta->old_file.id) : Oid{}, {}});
  }
  add_conflicts(index.get(), changes.files);
  add_merged_ids(repository, changes.files);
  std::ranges::sort(changes.files, {}, [](const StagedChange& c) { return std::tie(c.path, c.id); });
  return changes;
}

}  // namespace leaksieve::git
