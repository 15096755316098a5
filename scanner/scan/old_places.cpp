#include "scanner/scan/old_places.h"

namespace leaksieve::scan {
namespace {

// Where to give up looking for files that moved; then a place counts as new.
constexpr std::size_t kMostTrees = 20'000;
constexpr std::size_t kLongestFolder = 4096;  // bytes

}  // namespace

bool OldPlaces::has(const finding::Leak& leak, const finding::Occurrence& place) {
  if (!place.commit.is_null() && !commits_.contains(place.commit)) return true;
  if (place.kind != finding::PlaceKind::kFile || place.commit.is_null() || place.path.empty()) return false;
  const std::optional<Change> change = change_of(place.commit);
  if (!change) return false;
  const LeakKey key{leak.rule, leak.secret.reveal()};
  for (const Oid& parent : change->parents) {
    const std::optional<Oid> before = blob_at(parent, place.path);
    if (before && holds(*before, place.path, key)) return true;
    if (before) continue;  // it did not move here
    Files gone;
    add_gone(parent, change->tree, "", gone);
    for (const auto& [path, blob] : gone) {
      if (holds(blob, path, key)) return true;
    }
  }
  return false;
}

std::optional<OldPlaces::Change> OldPlaces::change_of(const Oid& commit) {
  const auto tree_of = [this](const Oid& id, std::vector<Oid>& parents) -> std::optional<Oid> {
    const Result<git::Object> object = reader_.read(id);
    if (!object || object->type != git::ObjectType::kCommit) return std::nullopt;
    const auto links = git::parse_commit_links(object->content, parents);
    return links ? std::optional(links->tree) : std::nullopt;
  };
  Change change;
  std::vector<Oid> parents, others;
  const std::optional<Oid> tree = tree_of(commit, parents);
  if (!tree) return std::nullopt;
  change.tree = *tree;
  for (const Oid& parent : parents) {
    if (const auto before = tree_of(parent, others)) change.parents.push_back(*before);
  }
  return change;
}

// The names borrow from `content`.
std::map<std::string, git::TreeEntry> OldPlaces::entries_of(const Oid& tree, std::string& content) {
  std::map<std::string, git::TreeEntry> entries;
  Result<git::Object> object = reader_.read(tree);
  if (!object || object->type != git::ObjectType::kTree) return entries;
  ++trees_read_;
  content = std::move(object->content);
  git::TreeCursor cursor(content, tree.size());
  while (const std::optional<git::TreeEntry> entry = cursor.next()) entries.emplace(entry->name, *entry);
  return entries;
}

std::optional<Oid> OldPlaces::blob_at(const Oid& tree, std::string_view path) {
  Oid at = tree;
  while (true) {
    std::string content;
    const auto entries = entries_of(at, content);
    const std::string name(path.substr(0, path.find('/')));
    const auto entry = entries.find(name);
    if (entry == entries.end() || entry->second.is_gitlink()) return std::nullopt;
    const bool is_last = name.size() == path.size();
    if (is_last == entry->second.is_tree()) return std::nullopt;
    at = entry->second.id;
    if (is_last) return at;
    path.remove_prefix(name.size() + 1);
  }
}

// Files that the tree `before` has and `after` has not. A null `after` has none.
void OldPlaces::add_gone(const Oid& before, const Oid& after, const std::string& folder, Files& gone) {
  if (before == after || trees_read_ > kMostTrees || folder.size() > kLongestFolder) return;
  std::string old_content, new_content;
  const auto old_entries = entries_of(before, old_content);
  const auto new_entries = after.is_null() ? std::map<std::string, git::TreeEntry>() : entries_of(after, new_content);
  for (const auto& [name, entry] : old_entries) {
    if (entry.is_gitlink()) continue;
    const auto now = new_entries.find(name);
    const std::string path = folder + name;
    if (entry.is_tree()) {
      const bool is_there = now != new_entries.end() && now->second.is_tree();
      add_gone(entry.id, is_there ? now->second.id : Oid{}, path + "/", gone);
    } else if (now == new_entries.end() || now->second.is_tree()) {
      gone.emplace(path, entry.id);
    }
  }
}

bool OldPlaces::holds(const Oid& blob, const std::string& path, const LeakKey& key) {
  const auto [slot, is_new] = scanned_.try_emplace({blob, path});
  if (is_new) {
    const Result<git::Object> object = reader_.read(blob);
    if (object && object->type == git::ObjectType::kBlob) {
      sieve_.scan({object->content, "", Origin::kBlob, blob, ""}, 0);
      for (const Placed& place : sieve_.take_findings().placed) slot->second.insert(key_of(place.finding));
    }
  }
  return slot->second.contains(key);
}

}  // namespace leaksieve::scan
