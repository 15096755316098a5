// A commit removes what some parent's files hold and its own do not: one set a commit, the same for all branches. A
// branch's answer is the youngest such commit on its history, found by going down the numbers from its tip.
#include "scanner/attribution/removals.h"

#include <algorithm>
#include <bit>
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

// Searches for some branches at once: a bit each.
class RemovalFinder {
 public:
  using Bits = std::uint64_t;
  static constexpr std::size_t kMostBranches = 64;
  struct Search {
    const Tip* branch = nullptr;
    LeakSets::Id pending = LeakSets::kEmpty;  // leaks whose removal is looked for
    std::vector<RemovedBy> found{};
  };

  RemovalFinder(Context& context, std::vector<LeakSets::Id> removed)
      : context_(context), removed_(std::move(removed)), reached_by_(context.graph().size(), 0) {}

  // Finds who removed the leaks on the branches' histories. REQUIRED: at most kMostBranches.
  void run(std::vector<Search>& searches) {
    const CommitGraph& graph = context_.graph();
    std::ranges::fill(reached_by_, 0);
    CommitGraph::Number commit = 0;
    for (std::size_t i = 0; i < searches.size(); ++i) {
      reached_by_[searches[i].branch->commit] |= Bits{1} << i;
      commit = std::max(commit, searches[i].branch->commit + 1);
    }
    Bits open = searches.size() == kMostBranches ? ~Bits{0} : (Bits{1} << searches.size()) - 1;
    while (commit-- > 0 && open != 0) {
      const Bits here = reached_by_[commit] & open;
      if (here == 0) continue;
      for (const CommitGraph::Number parent : graph.parents(commit)) reached_by_[parent] |= here;
      if (removed_[commit] == LeakSets::kEmpty) continue;
      for (Bits rest = here; rest != 0; rest &= rest - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(rest));
        if (take(commit, searches[i]) == LeakSets::kEmpty) open &= ~(Bits{1} << i);
      }
    }
  }

 private:
  LeakSets::Id take(CommitGraph::Number commit, Search& search) {
    const LeakSets::Id here = context_.sets.intersect(removed_[commit], search.pending);
    if (here == LeakSets::kEmpty) return search.pending;
    for (const std::uint32_t leak : context_.sets.list(here))
      search.found.push_back({leak, std::string(search.branch->ref), commit});
    return search.pending = context_.sets.subtract(search.pending, here);
  }

  Context& context_;
  const std::vector<LeakSets::Id> removed_;
  std::vector<Bits> reached_by_;  // by commit
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
  std::vector<RemovalFinder::Search> searches;
  const auto run = [&] {
    finder.run(searches);
    for (const RemovalFinder::Search& search : searches) {
      for (const RemovedBy& removal : search.found) {
        if (told[removal.leak] >= max) continue;
        out.push_back(removal);
        if (++told[removal.leak] == max) open = context.sets.subtract(open, context.sets.single(removal.leak));
      }
    }
    searches.clear();
  };
  for (const Tip* branch : branches_in_order(tips)) {
    const LeakSets::Id held = context.leaks_of(context.strands_in(branch->commit));
    const LeakSets::Id pending = context.sets.intersect(open, context.sets.subtract(reach[branch->commit], held));
    if (pending == LeakSets::kEmpty) continue;
    searches.push_back({branch, pending});
    if (searches.size() == RemovalFinder::kMostBranches) run();
  }
  run();
  std::sort(out.begin(), out.end(),
            [](const RemovedBy& a, const RemovedBy& b) { return std::tie(a.leak, a.ref) < std::tie(b.leak, b.ref); });
  return out;
}

}  // namespace leaksieve::attribution
