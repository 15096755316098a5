#include "scanner/attribution/tree_log.h"

#include <utility>

#include "scanner/attribution/pack_trees.h"

namespace leaksieve::attribution {

// What the next version of a tree is compared with.
struct TreeLog::CarriedTree final : git::pack::Carried {
  git::EntryEnds ends;
  std::uint32_t worker = 0, place = kNone;  // in the workers' logs; kNone: it is not noted
  std::size_t told = 0;                     // changes on the way from the last tree that was told whole, and one a tree
};

// An object that is in several packs has several numbers, of which entries have the one that find() gives.
void TreeLog::recall(const PackTrees& told, git::StoreIds::Number first) {
  std::vector<git::StoreIds::Number> known;  // by row
  const auto number_of_row = [&](std::uint32_t row) {
    if (first == 0) return row;  // the first pack's numbers are the ones
    if (known.size() <= row) known.resize(row + std::size_t{1}, git::StoreIds::kNone);
    if (known[row] == git::StoreIds::kNone) known[row] = store_.find(store_.id(first + row));
    return known[row];
  };
  std::vector<std::uint32_t> names;
  for (const std::string& name : told.names) names.push_back(names_.number_of(name));
  const auto before = static_cast<std::uint32_t>(trees_.size());
  const auto changes_before = static_cast<std::uint32_t>(changes_.size());
  const auto foreign_before = static_cast<std::uint32_t>(foreign_.size());
  for (const PackTrees::Tree& tree : told.trees) {
    const std::uint32_t base = tree.base == kNone ? kNone : tree.base + before;
    trees_.push_back({number_of_row(tree.row), base, worker_, tree.first + changes_before});
  }
  for (TreeChange change : told.changes) {
    const ChangeKind kind = change.kind();
    if (kind == ChangeKind::kForeign) change.object += foreign_before;
    if (kind == ChangeKind::kTree || kind == ChangeKind::kFile) change.object = number_of_row(change.object);
    change.name_and_kind = names[change.name()] | static_cast<std::uint32_t>(kind) << 30;
    changes_.push_back(change);
  }
  for (const Oid& id : told.submodules) foreign_.push_back({id, ForeignObject::Kind::kSubmodule});
}

TreeLog::Added TreeLog::add(const git::pack::DeltaObject& tree) {
  const bool is_noted = tree.role == git::pack::Role::kWanted;
  if (!is_noted && tree.children == 0) return {};
  if (is_full()) return {nullptr, "the trees have too many entries: what this one holds is not told"};
  const auto place = is_noted ? static_cast<std::uint32_t>(trees_.size()) : kNone;
  const std::size_t first = changes_.size();
  oid_bytes_ = store_.oid_bytes();
  if (is_noted) trees_.push_back({kNone, kNone, 0, static_cast<std::uint32_t>(first)});
  const auto* const base = tree.delta == nullptr ? nullptr : static_cast<const CarriedTree*>(tree.delta->base);
  std::size_t told = 0;
  if (is_noted && base != nullptr && base->place != kNone && base->told <= base->ends.size() + kBatch / 2 &&
      add_changes(tree, *base)) {
    trees_.back().base = base->place;
    trees_.back().base_worker = base->worker;
    told = base->told + (changes_.size() - first) + 1;
  } else {
    add_whole(tree);
  }
  if (!is_noted) withdraw(first);
  if (is_noted) look_up(tree.object.id, {place, true});
  if (is_noted && state_ == git::TreeState::kBroken) broken_.push_back(tree.object.id);
  Added added{nullptr, state_ == git::TreeState::kBroken ? "its entries end in the middle" : nullptr};
  if (tree.children > 0 && state_ == git::TreeState::kSound) {
    auto carried = std::make_unique<CarriedTree>();
    carried->ends = ends_;
    carried->worker = worker_;
    carried->place = place;
    carried->told = told;
    added.carried = std::move(carried);
  }
  return added;
}

bool TreeLog::add_changes(const git::pack::DeltaObject& tree, const CarriedTree& base) {
  const std::size_t first = changes_.size();
  const git::TreeBase of{tree.delta->base_content, base.ends, tree.delta->pieces};
  state_ = git::TreeDiff(tree.object.content, oid_bytes_, of, ends_)
               .run([this](const git::RawEntry& entry) { note(entry); },
                    [this](const git::RawEntry& entry) { note_gone(entry); });
  if (state_ == git::TreeState::kSound) return true;
  withdraw(first);
  return false;
}

void TreeLog::add_whole(const git::pack::DeltaObject& tree) {
  state_ = git::read_tree(tree.object.content, oid_bytes_, ends_, [this](const git::RawEntry& entry) { note(entry); });
}

void TreeLog::note(const git::RawEntry& entry) {
  const bool is_tree = entry.is_tree();
  const std::uint32_t name = names_.number_of(entry.name());
  const Oid id = entry.id(oid_bytes_);
  const auto place = static_cast<std::uint32_t>(changes_.size());
  if (!is_tree && entry.is_gitlink()) {
    changes_.push_back(
        {name | static_cast<std::uint32_t>(ChangeKind::kForeign) << 30, static_cast<std::uint32_t>(foreign_.size())});
    foreign_.push_back({id, ForeignObject::Kind::kSubmodule});
    return;
  }
  const ChangeKind kind = is_tree ? ChangeKind::kTree : ChangeKind::kFile;
  changes_.push_back({name | static_cast<std::uint32_t>(kind) << 30, kNone});
  look_up(id, {place, false});
}

// Nearly always the entry was changed: then its new form was noted last.
void TreeLog::note_gone(const git::RawEntry& entry) {
  const bool has_last = changes_.size() > trees_.back().first;
  if (has_last && names_.names()[changes_.back().name()] == entry.name()) return;
  const std::uint32_t name = names_.number_of(entry.name());
  changes_.push_back({name | static_cast<std::uint32_t>(ChangeKind::kGone) << 30, kNone});
}

void TreeLog::look_up(const Oid& id, Pending what) {
  pending_ids_.push_back(id);
  pending_.push_back(what);
  if (pending_.size() == kBatch) resolve();
}

void TreeLog::resolve() {
  numbers_.resize(pending_.size());
  store_.find(pending_ids_, numbers_);
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const std::uint32_t place = pending_[i].change;
    if (pending_[i].is_own) {
      trees_[place].number = numbers_[i];
      continue;
    }
    TreeChange& change = changes_[place];
    if (numbers_[i] != git::StoreIds::kNone) {
      change.object = numbers_[i];
      continue;
    }
    const bool is_tree = change.kind() == ChangeKind::kTree;
    lacks_objects_ = true;
    change.name_and_kind = change.name() | static_cast<std::uint32_t>(ChangeKind::kForeign) << 30;
    change.object = static_cast<std::uint32_t>(foreign_.size());
    foreign_.push_back({pending_ids_[i], is_tree ? ForeignObject::Kind::kLostTree : ForeignObject::Kind::kLostBlob});
  }
  pending_.clear();
  pending_ids_.clear();
}

// Forgets the changes from `first_change` on: they were told of a tree in vain.
void TreeLog::withdraw(std::size_t first_change) {
  if (changes_.size() == first_change) return;
  while (!pending_.empty() && !pending_.back().is_own && pending_.back().change >= first_change) {
    pending_.pop_back();
    pending_ids_.pop_back();
  }
  changes_.shrink(first_change);
}

}  // namespace leaksieve::attribution
