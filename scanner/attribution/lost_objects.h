// Which lost objects do some roots reach? Answered from a history in memory: no object is read but commits that lack a
// parent.
#pragma once

#include <optional>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/git/store_ids.h"
#include "scanner/git/walk.h"

namespace leaksieve::attribution {

// The same ids, kinds and reasons as git::walk(tips) tells, in another order. nullopt: only the walk can tell, because
// the history holds broken objects or such as are not what others take them for, or too much is lost.
// REQUIRED: a clone that is neither shallow nor partial; every tree of the store and every lost id has been added to
// `history`.
[[nodiscard]] std::optional<std::vector<git::Missing>> find_lost_objects(const HistoryIndex& history,
                                                                         const std::vector<Oid>& tips,
                                                                         const git::StoreIds& store,
                                                                         git::ObjectReader& reader);

}  // namespace leaksieve::attribution
