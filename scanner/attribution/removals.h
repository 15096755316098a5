// The commit that took a leak out of a branch's files, where a branch's history has the leak and its files have not.
#pragma once

#include <string>
#include <vector>

#include "scanner/attribution/context.h"
#include "scanner/attribution/reach.h"

namespace leaksieve::attribution {

struct RemovedBy {
  std::uint32_t leak = 0;
  std::string ref;
  CommitGraph::Number commit = CommitGraph::kNone;
};

// For each leak at most `max` branches: HEAD's first, then local ones, then remote-tracking ones, the youngest first.
// `reach` is reach_sets() with nothing better. Sorted by (leak, ref).
[[nodiscard]] std::vector<RemovedBy> find_removals(Context& context, const Tips& tips,
                                                   const std::vector<LeakSets::Id>& reach, std::size_t max);

}  // namespace leaksieve::attribution
