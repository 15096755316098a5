// One reflog. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scanner/git/refs.h"

namespace leaksieve::git {

// Appends the entries of `file`; a line that is none goes to `unreadable`, and the rest is still read.
void read_reflog(const std::string& ref, const std::filesystem::path& file, std::vector<ReflogEntry>& entries,
                 std::vector<Unreadable>& unreadable);

}  // namespace leaksieve::git
