// Which objects are in scope: reachability walks with the same meaning as `git rev-list --objects`.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

class StoreIds;  // git/store_ids.h

struct WalkOptions {
  std::vector<Oid> include;                  // commits, tags, trees or blobs to start from
  std::vector<Oid> exclude;                  // commits (and what they reach) to leave out, as ^X does
  std::optional<std::int64_t> since, until;  // committer time, seconds; as `git rev-list --since/--until`
  std::vector<std::string> pathspecs;        // only blobs whose path one of them matches; empty = all
  std::vector<std::string> excluded_pathspecs;
  bool objects = true;          // also trees and blobs; false: commits and tags only
  std::size_t max_commits = 0;  // walk_commits() gives up when it has looked at more; 0: never
  // Not null: only what is missing matters. Blobs that this list names get no look, and Reached::blobs stays empty.
  const StoreIds* known = nullptr;
  std::stop_token stop;
};

struct Missing {
  Oid id;
  std::string what;  // "commit", "tree", "blob", "tag" or "object" when unknown
  std::string
      reason;  // "missing", "beyond the shallow boundary", "promised by the partial clone's remote", "corrupt: ..."
};

struct Reached {
  std::vector<Oid> commits;             // youngest first, as rev-list gives them
  std::vector<Oid> tags, trees, blobs;  // unique, in the order met; trees: also such as cannot be read
  std::vector<Missing> missing;
};

[[nodiscard]] Result<Reached> walk(const Repository& repository, const WalkOptions& options);

// "A..B", "A...B", "A", "^A", "A^!" -> include and exclude tips. Errors: kUsage "unknown revision 'x' in range 'x..y'".
struct RangeTips {
  std::vector<Oid> include, exclude;
};
[[nodiscard]] Result<RangeTips> resolve_range(const Repository& repository, const std::string& range);

// A revision as `git rev-parse` reads it; kUsage when there is none.
[[nodiscard]] Result<Oid> resolve_revision(const Repository& repository, const std::string& revision);

// The object whose id is `hex`, or begins with it (7 digits or more); unlike a revision never a ref of that name.
// Errors: kNotFound: there is none, or several; kUsage: not hex.
[[nodiscard]] Result<Oid> resolve_id(const Repository& repository, const std::string& hex);
// The commit that a tag, or a commit, names. Errors (kUsage): it names another object, or one that is not here.
[[nodiscard]] Result<Oid> peel_to_commit(const Repository& repository, const Oid& id);

// True when `path` (raw bytes, '/'-separated) is matched by one of git's pathspecs (globs, :(glob), :!, directories).
[[nodiscard]] bool pathspec_matches(const std::vector<std::string>& pathspecs, const std::string& path);

}  // namespace leaksieve::git
