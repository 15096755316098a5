// What git's own readers pass over in silence: packs without a usable index, object folders that are not there.
#pragma once

#include <string>
#include <vector>

#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct StoreCheck {
  std::vector<Unreadable> lost;    // of these nothing, or not everything, can be read; sorted
  std::vector<std::string> notes;  // broken files that nothing needs; sorted
};

// Object folders that are not there, and what the pack store tells (pack/pack_store.h). Opens the packs.
[[nodiscard]] StoreCheck check_store(const Repository& repository);

}  // namespace leaksieve::git
