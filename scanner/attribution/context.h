// What the steps of attribute() share once the commits have been walked.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/history_impl.h"
#include "scanner/attribution/leak_sets.h"
#include "scanner/attribution/marked_trees.h"
#include "scanner/attribution/place_catalog.h"
#include "scanner/attribution/skip_log.h"

namespace leaksieve::attribution {

struct Context {
  const HistoryIndex::Impl& history;
  const PlaceCatalog& catalog;
  LeakSets& sets;  // of strands, and of leaks: leak i and strand i are the same element
  MarkedTrees& trees;
  SkipLog& skips;
  std::vector<MarkedTrees::Node> roots;  // by commit: its root tree, when marked
  std::vector<LeakSets::Id> own;         // by commit: the leaks that it introduces, its message's too

  [[nodiscard]] const CommitGraph& graph() const { return history.graph; }
  // has(commit), in strands.
  [[nodiscard]] LeakSets::Id strands_in(CommitGraph::Number commit) const { return trees.strands(roots[commit]); }
  [[nodiscard]] LeakSets::Id leaks_of(LeakSets::Id strands) {
    if (strands == LeakSets::kEmpty) return strands;
    const auto [slot, added] = leaks_of_.try_emplace(strands, LeakSets::kEmpty);
    if (!added) return slot->second;
    std::vector<std::uint32_t> leaks;
    for (const std::uint32_t strand : sets.list(strands)) leaks.push_back(catalog.leak_of(strand));
    std::sort(leaks.begin(), leaks.end());
    return slot->second = sets.from_sorted(leaks);
  }

  std::unordered_map<LeakSets::Id, LeakSets::Id> leaks_of_ = {};
};

}  // namespace leaksieve::attribution
