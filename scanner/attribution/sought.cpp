#include "scanner/attribution/sought.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace leaksieve::attribution {
namespace {

bool is_lost(const ForeignObject& object) {
  return object.kind == ForeignObject::Kind::kLostBlob || object.kind == ForeignObject::Kind::kLostTree;
}

}  // namespace

SoughtTargets::SoughtTargets(const Targets& targets, const TreeHistory& history)
    : history_(history),
      blobs_(targets.blobs.begin(), targets.blobs.end()),
      is_blob_(history.store().count(), false),
      tells_(history.names().names().size(), false) {
  std::ranges::sort(blobs_);
  for (std::uint32_t i = 0; i < blobs_.size(); ++i) {
    const git::StoreIds::Number number = history.store().find(blobs_[i]);
    if (number == git::StoreIds::kNone) continue;
    is_blob_[number] = true;
    blob_numbers_.emplace(number, i);
  }
  const std::unordered_set<std::string_view> names(targets.names.begin(), targets.names.end());
  if (names.empty()) return;
  for (std::size_t i = 0; i < tells_.size(); ++i) tells_[i] = names.contains(history.names().names()[i]);
}

bool SoughtTargets::fill(const TreeChange& change, TreeClasses::Node child, Entry& entry) {
  const bool tells = tells_[change.name()];
  const bool leads_on = child != TreeClasses::kNone;
  if (leads_on) {
    entry.kind = EntryKind::kTree;
    entry.object = child;
    if (tells) entry.other = number_of_other(change);
    return true;
  }
  if (change.kind() == ChangeKind::kFile && is_blob_[change.object]) {
    entry.kind = EntryKind::kBlob;
    entry.object = blob_numbers_.at(change.object);
    return true;
  }
  if (!tells) return false;
  entry.kind = EntryKind::kOther;
  entry.object = number_of_other(change);
  return true;
}

std::uint32_t SoughtTargets::number_of_other(const TreeChange& change) {
  const bool is_foreign = change.kind() == ChangeKind::kForeign;
  const bool is_tree = change.kind() == ChangeKind::kTree;
  const Oid id = is_foreign ? history_.foreign()[change.object].id
                 : is_tree  ? history_.id(change.object)
                            : history_.store().id(change.object);
  const std::lock_guard lock(others_mutex_);
  const auto [number, is_new] = other_numbers_.try_emplace(id, static_cast<std::uint32_t>(others_.size()));
  if (is_new) others_.push_back(id);
  return number->second;
}

SoughtLosses::SoughtLosses(const TreeHistory& history) {
  const std::vector<ForeignObject>& foreign = history.foreign();
  for (const ForeignObject& object : foreign) {
    if (!is_lost(object)) continue;
    objects_.push_back({object.id, object.kind == ForeignObject::Kind::kLostTree});
  }
  std::ranges::sort(objects_, {}, [](const LostObject& object) { return std::pair(object.id, object.is_tree); });
  const auto is_same = [](const LostObject& a, const LostObject& b) { return a.id == b.id && a.is_tree == b.is_tree; };
  objects_.erase(std::unique(objects_.begin(), objects_.end(), is_same), objects_.end());
  for (std::size_t i = 1; i < objects_.size(); ++i) {
    if (objects_[i].id == objects_[i - 1].id) is_contradicted_ = true;
  }
  for (const ForeignObject& object : foreign) {
    const auto place = std::ranges::lower_bound(objects_, object.id, {}, &LostObject::id);
    numbers_.push_back(is_lost(object) ? static_cast<std::uint32_t>(place - objects_.begin()) : kNone);
  }
}

bool SoughtLosses::fill(const TreeChange& change, TreeClasses::Node child, Entry& entry) {
  if (child != TreeClasses::kNone) {
    entry.kind = EntryKind::kTree;
    entry.object = child;
    return true;
  }
  if (change.kind() != ChangeKind::kForeign || numbers_[change.object] == kNone) return false;
  entry.kind = EntryKind::kLost;
  entry.object = numbers_[change.object];
  return true;
}

}  // namespace leaksieve::attribution
