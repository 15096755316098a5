// The lists of refs that reach each leak.
#pragma once

#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/reach.h"

namespace leaksieve::attribution {

// Fills the lists of branches, remotes, tags, stashes, reflogs and other refs, and their totals. `reach` is
// reach_sets() with nothing better. At most `max` of each list, the youngest ones; sorted by name.
void list_refs(Context& context, const Tips& tips, const ReachMap& map, const std::vector<LeakSets::Id>& reach,
               std::size_t max, std::vector<Attribution>& out);

}  // namespace leaksieve::attribution
