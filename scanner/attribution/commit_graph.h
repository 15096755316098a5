// The commits of the store, reachable or not, numbered so that parents come before children.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "scanner/base/oid.h"

namespace leaksieve::attribution {

// What the graph needs of a commit. Its author and summary are read again for the few commits that are told.
struct RawCommit {
  Oid id;
  Oid tree;
  std::int64_t time = 0;  // of the committer, seconds since 1970-01-01 UTC
  std::vector<Oid> parents;
};

class CommitGraph {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};

  CommitGraph() = default;
  // Duplicates may be in. The same numbers whatever the order of `commits`: among commits whose parents are all
  // numbered, the one with the least (time, id) is next.
  explicit CommitGraph(std::vector<RawCommit> commits);

  [[nodiscard]] Number size() const { return static_cast<Number>(nodes_.size()); }
  [[nodiscard]] const Oid& id(Number commit) const { return nodes_[commit].id; }
  [[nodiscard]] const Oid& tree(Number commit) const { return nodes_[commit].tree; }
  [[nodiscard]] std::int64_t time(Number commit) const { return nodes_[commit].time; }
  // Those that are in the graph: each is a smaller number than `commit`.
  [[nodiscard]] std::span<const Number> parents(Number commit) const {
    const Node& node = nodes_[commit];
    return std::span(parents_).subspan(node.first_parent, node.parents);
  }
  // The commit names a parent that is not here: a shallow boundary, or a loss.
  [[nodiscard]] bool lacks_parent(Number commit) const { return nodes_[commit].lacks_parent; }
  [[nodiscard]] std::optional<Number> find(const Oid& id) const;

 private:
  struct Node {
    Oid id, tree;
    std::int64_t time = 0;
    std::size_t first_parent = 0;
    std::uint32_t parents = 0;
    bool lacks_parent = false;
  };

  void add(const RawCommit& commit);

  std::vector<Node> nodes_;
  std::vector<Number> parents_;
  std::unordered_map<Oid, Number, OidHash> numbers_;
};

}  // namespace leaksieve::attribution
