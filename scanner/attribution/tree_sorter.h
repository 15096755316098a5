// Sorts the trees of a history into classes (attribution/tree_classes.h).
//
// Idea: a tree's class is its delta base's class, but for the changes; and nearly no change is of something sought, so
// nearly every tree is done after a look at one or two names. A tree waits for its base and for the subtrees that its
// changes name. These two kinds of waiting can go in a circle (a folder stored as a delta of a folder that it is in):
// then a tree on that circle is looked at by all its names, without its base.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scanner/attribution/pair_table.h"
#include "scanner/attribution/tree_classes.h"
#include "scanner/attribution/tree_history.h"

namespace leaksieve::attribution {

// What is sought.
class Sought {
 public:
  using Entry = TreeClasses::Entry;
  virtual ~Sought() = default;
  // Fills all of `entry` but the name when `change` brings something sought; `child` is the node of the subtree that it
  // leads to, or kNone.
  virtual bool fill(const TreeChange& change, TreeClasses::Node child, Entry& entry) = 0;
};

class TreeSorter {
 public:
  using Node = TreeClasses::Node;
  using Entry = TreeClasses::Entry;
  using Place = TreeHistory::Place;

  // A subtree that no tree of the history is, by the least tree that was told as bringing it.
  struct UnseenTree {
    Oid parent;
    std::string name;
    friend auto operator<=>(const UnseenTree&, const UnseenTree&) = default;
  };

  TreeSorter(const TreeHistory& history, Sought& sought, std::size_t max_entries = ~std::size_t{0})
      : history_(history), sought_(sought), max_entries_(max_entries) {}

  // Once. False: the classes have more than max_entries entries; nothing may be asked then.
  [[nodiscard]] bool run();

  // Then. Node of a tree; kNone when it holds nothing.
  [[nodiscard]] Node node(Place tree) const { return classes_[tree] == 0 ? TreeClasses::kNone : classes_[tree] - 1; }
  [[nodiscard]] Node nodes() const { return static_cast<Node>(first_entry_.size() - 1); }
  // Sorted by the history's numbers of names.
  [[nodiscard]] std::span<const Entry> entries(Node node) const { return list(node + 1); }
  // By their ids' order.
  [[nodiscard]] std::map<Oid, UnseenTree> take_unseen() { return std::move(unseen_); }
  // The trees that hold something, are of none of the classes in `covered` (by node) and in no other such tree; by
  // their ids' order.
  [[nodiscard]] std::vector<std::pair<Oid, Node>> tops_beside(const std::vector<bool>& covered) const;
  // The result. `others` are what entries' `other` numbers. Node numbers stay.
  [[nodiscard]] TreeClasses take_classes(std::vector<Oid> others);

 private:
  // A tree that is being looked at.
  struct Frame {
    Place tree = 0;
    std::size_t next = 0;  // of its changes: those before lead to trees that are done
    bool waits_for_base = false;
    bool is_alone = false;            // looked at without its base
    bool differs = false;             // of the changes before `next`, one brings or takes away something sought
    std::vector<TreeChange> names{};  // then: all of its names
  };
  static constexpr Place kAhead = 16;  // trees
  // By place, until it is sorted: kOpen while it has a frame. A class is a node + 1; 0 holds nothing.
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0}, kOpen = kUnknown - 1;

  [[nodiscard]] bool is_done(Place tree) const { return classes_[tree] < kOpen; }
  void open(Place tree);
  bool wait_for_base();
  bool wait_for_subtree();
  bool break_circle(Place at);
  [[nodiscard]] std::span<const TreeChange> changes_of(const Frame& frame) const {
    return frame.is_alone ? std::span<const TreeChange>(frame.names) : history_.changes(frame.tree);
  }
  void note_unseen(const TreeChange& change, Place parent);
  std::uint32_t class_of(const Frame& frame);
  bool entry_of(const TreeChange& change, Entry& entry);
  [[nodiscard]] std::span<const Entry> list(std::uint32_t of_class) const;
  void ask_early(Place tree) const;
  [[nodiscard]] std::span<const Entry> base_list(const Frame& frame) const {
    const Place base = frame.is_alone ? TreeHistory::kNone : history_.base(frame.tree);
    return base == TreeHistory::kNone ? std::span<const Entry>() : list(classes_[base]);
  }
  [[nodiscard]] bool differs(const TreeChange& change, std::span<const Entry> base);
  std::uint32_t intern(const std::vector<Entry>& entries);
  void number_names(TreeClasses& out);

  const TreeHistory& history_;
  Sought& sought_;
  std::size_t max_entries_;
  std::vector<std::uint32_t> classes_;
  std::vector<bool> alone_;  // by place: is never to wait for its base again
  std::vector<Frame> stack_;
  std::vector<Entry> entries_;                  // of all nodes; names are the history's
  std::vector<std::size_t> first_entry_ = {0};  // by node
  PairTable known_;                             // classes by the hash of their entries: the oldest
  std::vector<std::uint32_t> same_hash_ = {0};  // by class: the next newer of that hash, or 0
  std::vector<std::uint32_t> changed_by_;       // by name: the number of the last change list with it
  std::uint32_t change_lists_ = 0;
  std::vector<Entry> room_;  // kept for its memory
  std::map<Oid, UnseenTree> unseen_;
};

}  // namespace leaksieve::attribution
