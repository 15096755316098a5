// The commits of a range: everything that some tips reach and others do not. Inner header of the git layer.
#pragma once

#include <optional>
#include <queue>
#include <unordered_map>
#include <vector>

#include "scanner/git/walk_commits.h"

namespace leaksieve::git {

// Idea: git's own (revision.c, limit_list): commits leave a queue youngest first; what an excluded commit reaches is
// excluded; the walk ends a few commits after only excluded ones are left. A wrong clock can thus only let in more.
class CommitWalk {
 public:
  CommitWalk(const Repository& repository, CommitSource& source, const WalkOptions& options);

  void include(const Oid& commit) { push(commit, false); }
  void exclude(const Oid& commit) { push(commit, true); }
  // More than WalkOptions::max_commits were looked at: nothing else is worth the while.
  [[nodiscard]] bool is_cut() const { return options_.max_commits > 0 && nodes_.size() > options_.max_commits; }
  // Walks. Afterwards:
  void run();
  [[nodiscard]] const std::vector<Oid>& commits() const { return commits_; }       // youngest first
  [[nodiscard]] const std::vector<Oid>& trees() const { return trees_; }           // of commits(), in that order
  [[nodiscard]] const std::vector<Oid>& excluded_trees() const { return edges_; }  // of the excluded ones beside them
  [[nodiscard]] std::vector<Missing>& missing() { return missing_; }

 private:
  struct Node {
    std::int64_t time = 0;
    Oid tree;
    std::vector<Oid> parents;
    bool excluded = false;
    bool queued = false;  // still in the queue
    bool told = false;    // left the queue as wanted
  };
  struct Waiting {
    std::int64_t time;
    std::uint64_t number;  // of arrival: the first come first, as in git
    Oid id;
    bool operator<(const Waiting& other) const {
      return time != other.time ? time < other.time : number > other.number;
    }
  };

  void push(const Oid& id, bool excluded);
  void exclude_ancestors(const Node& from);
  void take(const Oid& id, Node& node);
  void finish();

  CommitSource& source_;
  const WalkOptions& options_;
  OidSet shallow_;
  std::unordered_map<Oid, Node, OidHash> nodes_;
  std::priority_queue<Waiting> queue_;
  std::uint64_t arrivals_ = 0;
  std::size_t wanted_waiting_ = 0;
  std::int64_t last_taken_ = 0;
  OidSet missing_ids_;
  std::vector<Oid> commits_, trees_, edges_;
  std::vector<Missing> missing_;
};

}  // namespace leaksieve::git
