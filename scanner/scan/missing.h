// What a repository should hold and does not: losses, a shallow clone's history, a partial clone's promises.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/git/store_ids.h"
#include "scanner/git/walk.h"
#include "scanner/scan/skips.h"

namespace leaksieve::scan {

// Walks from `roots` and tells what is not there. `store` names what is.
[[nodiscard]] Status report_missing(const git::Repository& repository, const git::Roots& roots,
                                    const git::StoreIds& store, const std::stop_token& stop, SkipList& skips,
                                    std::vector<std::string>& notes);

// Tells a walk's losses: each as a skip, but what a clone never had is counted, with the first few named.
void add_missing(const git::Repository& repository, const std::vector<git::Missing>& missing, SkipList& skips,
                 std::vector<std::string>& notes);

}  // namespace leaksieve::scan
