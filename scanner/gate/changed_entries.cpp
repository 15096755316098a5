#include "scanner/gate/changed_entries.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace leaksieve::gate {
namespace {

bool same(const git::TreeEntry& a, const git::TreeEntry& b) { return a.id == b.id && a.is_tree() == b.is_tree(); }

Oid tree_id(const git::TreeEntry* entry) { return entry != nullptr && entry->is_tree() ? entry->id : Oid{}; }

bool is_file(const git::TreeEntry* entry) { return entry != nullptr && !entry->is_tree() && !entry->is_gitlink(); }

}  // namespace

Status EntryDiff::read(const Oid& tree, Side& side) {
  if (tree.is_null()) return {};
  Result<git::Object> object = reader_.read(tree);
  if (!object) return object.error();
  if (object->type != git::ObjectType::kTree) {
    return Error{ErrorKind::kCorrupt, fmt::format("object '{}' is not a tree", tree.hex())};
  }
  side.content = std::move(object->content);
  git::TreeCursor cursor(side.content, tree.size());
  while (const auto entry = cursor.next()) side.entries.push_back(*entry);
  if (!cursor.broken()) return {};
  return Error{ErrorKind::kCorrupt, fmt::format("the entries of tree '{}' end in the middle", tree.hex())};
}

void EntryDiff::take(const Pending& pending, const std::string& name, const git::TreeEntry* now,
                     const std::vector<const git::TreeEntry*>& before, ChangedEntries& out) {
  const auto is_same = [now](const git::TreeEntry* old) {
    return now != nullptr && old != nullptr && same(*now, *old);
  };
  if (std::ranges::any_of(before, is_same)) return;
  const bool is_merge = before.size() > 1;
  if (is_merge && now == nullptr) return;
  const std::string path = pending.prefix + name;
  const bool is_new = std::ranges::all_of(before, [](const auto* old) { return old == nullptr; });
  if (is_new) out.names.push_back(path);
  if (now == nullptr) out.old_names.push_back(path);
  Pending folder{path + "/", tree_id(now), {}};
  ChangedEntry entry{path, is_file(now) ? now->id : Oid{}, {}};
  bool had_folder = false, had_file = false;
  for (const git::TreeEntry* old : before) {
    folder.before.push_back(tree_id(old));
    entry.before.push_back(is_file(old) ? old->id : Oid{});
    had_folder = had_folder || !folder.before.back().is_null();
    had_file = had_file || !entry.before.back().is_null();
  }
  if (!folder.now.is_null() || (had_folder && !is_merge)) stack_.push_back(std::move(folder));
  if (!entry.now.is_null() || (had_file && !is_merge)) out.entries.push_back(std::move(entry));
}

Status EntryDiff::compare(const Pending& pending, ChangedEntries& out) {
  Side now;
  std::vector<Side> before(pending.before.size());
  Status status = read(pending.now, now);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (Status old = read(pending.before[i], before[i]); !old && status) status = old;
  }
  struct Row {
    const git::TreeEntry* now = nullptr;
    std::vector<const git::TreeEntry*> before;
  };
  std::map<Bytes, Row> rows;
  const auto row_of = [&](Bytes name) -> Row& {
    Row& row = rows[name];
    row.before.resize(before.size());
    return row;
  };
  for (const git::TreeEntry& entry : now.entries) row_of(entry.name).now = &entry;
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const git::TreeEntry& entry : before[i].entries) row_of(entry.name).before[i] = &entry;
  }
  for (const auto& [name, row] : rows) take(pending, std::string(name), row.now, row.before, out);
  return status;
}

Status EntryDiff::run(const Oid& tree, std::vector<Oid> parents, std::size_t most, ChangedEntries& out) {
  if (std::ranges::find(parents, tree) != parents.end()) return {};
  if (parents.empty()) parents.emplace_back();
  stack_.clear();
  stack_.push_back({"", tree, std::move(parents)});
  Status status;
  while (!stack_.empty()) {
    const Pending pending = std::move(stack_.back());
    stack_.pop_back();
    if (Status one = compare(pending, out); !one && status) status = one;
    if (out.entries.size() + stack_.size() > most) {
      return Error{ErrorKind::kLimit, fmt::format("more than {} changed files", most)};
    }
  }
  return status;
}

}  // namespace leaksieve::gate
