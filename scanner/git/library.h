// libgit2 itself: started once, with the settings that a scan needs; and its errors as ours. Inner header of the git
// layer.
#pragma once

#include <string>

#include "scanner/base/result.h"

namespace leaksieve::git {

// Starts libgit2; cheap when it runs already. No ownership check (nothing of a scanned repository is run), no hashing
// of what is read (`git fsck` is the tool for that), no cache of whole objects (each is read once).
void start_library();

// The error of a libgit2 call that gave `code`: "`what`: <libgit2's text>". Call it on the thread that failed, at once:
// libgit2 keeps its last error per thread.
[[nodiscard]] Error from_git(int code, const std::string& what);

}  // namespace leaksieve::git
