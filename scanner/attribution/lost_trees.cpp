#include "scanner/attribution/lost_trees.h"

#include <algorithm>

#include "scanner/attribution/tree_scanner.h"

namespace leaksieve::attribution {

// Takes a part's lost objects. An object's kind is how the entries that were kept call it: one way only.
void LostTrees::begin(const TreeScanner& part) {
  if (part.lost_.too_many() || part.lost_items_ > TreeScanner::kMaxLostItems || !part.broken_.empty()) usable_ = false;
  if (part.lost_.empty()) return;
  std::vector<std::uint8_t> called(part.lost_.ids().size(), 0);  // bit 0: a blob, bit 1: a tree
  for (const TreeScanner::Item& item : part.items_) {
    if (item.kind() == EntryKind::kLost) called[item.low / 2] |= (item.low & 1U) != 0 ? 2U : 1U;
  }
  for (std::size_t i = 0; i < called.size(); ++i) {
    if (called[i] == 3) usable_ = false;
    if (called[i] != 0) objects_.push_back({part.lost_.ids()[i], called[i] == 2});
  }
}

void LostTrees::settle_objects(const TreeKeys& keys) {
  std::sort(objects_.begin(), objects_.end(), [](const Object& a, const Object& b) { return a.id < b.id; });
  for (std::size_t i = 1; i < objects_.size(); ++i) {
    if (objects_[i].id == objects_[i - 1].id && objects_[i].is_tree != objects_[i - 1].is_tree) usable_ = false;
  }
  const auto same = [](const Object& a, const Object& b) { return a.id == b.id; };
  objects_.erase(std::unique(objects_.begin(), objects_.end(), same), objects_.end());
  // A subtree that nobody gave and that is not lost either is something else than a tree.
  std::vector<std::uint64_t> lost;
  for (const Object& object : objects_) {
    if (object.is_tree) lost.push_back(keys.of(object.id));
  }
  std::sort(lost.begin(), lost.end());
  if (!std::includes(lost.begin(), lost.end(), unseen_.begin(), unseen_.end())) usable_ = false;
  unseen_ = {};
}

void LostTrees::add_object(const TreeScanner& part, std::uint32_t item) {
  named_.push_back(number_of(part.lost_.ids()[item / 2]));
}

void LostTrees::end_node() {
  first_child_.push_back(children_.size());
  first_named_.push_back(named_.size());
}

std::uint32_t LostTrees::number_of(const Oid& id) const {
  const auto found = std::lower_bound(objects_.begin(), objects_.end(), id,
                                      [](const Object& object, const Oid& wanted) { return object.id < wanted; });
  return static_cast<std::uint32_t>(found - objects_.begin());
}

}  // namespace leaksieve::attribution
