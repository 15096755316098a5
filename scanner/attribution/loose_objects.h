// Blobs and names with leaks that no commit's tree holds: dropped from an index, in a tree that nobody committed,
// behind a ref that names a tree or a blob itself.
#pragma once

#include <vector>

#include "scanner/attribution/context.h"
#include "scanner/attribution/introductions.h"
#include "scanner/attribution/reach.h"

namespace leaksieve::attribution {

// Their places, without a commit; paths start at the topmost tree that holds them, "" where none does.
[[nodiscard]] std::vector<Introduction> find_loose(Context& context, const ReachMap& map);

}  // namespace leaksieve::attribution
