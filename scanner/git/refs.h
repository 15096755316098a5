// Everything in a repository that points at objects: refs, HEADs, reflogs, indexes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

enum class RefKind : std::uint8_t { kHead, kBranch, kRemote, kTag, kStash, kOther };

struct Ref {
  std::string
      name;  // full: "refs/heads/main", "HEAD", "worktrees/x/HEAD", "FETCH_HEAD", "MERGE_HEAD", ...; not "ORIG_HEAD"
  RefKind kind = RefKind::kOther;  // kRemote: any ref that a fetch refspec's destination matches
  Oid target;                      // the object the ref names
  std::string symref;              // what a symbolic ref points at, "" when direct
};

struct ReflogEntry {
  std::string ref;          // "HEAD", "refs/heads/x", "refs/stash", "worktrees/x/HEAD"
  std::uint32_t index = 0;  // n of ref@{n}: 0 is the youngest
  Oid old_id;               // null id for a creation
  Oid new_id;
  std::int64_t time = 0;
};

struct IndexEntry {
  std::string path;  // raw bytes
  Oid id;
  std::uint32_t mode = 0;
  int stage = 0;         // 1..3 during a conflict
  std::string worktree;  // name of the linked worktree whose index it is; "" for the main one
};

// A place that could not be read (a broken ref, a broken reflog line): told, and the rest is still given.
struct Unreadable {
  std::string what;
  std::string reason;
};

struct Roots {
  std::vector<Ref> refs;             // sorted by name; HEADs of all worktrees and pseudo refs included
  std::vector<ReflogEntry> reflogs;  // of all refs and HEADs, of all worktrees; sorted by (ref, index)
  std::vector<IndexEntry> index;  // all stages, of all worktrees; gitlinks left out; the intent-to-add empty blob is in
  std::vector<Oid> index_trees;   // trees that the indexes' cache-tree extension names (git keeps them alive)
  std::vector<Unreadable> unreadable;
};

[[nodiscard]] Result<Roots> read_roots(const Repository& repository);

}  // namespace leaksieve::git
