// A commit removes what some parent's files hold and its own do not: one set a commit, the same for all branches. A
// branch's answer is the youngest such commit on its history, found by going down the numbers from its tip.
#include "scanner/attribution/removals.h"

#include <algorithm>
#include <tuple>

namespace leaksieve::attribution {
namespace {

// By commit: the leaks that it removes.
std::vector<LeakSets::Id> removals_by_commit(Context& context) {
  const CommitGraph& graph = context.graph();
  std::vector<LeakSets::Id> removed(graph.size(), LeakSets::kEmpty);
  for (CommitGraph::Number commit = 0; commit < graph.size(); ++commit) {
    if (context.trees.is_root_lost(commit)) continue;
    LeakSets::Id before = LeakSets::kEmpty;
    for (const CommitGraph::Number parent : graph.parents(commit)) {
      before = context.sets.unite(before, context.strands_in(parent));
    }
    if (before == LeakSets::kEmpty) continue;
    removed[commit] = context.sets.subtract(context.leaks_of(before), context.leaks_of(context.strands_in(commit)));
  }
  return removed;
}

std::vector<const Tip*> branches_in_order(const Tips& tips) {
  std::vector<const Tip*> branches;
  for (const Tip& tip : tips.tips) {
    const bool branch = tip.by == kByRemote || (tip.by == kByBranch && tip.ref.starts_with("refs/"));
    if (branch && tip.commit != CommitGraph::kNone) branches.push_back(&tip);
  }
  const auto rank = [&](const Tip* tip) { return tip->ref == tips.head_branch ? 0 : tip->by == kByBranch ? 1 : 2; };
  std::stable_sort(branches.begin(), branches.end(), [&](const Tip* a, const Tip* b) { return rank(a) < rank(b); });
  return branches;
}

class RemovalFinder {
 public:
  RemovalFinder(Context& context, std::vector<LeakSets::Id> removed)
      : context_(context), removed_(std::move(removed)), reached_by_(context.graph().size(), 0) {}

  // Finds who removed the leaks `pending` on the history of `branch`.
  void search(const Tip& branch, LeakSets::Id pending, std::vector<RemovedBy>& out) {
    const std::uint32_t search = ++searches_;
    reached_by_[branch.commit] = search;
    for (CommitGraph::Number commit = branch.commit + 1; commit-- > 0 && pending != LeakSets::kEmpty;) {
      if (reached_by_[commit] != search) continue;
      for (const CommitGraph::Number parent : context_.graph().parents(commit)) reached_by_[parent] = search;
      const LeakSets::Id here = context_.sets.intersect(removed_[commit], pending);
      if (here == LeakSets::kEmpty) continue;
      for (const std::uint32_t leak : context_.sets.list(here)) out.push_back({leak, branch.ref, commit});
      pending = context_.sets.subtract(pending, here);
    }
  }

 private:
  Context& context_;
  const std::vector<LeakSets::Id> removed_;
  std::vector<std::uint32_t> reached_by_;  // by commit: the last search that came there
  std::uint32_t searches_ = 0;
};

}  // namespace

std::vector<RemovedBy> find_removals(Context& context, const Tips& tips, const std::vector<LeakSets::Id>& reach,
                                     std::size_t max) {
  std::vector<LeakSets::Id> removed = removals_by_commit(context);
  LeakSets::Id open = LeakSets::kEmpty;  // leaks that were ever removed and have room for another branch
  for (const LeakSets::Id leaks : removed) open = context.sets.unite(open, leaks);
  RemovalFinder finder(context, std::move(removed));
  std::vector<std::size_t> told(context.catalog.leaks(), 0);
  std::vector<RemovedBy> out;
  for (const Tip* branch : branches_in_order(tips)) {
    if (open == LeakSets::kEmpty) break;
    const LeakSets::Id held = context.leaks_of(context.strands_in(branch->commit));
    const LeakSets::Id pending = context.sets.intersect(open, context.sets.subtract(reach[branch->commit], held));
    if (pending == LeakSets::kEmpty) continue;
    const std::size_t before = out.size();
    finder.search(*branch, pending, out);
    for (std::size_t i = before; i < out.size(); ++i) {
      if (++told[out[i].leak] >= max) open = context.sets.subtract(open, context.sets.single(out[i].leak));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const RemovedBy& a, const RemovedBy& b) { return std::tie(a.leak, a.ref) < std::tie(b.leak, b.ref); });
  return out;
}

}  // namespace leaksieve::attribution
