// A walk's first half: its commits and tags, and where its trees and blobs begin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/base/result.h"
#include "scanner/git/objects.h"
#include "scanner/git/walk.h"

namespace leaksieve::git {

// Missing::reason of what cannot be read.
[[nodiscard]] std::string reason_of(const Error& error);

// What a walk asks of a commit.
struct CommitFacts {
  std::int64_t time = 0;  // of the committer, seconds
  Oid tree;
  std::vector<Oid> parents;
};

class CommitSource {
 public:
  virtual ~CommitSource() = default;
  // True only when `id` is a commit and that is cheap to tell.
  [[nodiscard]] virtual bool knows(const Oid& id) const = 0;
  // Errors: kNotFound: no such object; else why it cannot be read.
  virtual Result<CommitFacts> read_commit(const Oid& id) = 0;
};

// Commits from the store, one by one. `reader` is borrowed.
class StoredCommits final : public CommitSource {
 public:
  explicit StoredCommits(ObjectReader& reader) : reader_(reader) {}
  [[nodiscard]] bool knows(const Oid&) const override { return false; }
  Result<CommitFacts> read_commit(const Oid& id) override;

 private:
  ObjectReader& reader_;
};

struct ReachedCommits {
  std::vector<Oid> commits, tags;   // as Reached has them
  std::vector<Oid> trees;           // to enter: the commits', then those that tips name
  std::vector<Oid> blobs;           // that tips name
  std::vector<Oid> excluded_trees;  // with all that they hold
  std::vector<Oid> excluded_blobs;  // that tips name
  std::vector<Missing> missing;     // an id may come twice
  bool is_cut = false;              // more than WalkOptions::max_commits were looked at: not all is here
};

// Commits come from `commits`, tips and tags from `reader`.
[[nodiscard]] ReachedCommits walk_commits(const Repository& repository, ObjectReader& reader, CommitSource& commits,
                                          const WalkOptions& options);

}  // namespace leaksieve::git
