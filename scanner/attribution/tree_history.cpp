#include "scanner/attribution/tree_history.h"

#include <algorithm>
#include <unordered_map>

namespace leaksieve::attribution {

TreeHistory::TreeHistory(std::vector<std::unique_ptr<TreeLog>> logs, const git::StoreIds& store)
    : store_(store), logs_(std::move(logs)), places_(store.count(), kNone) {
  for (const std::unique_ptr<TreeLog>& log : logs_) {
    log->finish();
    first_.push_back(size_);
    for (const TreeLog::Tree& tree : log->trees()) {
      const Place place = size_++;
      if (tree.number != git::StoreIds::kNone && places_[tree.number] == kNone) places_[tree.number] = place;
    }
  }
  for (const std::unique_ptr<TreeLog>& log : logs_) renumber(*log);
}

// In one go: each tree's place is a cache miss, and here they do not wait for each other.
void TreeHistory::renumber(TreeLog& log) {
  std::vector<std::uint32_t> names;
  for (const std::string_view name : log.names().names()) names.push_back(names_.number_of(name));
  const auto first_foreign = static_cast<std::uint32_t>(foreign_.size());
  foreign_.insert(foreign_.end(), log.foreign().begin(), log.foreign().end());
  log.renumber([&](TreeChange& change) {
    ChangeKind kind = change.kind();
    if (kind == ChangeKind::kForeign) change.object += first_foreign;
    if (kind == ChangeKind::kTree) {
      const Place place = places_[change.object];
      if (place == kNone) {
        foreign_.push_back({store_.id(change.object), ForeignObject::Kind::kUntoldTree});
        kind = ChangeKind::kForeign;
      }
      change.object = place != kNone ? place : static_cast<std::uint32_t>(foreign_.size() - 1);
    }
    change.name_and_kind = names[change.name()] | static_cast<std::uint32_t>(kind) << 30;
  });
}

std::vector<Oid> TreeHistory::broken() const {
  std::vector<Oid> all;
  for (const std::unique_ptr<TreeLog>& log : logs_) all.insert(all.end(), log->broken().begin(), log->broken().end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool TreeHistory::lacks_objects() const {
  return std::ranges::any_of(logs_, [](const auto& log) { return log->lacks_objects(); });
}

bool TreeHistory::has_untold_trees() const {
  return std::ranges::any_of(
      foreign_, [](const ForeignObject& object) { return object.kind == ForeignObject::Kind::kUntoldTree; });
}

std::vector<TreeChange> TreeHistory::all_names(Place tree) const {
  std::vector<Place> way = {tree};
  while (base(way.back()) != kNone) way.push_back(base(way.back()));
  const std::span<const TreeChange> whole = changes(way.back());
  if (way.size() == 1) return {whole.begin(), whole.end()};
  std::unordered_map<std::uint32_t, TreeChange> names;
  for (const TreeChange& change : whole) names.emplace(change.name(), change);
  for (std::size_t i = way.size() - 1; i-- > 0;) {
    for (const TreeChange& change : changes(way[i])) {
      if (change.kind() == ChangeKind::kGone) names.erase(change.name());
    }
    for (const TreeChange& change : changes(way[i])) {
      if (change.kind() != ChangeKind::kGone) names[change.name()] = change;
    }
  }
  std::vector<TreeChange> all;
  all.reserve(names.size());
  for (const auto& [name, change] : names) all.push_back(change);
  std::ranges::sort(all, {}, &TreeChange::name);
  return all;
}

}  // namespace leaksieve::attribution
