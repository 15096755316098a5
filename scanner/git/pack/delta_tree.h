// Which object is made from which: every entry of every pack and every loose object as a node, in compact arrays of
// about 50 bytes a node, with the children of each node in one run.
//
// Nothing in the packs is believed: a base is a node that exists, an entry that the index does not name but a delta
// starts from becomes a nameless node, and the trees are finite: each cycle is cut at one node. So a walk from the
// roots meets every node once, whatever the files say. Roots that cannot be read as they are keep the reason; their
// children can still be reached when another copy of the root is found.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "scanner/base/big_vector.h"
#include "scanner/base/oid.h"
#include "scanner/git/objects.h"
#include "scanner/git/pack/delta_sink.h"
#include "scanner/git/pack/offset_order.h"
#include "scanner/git/pack/pack_store.h"
#include "scanner/git/pack/tree_node.h"

namespace leaksieve::git::pack {

inline constexpr Node kNodesAtOnce = 16384;  // that a thread takes when all go through the tree

class DeltaTree {
 public:
  static constexpr Node kMostNodes = 0xfffffff0;
  // Values of base() that are no node: the node is a root.
  enum Root : Node {
    kWhole = kMostNodes,  // no delta
    kMissingBase,         // a delta of an object that is not in the store
    kCycle,               // a delta that leads back to itself
    kBroken,              // the entry's header cannot be read; PackFile::read_header tells why
    kOutside,             // the index's offset lies outside the pack
    kAmbiguous,           // the index gives this offset to several objects
  };

  // Borrows from the store, which must not move its packs. May throw std::bad_alloc.
  static DeltaTree make(const PackStore& store, unsigned threads);

  [[nodiscard]] Node count() const { return static_cast<Node>(base_.size()); }
  [[nodiscard]] Node base(Node node) const { return base_[node]; }
  [[nodiscard]] bool is_root(Node node) const { return base_[node] >= kMostNodes; }
  // The one with the largest subtree last, the others in the order of the pack.
  [[nodiscard]] std::span<const Node> children(Node node) const {
    const TreeNode& of = nodes_[node];
    return of.children == 1 ? std::span(&of.first_child, 1) : std::span(children_).subspan(of.first_child, of.children);
  }
  [[nodiscard]] std::uint32_t subtree_size(Node node) const { return subtree_[node]; }
  // Of the root's; nullopt: not known before something is read (loose, or a root that cannot be read).
  [[nodiscard]] std::optional<ObjectType> type(Node node) const {
    const std::uint8_t type = type_[node] & kTypeMask;
    return type == 0 ? std::nullopt : std::optional(static_cast<ObjectType>(type));
  }
  // Another node has the same name and is the one to be told.
  [[nodiscard]] bool is_copy(Node node) const { return (type_[node] & kCopy) != 0; }
  [[nodiscard]] bool is_loose(Node node) const { return node >= first_loose_ && node < first_extra_; }
  [[nodiscard]] std::uint32_t loose_number(Node node) const { return node - first_loose_; }
  [[nodiscard]] bool has_name(Node node) const { return node < first_extra_; }
  // The null id when it has no name.
  [[nodiscard]] Oid id(Node node) const;

  // REQUIRED for these: !is_loose(node), and for the last three that the root, if it is one, is kWhole.
  [[nodiscard]] const Pack& pack_of(Node node) const { return (*packs_)[pack_number(node)]; }
  [[nodiscard]] std::uint64_t offset(Node node) const { return nodes_[node].offset; }
  [[nodiscard]] std::uint64_t data_begin(Node node) const { return nodes_[node].offset + nodes_[node].header_bytes; }
  [[nodiscard]] std::uint64_t data_end(Node node) const;  // as far as the index tells: the next entry
  [[nodiscard]] std::uint64_t entry_size(Node node) const { return nodes_[node].size; }  // kHuge: 4 GiB or more
  static constexpr std::uint32_t kHuge = 0xffffffff;

  // Hints that come before prefetch(): that it is asked for the node, or for children of the node.
  void prefetch_node(Node node) const { __builtin_prefetch(&nodes_[node]); }
  void prefetch_children(Node node) const {
    const TreeNode& of = nodes_[node];
    if (of.children == 1) prefetch_node(of.first_child);
    if (of.children > 1) __builtin_prefetch(&children_[of.first_child]);
  }
  // A hint that the node is made soon: its name and its compressed bytes are far from everything else.
  void prefetch(Node node) const {
    if (node >= first_loose_) return;
    const Pack& pack = pack_of(node);
    pack.pack.prefetch(nodes_[node].offset);
    pack.pack.prefetch(nodes_[node].offset + 64);  // the next line
    __builtin_prefetch(pack.index.name(nodes_[node].row));
  }

  // REQUIRED: has_name(node), !is_loose(node).
  [[nodiscard]] PackRow row(Node node) const { return {pack_number(node), nodes_[node].row}; }
  // False also for a loose one.
  [[nodiscard]] bool is_same_pack(Node one, Node other) const {
    return !is_loose(one) && !is_loose(other) && pack_number(one) == pack_number(other);
  }

  // All nodes of that name (the one to be told among them).
  [[nodiscard]] std::vector<Node> find(const Oid& id) const;

 private:
  friend class DeltaTreeBuilder;
  static constexpr std::uint8_t kTypeMask = 0x07, kCopy = 0x80;

  [[nodiscard]] std::uint32_t pack_number(Node node) const;
  [[nodiscard]] Node node_of_row(std::uint32_t pack, std::uint32_t row) const;
  // The one listed node at that offset; nullopt when there is none, or several.
  [[nodiscard]] std::optional<Node> node_at(std::uint32_t pack, std::uint64_t offset) const;
  [[nodiscard]] Node lower_bound(std::uint32_t pack, std::uint64_t offset) const;
  // Hints that node_at() of it comes soon: first the one, then, when that has arrived, the other.
  void prefetch_slot(std::uint32_t pack, std::uint64_t offset) const {
    __builtin_prefetch(&slots_[pack].first[offset >> slots_[pack].shift]);
  }
  void prefetch_offset(std::uint32_t pack, std::uint64_t offset) const {
    __builtin_prefetch(nodes_.data() + slots_[pack].first[offset >> slots_[pack].shift]);
  }

  const std::vector<Pack>* packs_ = nullptr;
  const LooseStore* loose_ = nullptr;
  std::vector<Node> first_of_pack_;         // and one more: first_loose_
  Node first_loose_ = 0, first_extra_ = 0;  // packs' nodes by offset, loose ones, nameless ones
  std::vector<Slots> slots_;                // by pack
  BigVector<TreeNode> nodes_;
  BigVector<std::uint8_t> type_;
  BigVector<Node> base_;
  BigVector<Node> children_;  // of all nodes, one node's after the other's
  BigVector<std::uint32_t> subtree_;
  std::vector<std::uint32_t> extra_pack_;  // by nameless node
};

}  // namespace leaksieve::git::pack
