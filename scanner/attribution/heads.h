// What the files of HEAD, and of the linked worktrees' HEADs, hold now.
#pragma once

#include <vector>

#include "scanner/attribution/attribute.h"
#include "scanner/attribution/context.h"
#include "scanner/attribution/introductions.h"

namespace leaksieve::attribution {

// Fills head_paths and adds kHead to the leaks there. Gives, for each introduction, whether it is in a HEAD's files
// still: HEAD's history has it, and its path holds the leak; or its path does not, and a path holds it that nothing
// introduced (a rename).
[[nodiscard]] std::vector<bool> mark_heads(Context& context, const std::vector<CommitGraph::Number>& heads,
                                           const std::vector<Introduction>& introductions,
                                           std::vector<Attribution>& out);

// By number, up to `tip`: which commits are `tip` or its ancestors.
[[nodiscard]] std::vector<bool> ancestors_of(const CommitGraph& graph, CommitGraph::Number tip);

}  // namespace leaksieve::attribution
