// Fills a HistoryIndex from a repository's whole store.
#pragma once

#include <stop_token>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/base/result.h"
#include "scanner/finding/leak.h"
#include "scanner/git/repository.h"

namespace leaksieve::attribution {

// Streams commits, tags and, when `trees`, trees into `index`, which needs `threads` workers. What could not be read is
// appended to `skipped`.
[[nodiscard]] Status read_history(const git::Repository& repository, bool trees, unsigned threads, std::stop_token stop,
                                  HistoryIndex& index, std::vector<finding::Skip>& skipped);

}  // namespace leaksieve::attribution
