// The commits of the store, reachable or not, numbered so that parents come before children.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scanner/attribution/commit_log.h"
#include "scanner/base/oid.h"
#include "scanner/git/store_ids.h"

namespace leaksieve::attribution {

class CommitGraph {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};

  CommitGraph() = default;
  // From finished logs. Duplicates may be in. The same numbers whatever worker saw what: among commits whose parents
  // are all numbered, the one with the least (time, id) is next.
  CommitGraph(const std::vector<const CommitLog*>& logs, std::shared_ptr<const git::StoreIds> store);

  [[nodiscard]] Number size() const { return static_cast<Number>(nodes_.size()); }
  [[nodiscard]] Oid id(Number commit) const { return store_->id(nodes_[commit].number); }
  [[nodiscard]] Oid tree(Number commit) const;
  // The tree's number in the store; StoreIds::kNone: it is lost.
  [[nodiscard]] git::StoreIds::Number tree_number(Number commit) const { return nodes_[commit].tree; }
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
    std::int64_t time = 0;
    git::StoreIds::Number number = git::StoreIds::kNone, tree = git::StoreIds::kNone;
    std::uint32_t first_parent = 0;
    std::uint32_t parents : 31 = 0;
    std::uint32_t lacks_parent : 1 = 0;
  };
  struct Logged;
  void add(const Logged& commit);

  std::shared_ptr<const git::StoreIds> store_;
  std::vector<Node> nodes_;
  std::vector<Number> parents_;
  std::vector<Number> numbers_;  // by number in the store
  std::map<Number, Oid> lost_trees_;
};

}  // namespace leaksieve::attribution
