#include "scanner/attribution/marked_trees.h"

#include <algorithm>

namespace leaksieve::attribution {

// Iterative post-order: a hostile tree may be nested deeper than any stack.
MarkedTrees::Node MarkedTrees::root(const Oid& tree) {
  if (!marks_.is_marked(tree)) return kNone;
  const Node root = node_of(tree);
  std::vector<Node> waiting = {root};
  while (!waiting.empty()) {
    const Node node = waiting.back();
    if (nodes_[node].state == State::kFresh) {
      read(node);
      for (const Entry& entry : entries(node)) {
        if (entry.kind == Kind::kTree && nodes_[entry.object].state == State::kFresh) waiting.push_back(entry.object);
      }
      continue;
    }
    waiting.pop_back();
    if (nodes_[node].state == State::kRead) sum_up(node);
  }
  return root;
}

MarkedTrees::Node MarkedTrees::known(const Oid& tree) const {
  const auto found = node_numbers_.find(tree);
  return found == node_numbers_.end() ? kNone : found->second;
}

MarkedTrees::Node MarkedTrees::node_of(const Oid& tree) {
  const auto [slot, added] = node_numbers_.try_emplace(tree, size());
  if (added) nodes_.emplace_back().id = tree;
  return slot->second;
}

std::uint32_t MarkedTrees::name_number(std::string_view name) {
  if (const auto found = name_numbers_.find(name); found != name_numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  name_numbers_.emplace(names_.back(), number);
  name_strands_.push_back(catalog_.strands_of_name(name));
  return number;
}

void MarkedTrees::read(Node node) {
  nodes_[node].state = State::kRead;
  nodes_[node].first = entries_.size();
  const Oid tree = nodes_[node].id;
  Result<git::Object> object = reader_.read(tree);
  if (!object || object->type != git::ObjectType::kTree) {
    nodes_[node].unreadable = true;
    skips_.add("tree " + tree.hex(), object ? "it is no tree" : object.error().message);
    return;
  }
  git::TreeCursor cursor(object->content, tree.size());
  while (const std::optional<git::TreeEntry> entry = cursor.next()) keep(*entry);
  if (cursor.broken()) skips_.add("tree " + tree.hex(), "its entries are broken: what follows them could not be read");
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(nodes_[node].first);
  // A broken tree may give a name twice: the first one counts, as for git.
  std::stable_sort(first, entries_.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  nodes_[node].count = static_cast<std::uint32_t>(entries_.size() - nodes_[node].first);
}

void MarkedTrees::keep(const git::TreeEntry& entry) {
  Entry kept;
  if (entry.is_tree() && marks_.is_marked(entry.id)) {
    kept.kind = Kind::kTree;
    kept.object = node_of(entry.id);
  } else if (const std::uint32_t blob =
                 entry.is_tree() || entry.is_gitlink() ? PlaceCatalog::kNone : catalog_.find_blob(entry.id);
             blob != PlaceCatalog::kNone) {
    kept.kind = Kind::kBlob;
    kept.object = blob;
  } else if (catalog_.strands_of_name(entry.name) != LeakSets::kEmpty) {
    const auto [slot, added] = other_numbers_.try_emplace(entry.id, static_cast<std::uint32_t>(others_.size()));
    if (added) others_.push_back(entry.id);
    kept.object = slot->second;
  } else {
    return;
  }
  kept.name = name_number(entry.name);
  entries_.push_back(kept);
}

// REQUIRED: all subtrees are summed up (but for a forged cycle, whose trees count as empty).
void MarkedTrees::sum_up(Node node) {
  std::vector<std::uint32_t> blobs;
  LeakSets::Id strands = LeakSets::kEmpty;
  LeakSets::Id below = LeakSets::kEmpty;
  for (const Entry& entry : entries(node)) {
    if (entry.kind == Kind::kBlob) blobs.push_back(entry.object);
    if (entry.kind == Kind::kTree) below = blob_sets_.unite(below, nodes_[entry.object].blobs);
    strands = strand_sets_.unite(strands, strands_of(entry));
  }
  std::sort(blobs.begin(), blobs.end());
  nodes_[node].strands = strands;
  nodes_[node].blobs = blob_sets_.unite(below, blob_sets_.from_sorted(blobs));
  nodes_[node].state = State::kDone;
}

std::span<const MarkedTrees::Entry> MarkedTrees::entries(Node node) const {
  if (node == kNone) return {};
  return std::span(entries_).subspan(nodes_[node].first, nodes_[node].count);
}

const MarkedTrees::Entry* MarkedTrees::find(Node node, std::uint32_t name) const {
  const std::span<const Entry> all = entries(node);
  const auto found =
      std::lower_bound(all.begin(), all.end(), name, [](const Entry& a, std::uint32_t b) { return a.name < b; });
  return found == all.end() || found->name != name ? nullptr : &*found;
}

LeakSets::Id MarkedTrees::strands_of(const Entry& entry) const {
  const LeakSets::Id inside = entry.kind == Kind::kTree ? nodes_[entry.object].strands : strands_by_content(entry);
  return strand_sets_.unite(name_strands_[entry.name], inside);
}

const Oid& MarkedTrees::object_id(const Entry& entry) const {
  switch (entry.kind) {
    case Kind::kBlob:
      return catalog_.blob_id(entry.object);
    case Kind::kTree:
      return nodes_[entry.object].id;
    case Kind::kOther:
      break;
  }
  return others_[entry.object];
}

}  // namespace leaksieve::attribution
