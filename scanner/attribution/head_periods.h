// When HEAD's files held a leak: from the commit that brought it to HEAD's branch to the one that took it away.
#pragma once

#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/context.h"

namespace leaksieve::attribution {

// Goes along HEAD's first parents, that is, what the branch itself was at each time: a leak that a merge brings begins
// with the merge. A period whose end is open lasts until now. Fills `out`, oldest first; at most 100 a leak, the
// youngest. `head` may be kNone.
void find_head_periods(Context& context, CommitGraph::Number head, std::vector<Attribution>& out);

}  // namespace leaksieve::attribution
