// From options to objects: the roots that a scan starts from, and which objects it reads.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/git/walk.h"
#include "scanner/scan/options.h"

namespace leaksieve::scan {

// True when the options name commits by ranges or sets.
[[nodiscard]] bool names_commits(const ScanOptions& options);

// True when the options ask for parts of the store by commit, date or path: then history has to be walked. Otherwise
// every object is read, which is faster than finding out which ones matter; leaks are sorted by source afterwards.
[[nodiscard]] bool needs_walk(const ScanOptions& options);

// The roots that belong to the wanted sources; unreachable objects have none.
[[nodiscard]] git::Roots roots_of_sources(const git::Roots& roots, const Sources& sources);

// Every object id that `roots` name, each once; null ids left out.
[[nodiscard]] std::vector<Oid> tips_of(const git::Roots& roots);

struct Selection {
  git::Reached reached;                           // an object may come twice
  std::optional<std::vector<std::string>> names;  // of its trees' entries, where they are known already
};
// The store's history, joined (attribution/history_index.h), borrowed; null: it cannot be told. Asked for once at most.
using ReadHistory = std::function<Result<const attribution::HistoryIndex*>()>;

// The objects that the options select: few by walking from object to object, many from the history in memory. Errors:
// an unknown revision, range or branch (kUsage); what keeps the store from being read.
[[nodiscard]] Result<Selection> select_objects(const git::Repository& repository, const git::Roots& roots,
                                               const ScanOptions& options, const std::stop_token& stop,
                                               const ReadHistory& read_history);

// True when the options' pathspecs select `path`.
[[nodiscard]] bool selects_path(const ScanOptions& options, const std::string& path);

// "history", "reflog", ...: as a report names them.
[[nodiscard]] std::vector<std::string> source_names(const ScanOptions& options);

}  // namespace leaksieve::scan
