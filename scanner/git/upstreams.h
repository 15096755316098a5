// Branches that follow one of a remote.
#pragma once

#include <string>
#include <vector>

#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

// Full names of the local branches whose configured upstream (branch.<name>.remote and .merge) has no remote-tracking
// ref any more, sorted: it was deleted on the remote and pruned here, as after most merged pull requests.
[[nodiscard]] std::vector<std::string> branches_with_gone_upstream(const Repository& repository, const Roots& roots);

}  // namespace leaksieve::git
