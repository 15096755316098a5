// Sorts the trees of a history into classes (attribution/tree_classes.h).
//
// Idea: a tree's class is its delta base's class, but for the changes; and nearly no change is of something sought, so
// nearly every tree is done after a look at one or two names. A tree waits for its base and for the subtrees that its
// changes name. These two kinds of waiting can go in a circle (a folder stored as a delta of a folder that it is in):
// then a tree on that circle is looked at by all its names, without its base.
//
// Several threads can do it, each with classes of its own numbering; what one has sorted the others need not. In the
// end equal classes of different threads become one.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scanner/attribution/class_lists.h"
#include "scanner/attribution/tree_classes.h"
#include "scanner/attribution/tree_history.h"

namespace leaksieve::attribution {

// What is sought.
class Sought {
 public:
  using Entry = TreeClasses::Entry;
  virtual ~Sought() = default;
  // Fills all of `entry` but the name when `change` brings something sought; `child` is the node of the subtree that it
  // leads to, or kNone. Several threads ask at once.
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

  // Once. False: the classes have more than max_entries entries; nothing may be asked then. May throw std::bad_alloc.
  [[nodiscard]] bool run(unsigned threads);

  // Then. Node of a tree; kNone when it holds nothing.
  [[nodiscard]] Node node(Place tree) const { return classes_[tree] == 0 ? TreeClasses::kNone : classes_[tree] - 1; }
  [[nodiscard]] Node nodes() const { return lists_.size(); }
  // Sorted by the history's numbers of names. Those that are trees lead to smaller nodes.
  [[nodiscard]] std::span<const Entry> entries(Node node) const { return lists_[node]; }
  // By their ids' order.
  [[nodiscard]] std::map<Oid, UnseenTree> take_unseen() { return std::move(unseen_); }
  // The trees that hold something, are of none of the classes in `covered` (by node) and in no other such tree; by
  // their ids' order.
  [[nodiscard]] std::vector<std::pair<Oid, Node>> tops_beside(const std::vector<bool>& covered) const;
  // The result. `others` are what entries' `other` numbers. Node numbers stay.
  [[nodiscard]] TreeClasses take_classes(std::vector<Oid> others);

 private:
  class Joiner;

  void number_names(TreeClasses& out);

  const TreeHistory& history_;
  Sought& sought_;
  std::size_t max_entries_;
  std::vector<std::uint32_t> classes_;  // by place: the node + 1; 0 holds nothing
  ClassLists lists_;                    // of all nodes; names are the history's
  std::map<Oid, UnseenTree> unseen_;
};

}  // namespace leaksieve::attribution
