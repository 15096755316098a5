// From the workers' parts to one history: commits to a graph, trees to classes. The two are made side by side.
#include <algorithm>
#include <future>
#include <unordered_set>

#include "scanner/attribution/history_impl.h"
#include "scanner/base/beside.h"

namespace leaksieve::attribution {
namespace {

constexpr std::size_t kMaxLostObjects = 4096;
constexpr std::size_t kMaxLostEntries = std::size_t{2} << 20U;  // of all classes

using History = HistoryIndex::Impl;
using Node = TreeClasses::Node;

void join_commits(History& history) {
  std::vector<const CommitLog*> logs;
  for (const auto& worker : history.workers) {
    worker->commits->finish();
    logs.push_back(worker->commits.get());
  }
  history.graph = CommitGraph(logs, history.store);
}

void join_tags(History& history) {
  std::vector<git::Tag>& tags = history.tags;
  for (const auto& worker : history.workers) {
    std::ranges::move(worker->tags, std::back_inserter(tags));
    std::ranges::move(worker->broken, std::back_inserter(history.broken));
  }
  std::ranges::sort(tags, {}, &git::Tag::id);
  const auto same = [](const git::Tag& a, const git::Tag& b) { return a.id == b.id; };
  tags.erase(std::unique(tags.begin(), tags.end(), same), tags.end());
  for (std::uint32_t i = 0; i < tags.size(); ++i) history.tag_numbers.emplace(tags[i].id, i);
}

class TreeFinisher {
 public:
  explicit TreeFinisher(History& history)
      : history_(history),
        trees_(*history.all_trees),
        can_sort_losses_(!trees_.has_untold_trees() && trees_.broken().empty()) {}

  void sort_by_targets(const Targets& targets, std::future<void> graph_made) {
    SoughtTargets sought(targets, trees_);
    TreeSorter sorter(trees_, sought);
    // Losses take about as long, beside this.
    (void)sorter.run(sorts_losses() ? 1 : history_.threads);  // there is no limit
    graph_made.get();
    history_.loose_tops = sorter.tops_beside(nodes_in_commits(sorter));
    for (const auto& [id, tree] : sorter.take_unseen()) history_.missing.push_back(tree);
    std::ranges::sort(history_.missing);
    history_.broken_trees = trees_.broken();
    history_.targets = sought.take_blobs();
    history_.marks = sorter.take_classes(sought.take_others());
  }

  // Submodules apart.
  [[nodiscard]] bool lacks_objects() const { return trees_.lacks_objects(); }

  // May run beside sort_by_targets().
  void sort_by_losses() {
    LostTrees& lost = history_.lost;
    lost.usable = can_sort_losses_;
    if (!sorts_losses()) return;
    SoughtLosses sought(trees_);
    std::vector<LostObject> objects = sought.take_objects();
    TreeSorter sorter(trees_, sought, kMaxLostEntries);
    lost.usable = !sought.is_contradicted() && objects.size() <= kMaxLostObjects && sorter.run(1);
    if (!lost.usable) return;
    lost.classes = sorter.take_classes({});
    lost.objects = std::move(objects);
  }

 private:
  // By node: a commit's tree holds it.
  [[nodiscard]] std::vector<bool> nodes_in_commits(const TreeSorter& sorter) const {
    std::vector<bool> is_in(sorter.nodes(), false);
    const auto visit = [&](Node node) {
      if (node != TreeClasses::kNone) is_in[node] = true;
    };
    for (CommitGraph::Number commit = 0; commit < history_.graph.size(); ++commit) {
      const git::StoreIds::Number root = history_.graph.tree_number(commit);
      if (root == git::StoreIds::kNone || trees_.place_of(root) == TreeHistory::kNone) continue;
      visit(sorter.node(trees_.place_of(root)));
    }
    // Entries lead to smaller nodes.
    for (Node node = static_cast<Node>(is_in.size()); node-- > 0;) {
      if (!is_in[node]) continue;
      for (const TreeClasses::Entry& entry : sorter.entries(node)) {
        if (entry.kind == EntryKind::kTree) is_in[entry.object] = true;
      }
    }
    return is_in;
  }

  [[nodiscard]] bool sorts_losses() const { return can_sort_losses_ && trees_.lacks_objects(); }

  History& history_;
  const TreeHistory& trees_;
  bool can_sort_losses_;
};

bool names_lost_objects(const History& history) {
  const git::StoreIds& store = *history.store;
  const CommitGraph& graph = history.graph;
  for (CommitGraph::Number commit = 0; commit < graph.size(); ++commit) {
    if (graph.tree_number(commit) == git::StoreIds::kNone || graph.lacks_parent(commit)) return true;
  }
  return std::ranges::any_of(history.tags, [&](const git::Tag& tag) { return !store.contains(tag.target); });
}

// Gives the making of the graph, which goes on.
std::future<void> begin_join(History& history) {
  std::future<void> graph_made = run_beside([&history] { join_commits(history); });
  join_tags(history);
  std::vector<std::unique_ptr<TreeLog>> logs;
  for (const auto& worker : history.workers) {
    history.has_trees = history.has_trees || !worker->trees->trees().empty();
    logs.push_back(std::move(worker->trees));
  }
  history.all_trees = std::make_unique<const TreeHistory>(std::move(logs), *history.store);
  return graph_made;
}

}  // namespace

void join_history(History& history) {
  begin_join(history).get();
  history.workers.clear();
}

void finish_history(History& history, const Targets& targets) {
  std::future<void> graph_made =
      history.all_trees != nullptr ? std::async(std::launch::deferred, [] {}) : begin_join(history);
  TreeFinisher finisher(history);
  std::future<void> losses_sorted = run_beside([&finisher] { finisher.sort_by_losses(); });
  finisher.sort_by_targets(targets, std::move(graph_made));
  losses_sorted.get();
  history.lacks_objects = finisher.lacks_objects() || names_lost_objects(history);
  history.all_trees.reset();
  history.workers.clear();
}

}  // namespace leaksieve::attribution
