// What a walk reaches, answered from a history in memory: no object is read but tags, and commits that lack a parent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/git/walk.h"

namespace leaksieve::attribution {

struct Selection {
  git::Reached reached;            // trees and blobs in the store's order, none that the store lacks
  std::vector<std::string> names;  // of the entries of its trees; one may come twice
};

// The same objects as git::walk(options) gives; options.max_commits means nothing here. nullopt: only the walk can
// tell, because the history holds broken trees or such as are not what others take them for. REQUIRED: a clone that is
// neither shallow nor partial; `history` is joined and has every commit and tree of the store; no pathspecs;
// options.objects.
[[nodiscard]] std::optional<Selection> select_from_history(const git::Repository& repository,
                                                           const HistoryIndex& history, git::ObjectReader& reader,
                                                           const git::WalkOptions& options);

}  // namespace leaksieve::attribution
