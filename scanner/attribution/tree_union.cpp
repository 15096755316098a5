#include "scanner/attribution/tree_union.h"

namespace leaksieve::attribution {

TreeUnion::TreeUnion(const TreeHistory& history)
    : history_(history),
      trees_(history.size(), Mark::kNone),
      blobs_(history.store().count(), Mark::kNone),
      foreign_(history.foreign().size(), Mark::kNone),
      names_(history.names().names().size(), false) {}

bool TreeUnion::enter(const Oid& tree, Mark mark) {
  const git::StoreIds::Number number = history_.store().find(tree);
  const Place place = number == git::StoreIds::kNone ? TreeHistory::kNone : history_.place_of(number);
  if (place == TreeHistory::kNone) return false;
  enter(place, mark);
  return true;
}

bool TreeUnion::put(const Oid& blob, Mark mark) {
  const git::StoreIds::Number number = history_.store().find(blob);
  if (number != git::StoreIds::kNone) put(blobs_[number], mark);
  return number != git::StoreIds::kNone;
}

void TreeUnion::enter(Place tree, Mark mark) {
  if (trees_[tree] != Mark::kNone) return;
  trees_[tree] = mark;
  ready_.push_back(tree);
}

bool TreeUnion::run() {
  while (is_known_ && !(ready_.empty() && waiting_.empty())) {
    const bool has_waited = ready_.empty();
    std::vector<Place>& from = has_waited ? waiting_ : ready_;
    const Place tree = from.back();
    from.pop_back();
    const Place base = history_.base(tree);
    const Mark mark = trees_[tree];
    if (base == TreeHistory::kNone || trees_[base] == mark) {
      look_at(tree, false);
    } else if (has_waited) {
      look_at(tree, true);
    } else {
      waiting_.push_back(tree);
    }
  }
  return is_known_;
}

void TreeUnion::look_at(Place tree, bool with_all_names) {
  const Mark mark = trees_[tree];
  if (with_all_names) {
    for (const TreeChange& change : history_.all_names(tree)) take(change, mark);
  } else {
    for (const TreeChange& change : history_.changes(tree)) take(change, mark);
  }
}

void TreeUnion::take(const TreeChange& change, Mark mark) {
  if (change.kind() == ChangeKind::kGone) return;
  if (mark == Mark::kWanted) names_[change.name()] = true;
  switch (change.kind()) {
    case ChangeKind::kTree:
      enter(change.object, mark);
      break;
    case ChangeKind::kFile:
      put(blobs_[change.object], mark);
      break;
    case ChangeKind::kForeign:
      put(foreign_[change.object], mark);
      if (history_.foreign()[change.object].kind == ForeignObject::Kind::kUntoldTree) is_known_ = false;
      break;
    case ChangeKind::kGone:
      break;
  }
}

std::vector<Oid> TreeUnion::trees() const {
  std::vector<Oid> ids;
  for (git::StoreIds::Number number = 0; number < blobs_.size(); ++number) {
    const Place place = history_.place_of(number);
    if (place != TreeHistory::kNone && trees_[place] == Mark::kWanted) ids.push_back(history_.store().id(number));
  }
  return ids;
}

std::vector<Oid> TreeUnion::blobs() const {
  std::vector<Oid> ids;
  for (git::StoreIds::Number number = 0; number < blobs_.size(); ++number) {
    if (blobs_[number] == Mark::kWanted) ids.push_back(history_.store().id(number));
  }
  return ids;
}

std::vector<git::Missing> TreeUnion::missing() const {
  // The history may have an object several times: as often as trees name it.
  OidSet excluded;
  for (std::size_t i = 0; i < foreign_.size(); ++i) {
    if (foreign_[i] == Mark::kExcluded) excluded.insert(history_.foreign()[i].id);
  }
  std::vector<git::Missing> lost;
  for (std::size_t i = 0; i < foreign_.size(); ++i) {
    const ForeignObject& object = history_.foreign()[i];
    if (foreign_[i] != Mark::kWanted || object.kind == ForeignObject::Kind::kSubmodule) continue;
    if (excluded.contains(object.id)) continue;
    lost.push_back({object.id, object.kind == ForeignObject::Kind::kLostBlob ? "blob" : "tree", "missing"});
  }
  return lost;
}

std::vector<std::string_view> TreeUnion::names() const {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i]) all.push_back(history_.names().names()[i]);
  }
  return all;
}

}  // namespace leaksieve::attribution
