// The trees that lead to an object which the store lacks: enough to tell which of the lost ones a root tree reaches.
//
// Made by the TreeJoiner beside the marks. Kept are, for each such tree, its subtrees that are such trees too and the
// lost objects that it names. Memory: about 100 bytes a tree that leads to a lost object.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "scanner/base/oid.h"

namespace leaksieve::attribution {

class TreeKeys;
class TreeScanner;

class LostTrees {
 public:
  using Node = std::uint32_t;
  static constexpr Node kNone = ~Node{0};
  struct Object {
    Oid id;
    bool is_tree = false;  // by the mode of the entries that name it
  };

  // False: too much is lost to be kept, or trees contradict the store or one another; ask nothing then.
  [[nodiscard]] bool usable() const { return usable_; }
  // kNone: nothing that the tree reaches is lost.
  [[nodiscard]] Node find(const Oid& tree) const {
    const auto found = nodes_.find(tree);
    return found == nodes_.end() ? kNone : found->second;
  }
  [[nodiscard]] Node size() const { return static_cast<Node>(nodes_.size()); }
  [[nodiscard]] std::span<const Node> subtrees(Node node) const { return slice(children_, first_child_, node); }
  // Numbers of objects.
  [[nodiscard]] std::span<const std::uint32_t> lost_in(Node node) const { return slice(named_, first_named_, node); }
  [[nodiscard]] const std::vector<Object>& objects() const { return objects_; }

 private:
  friend class TreeJoiner;

  void begin(const TreeScanner& part);
  void settle_objects(const TreeKeys& keys);
  void add_object(const TreeScanner& part, std::uint32_t item);
  void end_node();
  [[nodiscard]] std::uint32_t number_of(const Oid& id) const;
  static std::span<const std::uint32_t> slice(const std::vector<std::uint32_t>& all,
                                              const std::vector<std::size_t>& first, Node node) {
    return std::span(all).subspan(first[node], first[node + std::size_t{1}] - first[node]);
  }

  bool usable_ = true;
  std::vector<Object> objects_;  // sorted by id
  std::unordered_map<Oid, Node, OidHash> nodes_;
  std::vector<std::size_t> first_child_ = {0}, first_named_ = {0};  // by node
  std::vector<Node> children_;
  std::vector<std::uint32_t> named_;
  std::vector<std::uint64_t> unseen_;  // keys of subtrees that nobody gave
};

}  // namespace leaksieve::attribution
