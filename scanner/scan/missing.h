// What a repository should hold and does not: losses, a shallow clone's history, a partial clone's promises.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/git/store_ids.h"
#include "scanner/git/walk.h"
#include "scanner/scan/skips.h"

namespace leaksieve::scan {

// What a scan of the whole store has learned on its way.
struct StoreHistory {
  const attribution::HistoryIndex& history;  // finished; knows every tree of the store and what its entries lack
  const git::StoreIds& store;
};

// What a report says of it.
struct MissingTold {
  std::vector<finding::Skip> skips;
  std::vector<std::string> notes;
};

// What is reached from `roots` and is not there, but for what `told` names. A walk is rarely needed for it.
[[nodiscard]] Result<MissingTold> find_missing(const git::Repository& repository, const git::Roots& roots,
                                               const StoreHistory& known, const std::stop_token& stop,
                                               const std::vector<finding::Skip>& told);

// Tells a walk's losses: each as a skip, but what a clone never had is counted, with the first few named.
void add_missing(const git::Repository& repository, const std::vector<git::Missing>& missing, SkipList& skips,
                 std::vector<std::string>& notes);

}  // namespace leaksieve::scan
