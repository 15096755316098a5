// Sets of leaks are hash-consed, so what changed between two commits costs what changed.
#include "scanner/attribution/head_periods.h"

#include <algorithm>

namespace leaksieve::attribution {
namespace {

constexpr std::size_t kMaxPeriods = 100;

}  // namespace

void find_head_periods(Context& context, CommitGraph::Number head, std::vector<Attribution>& out) {
  if (head == CommitGraph::kNone) return;
  const CommitGraph& graph = context.graph();
  std::vector<CommitGraph::Number> line = {head};  // youngest first
  while (!graph.parents(line.back()).empty() && !graph.lacks_parent(line.back())) {
    line.push_back(graph.parents(line.back()).front());
  }
  LeakSets::Id held = LeakSets::kEmpty;
  for (auto commit = line.rbegin(); commit != line.rend(); ++commit) {
    if (context.trees.is_root_lost(*commit)) continue;
    const LeakSets::Id here = context.leaks_of(context.strands_in(*commit));
    if (here == held) continue;
    const Oid id = graph.id(*commit);
    const std::int64_t time = graph.time(*commit);
    for (const std::uint32_t leak : context.sets.list(context.sets.subtract(here, held))) {
      out[leak].head_periods.push_back({id, time, Oid(), 0});
    }
    for (const std::uint32_t leak : context.sets.list(context.sets.subtract(held, here))) {
      out[leak].head_periods.back().to = id;
      out[leak].head_periods.back().to_time = time;
    }
    held = here;
  }
  for (Attribution& leak : out) {
    if (leak.head_periods.size() <= kMaxPeriods) continue;
    leak.head_periods.erase(leak.head_periods.begin(), leak.head_periods.end() - kMaxPeriods);
  }
}

}  // namespace leaksieve::attribution
