// All that a set of trees holds, from a TreeHistory: for selections of a large part of a history, where a look at each
// tree by itself would cost more than the scan.
//
// Idea: when a tree's base is in the set too, what the tree holds is what the base holds and what the tree's changes
// bring: only those are looked at. A tree whose base is not in the set waits until all others are done; if it is still
// not in then, all of the tree's names are looked at.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/attribution/tree_history.h"
#include "scanner/git/walk.h"

namespace leaksieve::attribution {

class TreeUnion {
 public:
  explicit TreeUnion(const TreeHistory& history);

  // What was excluded first is in no way wanted, and the other way round: run() in between. False: the history does not
  // know the object.
  [[nodiscard]] bool exclude_tree(const Oid& tree) { return enter(tree, Mark::kExcluded); }
  [[nodiscard]] bool exclude_blob(const Oid& blob) { return put(blob, Mark::kExcluded); }
  [[nodiscard]] bool want_tree(const Oid& tree) { return enter(tree, Mark::kWanted); }
  [[nodiscard]] bool want_blob(const Oid& blob) { return put(blob, Mark::kWanted); }
  // Looks at all that was named since the last call. False: the history cannot tell, because a tree below was not told;
  // nothing may be asked then.
  [[nodiscard]] bool run();

  // Then. In the store's order.
  [[nodiscard]] std::vector<Oid> trees() const;
  [[nodiscard]] std::vector<Oid> blobs() const;
  // Named by a wanted tree and not in the store; an object may come twice.
  [[nodiscard]] std::vector<git::Missing> missing() const;
  // Of the wanted trees' entries, each once.
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  using Place = TreeHistory::Place;
  enum class Mark : std::uint8_t { kNone, kExcluded, kWanted };

  bool enter(const Oid& tree, Mark mark);
  void enter(Place tree, Mark mark);
  bool put(const Oid& blob, Mark mark);
  void look_at(Place tree, bool with_all_names);
  void take(const TreeChange& change, Mark mark);
  static void put(Mark& at, Mark mark) {
    if (at == Mark::kNone) at = mark;
  }

  const TreeHistory& history_;
  std::vector<Mark> trees_;    // by place
  std::vector<Mark> blobs_;    // by number in the store
  std::vector<Mark> foreign_;  // by place among the history's
  std::vector<bool> names_;    // by number in the history
  std::vector<Place> ready_, waiting_;
  bool is_known_ = true;
};

}  // namespace leaksieve::attribution
