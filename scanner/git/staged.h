// What the next commit would change: the index against HEAD.
#pragma once

#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct StagedChange {
  std::string path;  // raw bytes
  Oid id;            // the staged blob
  Oid old_id;        // HEAD's blob at that path; null when there is none
};

// Added and changed files, a conflict's stages each, sorted by path; gitlinks and deletions left out. Obeys
// GIT_INDEX_FILE when the repository was opened with the environment. Errors: a broken index or HEAD.
[[nodiscard]] Result<std::vector<StagedChange>> staged_changes(const Repository& repository);

}  // namespace leaksieve::git
