// What HistoryIndex holds: the workers' parts while objects stream by, then the joined whole.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/commit_graph.h"
#include "scanner/attribution/commit_log.h"
#include "scanner/attribution/history_index.h"
#include "scanner/attribution/sought.h"
#include "scanner/attribution/tree_classes.h"
#include "scanner/attribution/tree_history.h"
#include "scanner/attribution/tree_log.h"
#include "scanner/attribution/tree_sorter.h"
#include "scanner/finding/leak.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

// Trees by the lost objects that they hold.
struct LostTrees {
  bool usable = false;  // false: too much is lost to be kept, or trees contradict the store or one another
  TreeClasses classes;
  std::vector<LostObject> objects;
};

struct HistoryIndex::Impl {
  struct Worker {
    std::unique_ptr<CommitLog> commits;
    std::vector<git::Tag> tags;
    std::vector<finding::Skip> broken;
    std::unique_ptr<TreeLog> trees;
  };
  unsigned threads = 1;                          // that told the history
  std::vector<std::unique_ptr<Worker>> workers;  // each on its own: neighbours would share cache lines
  std::shared_ptr<const git::StoreIds> store;

  // Since join():
  CommitGraph graph;
  std::vector<git::Tag> tags;  // sorted by id
  std::unordered_map<Oid, std::uint32_t, OidHash> tag_numbers;
  bool has_trees = false;                        // trees were told
  std::vector<finding::Skip> broken;             // commits and tags that could not be parsed
  std::unique_ptr<const TreeHistory> all_trees;  // until finish()

  // Since finish():
  bool lacks_objects = false;
  TreeClasses marks;         // by targets
  std::vector<Oid> targets;  // blobs, sorted
  // Trees with targets that stand in no other such tree, where no commit's tree holds the same; by id.
  std::vector<std::pair<Oid, TreeClasses::Node>> loose_tops;
  std::vector<Oid> broken_trees;  // sorted; what stands before the break counts
  // Subtrees that nobody gave, each once; sorted.
  std::vector<TreeSorter::UnseenTree> missing;
  LostTrees lost;

  [[nodiscard]] TreeClasses::Node marked(const Oid& tree) const { return marks.find(store->find(tree)); }
  // False also for what is no tree.
  [[nodiscard]] bool was_seen(const Oid& tree) const { return marks.was_seen(store->find(tree)); }
};

// Joins the workers' parts: fills what is there since join().
void join_history(HistoryIndex::Impl& history);
// Joins them where that was not done, and fills what is there since finish().
void finish_history(HistoryIndex::Impl& history, const Targets& targets);

}  // namespace leaksieve::attribution
