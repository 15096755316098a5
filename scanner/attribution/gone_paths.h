// Paths that a commit took away: what tells a rename with an edit from a new place.
#pragma once

#include "scanner/attribution/leak_sets.h"
#include "scanner/attribution/marked_trees.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

// Those of the strands `wanted` that stand, in the tree `before`, at a path that the tree `after` has not. A path where
// a file became a folder (or the other way) is gone too. What cannot be read counts as not gone.
[[nodiscard]] LeakSets::Id gone_strands(const MarkedTrees& trees, git::ObjectReader& reader, LeakSets& sets,
                                        MarkedTrees::Node before, const Oid& after, LeakSets::Id wanted);

}  // namespace leaksieve::attribution
