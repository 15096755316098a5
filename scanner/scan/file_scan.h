// Files of a worktree or of a folder, through the sieve, on all its workers.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "scanner/git/object_stream.h"
#include "scanner/git/worktree_files.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {

// Scans content and names of the files that `wanted` names. What cannot be read is a skip. Gives how many were scanned.
[[nodiscard]] std::uint64_t scan_files(const git::FileList& files, Sieve& sieve,
                                       const std::function<bool(const git::WorktreeFile&)>& wanted,
                                       const std::stop_token& stop, git::StreamProgress* progress);

// The name of a path, as a text of its own: each part once.
void scan_path(Sieve& sieve, const std::string& path, Origin origin, unsigned worker);

}  // namespace leaksieve::scan
