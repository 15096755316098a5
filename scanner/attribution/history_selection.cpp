#include "scanner/attribution/history_selection.h"

#include <algorithm>

#include "scanner/attribution/history_impl.h"
#include "scanner/attribution/tree_union.h"
#include "scanner/git/walk_commits.h"

namespace leaksieve::attribution {
namespace {

class KnownCommits final : public git::CommitSource {
 public:
  KnownCommits(const CommitGraph& graph, git::ObjectReader& reader) : graph_(graph), stored_(reader) {}

  [[nodiscard]] bool knows(const Oid& id) const override { return graph_.find(id).has_value(); }

  Result<git::CommitFacts> read_commit(const Oid& id) override {
    const std::optional<CommitGraph::Number> commit = graph_.find(id);
    if (!commit || graph_.lacks_parent(*commit)) return stored_.read_commit(id);
    git::CommitFacts facts{graph_.time(*commit), graph_.tree(*commit), {}};
    for (const CommitGraph::Number parent : graph_.parents(*commit)) facts.parents.push_back(graph_.id(parent));
    return facts;
  }

 private:
  const CommitGraph& graph_;
  git::StoredCommits stored_;
};

bool exclude_all(const git::ReachedCommits& found, const git::StoreIds& store, TreeUnion& all) {
  for (const Oid& blob : found.excluded_blobs) (void)all.exclude_blob(blob);
  for (const Oid& tree : found.excluded_trees) {
    if (!all.exclude_tree(tree) && store.contains(tree)) return false;  // a lost one excludes nothing
  }
  return all.run();
}

bool want_all(const git::ReachedCommits& found, const git::StoreIds& store, TreeUnion& all,
              std::vector<git::Missing>& missing) {
  for (const Oid& tree : found.trees) {
    if (all.want_tree(tree)) continue;
    if (store.contains(tree)) return false;
    missing.push_back({tree, "tree", "missing"});
  }
  return all.run();
}

void drop_doubles(std::vector<git::Missing>& missing) {
  OidSet told;
  std::erase_if(missing, [&told](const git::Missing& lost) { return !told.insert(lost.id).second; });
}

}  // namespace

std::optional<Selection> select_from_history(const git::Repository& repository, const HistoryIndex& history,
                                             git::ObjectReader& reader, const git::WalkOptions& options) {
  const HistoryIndex::Impl& known = history.impl();
  if (!known.broken.empty() || !known.all_trees->broken().empty()) return std::nullopt;
  git::WalkOptions uncut = options;
  uncut.max_commits = 0;
  KnownCommits commits(known.graph, reader);
  git::ReachedCommits found = git::walk_commits(repository, reader, commits, uncut);
  TreeUnion all(*known.all_trees);
  // Tips are wanted though an excluded tree may hold them, as the walk has it.
  for (const Oid& blob : found.blobs) {
    const bool is_excluded = std::ranges::find(found.excluded_blobs, blob) != found.excluded_blobs.end();
    if (!is_excluded && !all.want_blob(blob)) return std::nullopt;
  }
  Selection selection;
  git::Reached& reached = selection.reached;
  reached.missing = std::move(found.missing);
  if (!exclude_all(found, *known.store, all) || !want_all(found, *known.store, all, reached.missing)) {
    return std::nullopt;
  }
  reached.commits = std::move(found.commits);
  reached.tags = std::move(found.tags);
  reached.trees = all.trees();
  reached.blobs = all.blobs();
  std::ranges::move(all.missing(), std::back_inserter(reached.missing));
  drop_doubles(reached.missing);
  for (const std::string_view name : all.names()) selection.names.emplace_back(name);
  return selection;
}

}  // namespace leaksieve::attribution
