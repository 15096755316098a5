// The classes of trees that hold something, with what they hold: each knows the strands anywhere below it, so most
// questions are answered at the root.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/attribution/history_impl.h"
#include "scanner/attribution/leak_sets.h"
#include "scanner/attribution/place_catalog.h"

namespace leaksieve::attribution {

class MarkedTrees {
 public:
  using Node = TreeClasses::Node;
  using Entry = TreeClasses::Entry;
  using Kind = EntryKind;
  static constexpr Node kNone = TreeClasses::kNone;

  MarkedTrees(const HistoryIndex::Impl& history, const PlaceCatalog& catalog, LeakSets& strands);

  // kNone: the tree holds nothing of ours, or is lost.
  [[nodiscard]] Node find(const Oid& tree) const { return history_.marked(tree); }
  [[nodiscard]] Node root_of(CommitGraph::Number commit) const {
    return marks_.find(history_.graph.tree_number(commit));
  }
  // Nobody knows what is in the tree: it was not among those that the store gave.
  [[nodiscard]] bool is_lost(const Oid& tree) const { return history_.has_trees && !history_.was_seen(tree); }
  [[nodiscard]] bool is_root_lost(CommitGraph::Number commit) const {
    return history_.has_trees && !marks_.was_seen(history_.graph.tree_number(commit));
  }

  // Sorted by Entry::name. `node` may be kNone, here and below.
  [[nodiscard]] std::span<const Entry> entries(Node node) const {
    return node == kNone ? std::span<const Entry>() : marks_.entries(node);
  }
  [[nodiscard]] const Entry* find(Node node, std::uint32_t name) const;
  [[nodiscard]] LeakSets::Id strands(Node node) const { return node == kNone ? LeakSets::kEmpty : strands_[node]; }
  [[nodiscard]] Node size() const { return marks_.size(); }

  [[nodiscard]] const std::string& name(std::uint32_t name) const { return marks_.names()[name]; }
  [[nodiscard]] LeakSets::Id strands_by_name(std::uint32_t name) const { return name_strands_[name]; }
  // What the entry's blob holds; kEmpty for other entries.
  [[nodiscard]] LeakSets::Id strands_by_content(const Entry& entry) const {
    return entry.kind == Kind::kBlob ? catalog_.strands_of_blob(entry.object) : LeakSets::kEmpty;
  }
  // All that stands at the entry's path or below.
  [[nodiscard]] LeakSets::Id strands_of(const Entry& entry) const;
  [[nodiscard]] const Oid& object_id(const Entry& entry) const;

 private:
  const HistoryIndex::Impl& history_;
  const TreeClasses& marks_;
  const PlaceCatalog& catalog_;
  LeakSets& strand_sets_;
  std::vector<LeakSets::Id> strands_;       // by node
  std::vector<LeakSets::Id> name_strands_;  // by name
};

}  // namespace leaksieve::attribution
