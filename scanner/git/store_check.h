// What git's own readers pass over in silence: packs without a usable index, object folders that are not there.
#pragma once

#include <vector>

#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

// Packs and object folders of which nothing, or not everything, can be read; sorted. Cheap: looks at the ends of the
// files, not at the objects.
[[nodiscard]] std::vector<Unreadable> check_store(const Repository& repository);

}  // namespace leaksieve::git
