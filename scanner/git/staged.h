// What the next commit would change: the index against HEAD.
#pragma once

#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct StagedChange {
  std::string path;             // raw bytes
  Oid id;                       // the staged blob
  Oid old_id;                   // HEAD's blob at that path; null when there is none
  std::vector<Oid> merged_ids;  // during a merge: the blobs at that path in the commits that are merged
};

struct StagedChanges {
  std::vector<StagedChange> files;  // added and changed ones, a conflict's stages each; sorted by path
  std::vector<Oid> removed;         // blobs of HEAD's files that the index has no more: what a rename comes from
};

// Gitlinks and files that are only intended to be added left out. Obeys GIT_INDEX_FILE when the repository was opened
// with the environment. As git does when it commits, it takes the index's word for folders that have not changed;
// others are compared with HEAD's trees, out of `reader`. Errors: a broken index or HEAD.
[[nodiscard]] Result<StagedChanges> staged_changes(const Repository& repository, ObjectReader& reader);

}  // namespace leaksieve::git
