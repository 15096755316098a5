// Trees by what they hold of what is sought: targets (blobs and names with findings), or lost objects.
//
// Two trees are of one class when the sought things stand at the same paths in them. A history has as many classes as
// there were changes to such things, few beside its trees; so all questions about places and times are asked of
// classes. A class that holds nothing has no node.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/git/store_ids.h"

namespace leaksieve::attribution {

// What an entry leads to.
enum class EntryKind : std::uint8_t {
  kTree,   // one that holds something sought: object is its node
  kBlob,   // a target: object is its number there
  kOther,  // neither: kept for its name
  kLost,   // a lost object: its number among those
};

class TreeClasses {
 public:
  using Node = std::uint32_t;
  static constexpr Node kNone = ~Node{0};

  struct Entry {
    std::uint32_t name = 0;  // names are numbered in their order as bytes
    std::uint32_t object = 0;
    std::uint32_t other = kNone;  // its id among others(), where the name is a target
    EntryKind kind = EntryKind::kOther;
    [[nodiscard]] bool same_object(const Entry& entry) const {
      return kind == entry.kind && object == entry.object && other == entry.other;
    }
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  // Node of a class; a tree's entries lead to smaller nodes.
  [[nodiscard]] Node size() const { return static_cast<Node>(first_entry_.size() - 1); }
  // Sorted by name.
  [[nodiscard]] std::span<const Entry> entries(Node node) const {
    return std::span(entries_).subspan(first_entry_[node], first_entry_[node + std::size_t{1}] - first_entry_[node]);
  }
  // kNone: the tree holds nothing that is sought, or nobody knows it.
  [[nodiscard]] Node find(git::StoreIds::Number tree) const {
    return tree >= classes_.size() || classes_[tree] < kFirstNode ? kNone : classes_[tree] - kFirstNode;
  }
  // The tree was told: what it holds is known.
  [[nodiscard]] bool was_seen(git::StoreIds::Number tree) const {
    return tree < classes_.size() && classes_[tree] != kUnseen;
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::vector<Oid>& others() const { return others_; }

 private:
  friend class TreeSorter;
  static constexpr std::uint32_t kUnseen = 0, kHoldsNothing = 1, kFirstNode = 2;

  std::vector<std::uint32_t> classes_;  // by number in the store: as above, or the node + kFirstNode
  std::vector<std::size_t> first_entry_ = {0};
  std::vector<Entry> entries_;
  std::vector<std::string> names_;
  std::vector<Oid> others_;
};

}  // namespace leaksieve::attribution
