// How to take leaks out of commits that nobody else has yet. Inner header of the hook layer.
#pragma once

#include <string>
#include <vector>

#include "scanner/finding/leak.h"
#include "scanner/git/repository.h"

namespace leaksieve::hook {

// Lines, the exact commands for where the leaks are: in HEAD's commit, in one commit before it, in several, in a tag.
[[nodiscard]] std::string advise_removal(const git::Repository& repository, const std::vector<finding::Leak>& leaks);

}  // namespace leaksieve::hook
