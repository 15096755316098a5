// The marked trees, read on demand, of which only the entries that matter are kept: targets, target names, marked
// subtrees. Each tree knows the strands and the target blobs that it holds anywhere below, so most questions are
// answered at the root.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/leak_sets.h"
#include "scanner/attribution/place_catalog.h"
#include "scanner/attribution/skip_log.h"
#include "scanner/attribution/tree_marks.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

class MarkedTrees {
 public:
  using Node = std::uint32_t;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  enum class Kind : std::uint8_t { kBlob, kTree, kOther };  // kOther: kept for its name only
  struct Entry {
    std::uint32_t name = 0;    // equal names have equal numbers
    std::uint32_t object = 0;  // a blob's number in the catalog, a Node, or a number among other objects
    Kind kind = Kind::kOther;
    [[nodiscard]] bool same_object(const Entry& other) const { return kind == other.kind && object == other.object; }
  };

  MarkedTrees(git::ObjectReader& reader, const TreeMarks& marks, const PlaceCatalog& catalog, LeakSets& strands,
              LeakSets& blobs, SkipLog& skips)
      : reader_(reader), marks_(marks), catalog_(catalog), strand_sets_(strands), blob_sets_(blobs), skips_(skips) {}

  // Reads the tree and all marked ones below. kNone: it holds nothing of ours.
  [[nodiscard]] Node root(const Oid& tree);
  // A tree that a root() call has met; kNone: not marked, or not met.
  [[nodiscard]] Node known(const Oid& tree) const;
  // Nobody knows what is in the tree. `node` is what root() gave for it.
  [[nodiscard]] bool is_lost(const Oid& tree, Node node) const {
    return node == kNone ? marks_.any_seen() && !marks_.was_seen(tree) : nodes_[node].unreadable;
  }

  // Sorted by Entry::name. Valid until the next root(). `node` may be kNone.
  [[nodiscard]] std::span<const Entry> entries(Node node) const;
  [[nodiscard]] const Entry* find(Node node, std::uint32_t name) const;
  [[nodiscard]] LeakSets::Id strands(Node node) const {
    return node == kNone ? LeakSets::kEmpty : nodes_[node].strands;
  }
  [[nodiscard]] LeakSets::Id blobs(Node node) const { return node == kNone ? LeakSets::kEmpty : nodes_[node].blobs; }
  [[nodiscard]] bool holds_blob(Node node, std::uint32_t blob) const { return blob_sets_.contains(blobs(node), blob); }
  [[nodiscard]] const Oid& id(Node node) const { return nodes_[node].id; }
  [[nodiscard]] Node size() const { return static_cast<Node>(nodes_.size()); }

  [[nodiscard]] const std::string& name(std::uint32_t name) const { return names_[name]; }
  [[nodiscard]] LeakSets::Id strands_by_name(std::uint32_t name) const { return name_strands_[name]; }
  // What the entry's blob holds; kEmpty for other entries.
  [[nodiscard]] LeakSets::Id strands_by_content(const Entry& entry) const {
    return entry.kind == Kind::kBlob ? catalog_.strands_of_blob(entry.object) : LeakSets::kEmpty;
  }
  // All that stands at the entry's path or below.
  [[nodiscard]] LeakSets::Id strands_of(const Entry& entry) const;
  [[nodiscard]] const Oid& object_id(const Entry& entry) const;

 private:
  enum class State : std::uint8_t { kFresh, kRead, kDone };
  struct Tree {
    Oid id;
    State state = State::kFresh;
    bool unreadable = false;
    std::size_t first = 0;
    std::uint32_t count = 0;
    LeakSets::Id strands = LeakSets::kEmpty;
    LeakSets::Id blobs = LeakSets::kEmpty;
  };

  [[nodiscard]] Node node_of(const Oid& tree);
  void read(Node node);
  void keep(const git::TreeEntry& entry);
  void sum_up(Node node);
  [[nodiscard]] std::uint32_t name_number(std::string_view name);

  git::ObjectReader& reader_;
  const TreeMarks& marks_;
  const PlaceCatalog& catalog_;
  LeakSets& strand_sets_;
  LeakSets& blob_sets_;
  SkipLog& skips_;
  std::vector<Tree> nodes_;
  std::unordered_map<Oid, Node, OidHash> node_numbers_;
  std::vector<Entry> entries_;
  std::deque<std::string> names_;  // a deque: the views below stay valid
  std::unordered_map<std::string_view, std::uint32_t> name_numbers_;
  std::vector<LeakSets::Id> name_strands_;
  std::vector<Oid> others_;
  std::unordered_map<Oid, std::uint32_t, OidHash> other_numbers_;
};

}  // namespace leaksieve::attribution
