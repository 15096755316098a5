// The steps of TreeMarks::join.
#pragma once

#include <vector>

#include "scanner/attribution/tree_marks.h"

namespace leaksieve::attribution {

class TreeJoiner {
 public:
  TreeJoiner(const TargetFilter& filter, const std::vector<TreeScanner*>& parts) : filter_(filter), parts_(parts) {}
  std::pair<TreeMarks, LostTrees> run();

 private:
  using Number = std::uint32_t;  // of a tree, through all parts
  static constexpr Number kNone = ~Number{0};

  struct Slot {
    std::uint64_t key = 0;
    Number tree = kNone;
  };

  void number_names();
  void number_trees();
  void resolve_edges();
  // The trees with an item that `is_target(item)` takes, and all trees above them.
  template <class Target>
  [[nodiscard]] std::vector<bool> mark(Target is_target);
  void keep_lost();
  [[nodiscard]] std::vector<Number> marked_by_id() const;
  void keep_marked();
  [[nodiscard]] std::size_t count_marked_items() const;
  void keep_entries(std::size_t part, std::size_t tree);
  [[nodiscard]] Slot& slot_of(std::uint64_t key);
  [[nodiscard]] std::size_t end_of(const TreeScanner& part, std::size_t tree) const;
  [[nodiscard]] const Oid& id_of(Number tree) const;
  template <class Take>
  void for_each_tree(Take take);

  const TargetFilter& filter_;
  const std::vector<TreeScanner*>& parts_;
  TreeMarks marks_;
  LostTrees lost_;
  std::vector<std::vector<std::uint32_t>> name_numbers_;  // by part and number there
  std::vector<Number> first_tree_;                        // by part
  std::vector<Slot> slots_;                               // open addressing, at most half full
  std::vector<bool> duplicate_;                           // by tree: the same tree came before
  std::vector<bool> marked_;
  std::vector<Number> first_parent_, parents_;  // by child: the trees that name it
  std::vector<TreeMarks::Node> nodes_;          // by tree; kNone: not marked
};

}  // namespace leaksieve::attribution
