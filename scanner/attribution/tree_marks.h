// The marked trees: those that lead to a target, with the entries that do. Made from what the TreeScanners kept, by
// carrying the marks from the trees that name a target up to the trees above them; all else is dropped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "scanner/attribution/lost_trees.h"
#include "scanner/attribution/tree_scanner.h"
#include "scanner/base/oid.h"

namespace leaksieve::attribution {

class TreeMarks {
 public:
  using Node = std::uint32_t;
  static constexpr Node kNone = ~Node{0};

  struct Entry {
    std::uint32_t name = 0;    // names are numbered in their order as bytes
    std::uint32_t object = 0;  // kTree: a Node; kBlob: a target's number; kOther: a number among other objects
    EntryKind kind = EntryKind::kOther;
    [[nodiscard]] bool same_object(const Entry& other) const { return kind == other.kind && object == other.object; }
  };
  struct MissingTree {
    Oid parent;
    std::string name;
    friend auto operator<=>(const MissingTree&, const MissingTree&) = default;
  };

  // Joins the workers' parts and empties them.
  static std::pair<TreeMarks, LostTrees> join(const TargetFilter& filter, const std::vector<TreeScanner*>& parts);

  [[nodiscard]] bool any_seen() const { return trees_seen_ > 0; }
  [[nodiscard]] bool was_seen(const Oid& tree) const;

  // Nodes are numbered in the order of their ids. kNone: not marked.
  [[nodiscard]] Node find(const Oid& tree) const;
  [[nodiscard]] Node size() const { return static_cast<Node>(ids_.size()); }
  [[nodiscard]] const Oid& id(Node node) const { return ids_[node]; }
  // Sorted by name.
  [[nodiscard]] std::span<const Entry> entries(Node node) const {
    return std::span(entries_).subspan(first_entry_[node], first_entry_[node + std::size_t{1}] - first_entry_[node]);
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::vector<Oid>& targets() const { return targets_; }  // blobs, sorted
  [[nodiscard]] const Oid& other(std::uint32_t number) const { return others_[number]; }

  [[nodiscard]] const std::vector<Oid>& broken() const {
    return broken_;
  }  // sorted; what stands before the break counts
  // Subtrees that nobody gave, each once, by the least tree that names it; sorted.
  [[nodiscard]] const std::vector<MissingTree>& missing() const { return missing_; }

 private:
  friend class TreeJoiner;

  std::size_t trees_seen_ = 0;
  TreeKeys keys_;
  static constexpr unsigned kBucketBits = 16;
  void index_seen();
  void index_ids();

  std::vector<std::uint64_t> seen_;         // keys of all trees, sorted
  std::vector<std::uint32_t> seen_begins_;  // by the first 16 bits: where their keys begin; one more at the end
  std::vector<std::uint32_t> id_begins_;    // by the first bits of an id: where their nodes begin
  std::vector<Oid> ids_;
  std::vector<std::size_t> first_entry_ = {0};
  std::vector<Entry> entries_;
  std::vector<std::string> names_;
  std::vector<Oid> targets_, others_, broken_;
  std::vector<MissingTree> missing_;
};

}  // namespace leaksieve::attribution
