// Which trees lead to a target. Each tree is looked at once, by any worker, in any order: one that names a target is
// marked on the spot, of the others the edges to their subtrees are kept, and in the end the marks are carried up along
// them.
//
// Ids of subtrees are kept as their first 8 bytes (12 bytes an edge). Where two trees share those, one may be marked
// too many: attribution reads marked trees in full, so that costs time and nothing else.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/attribution/key_set.h"
#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"

namespace leaksieve::attribution {

// The targets behind a bit filter: nearly every entry of a tree is none, and one load from the cache must say so.
class TargetFilter {
 public:
  // Borrows `targets`.
  explicit TargetFilter(const Targets& targets);

  [[nodiscard]] bool holds_blob(const char* raw, std::size_t oid_bytes) const {
    std::uint32_t first = 0;
    std::memcpy(&first, raw, sizeof first);
    first &= mask_;
    if ((bits_[first >> 6] >> (first & 63U) & 1U) == 0) return false;
    return targets_->blobs.contains(Oid::from_raw(raw, oid_bytes));
  }
  [[nodiscard]] bool has_names() const { return !names_.empty(); }
  [[nodiscard]] bool holds_name(std::string_view name) const {
    const std::size_t bit = name_bit(name);
    return (name_bits_[bit >> 6] >> (bit & 63U) & 1U) != 0 && names_.contains(name);
  }

 private:
  // First byte and length: 4096 classes.
  [[nodiscard]] static std::size_t name_bit(std::string_view name) {
    const std::size_t first = name.empty() ? 0 : static_cast<unsigned char>(name.front());
    return (first * 31 + name.size()) & 4095U;
  }

  const Targets* targets_;
  std::uint32_t mask_ = 0;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> name_bits_;
  std::unordered_set<std::string_view> names_;
};

// One worker's part.
class TreeScanner {
 public:
  void add(const TargetFilter& filter, const Oid& id, Bytes content);

 private:
  friend class TreeMarks;
  struct Edge {  // 12 bytes: the key's halves, and the parent's number among this worker's trees
    std::uint32_t low, high, parent;
    [[nodiscard]] std::uint64_t key() const { return key_of_halves(&low, &high); }
  };

  std::vector<Oid> trees_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> marked_;  // numbers in trees_
  std::vector<Oid> broken_;
};

class TreeMarks {
 public:
  // Joins the workers' parts (and empties them).
  static TreeMarks join(const std::vector<TreeScanner*>& parts);

  [[nodiscard]] bool any_seen() const { return trees_seen_ > 0; }
  [[nodiscard]] bool was_seen(const Oid& id) const { return seen_.contains(key_of(id)); }
  // May say yes to an unmarked tree whose first 8 bytes are those of a marked one.
  [[nodiscard]] bool is_marked(const Oid& id) const { return marked_keys_.contains(key_of(id)); }
  [[nodiscard]] const std::vector<Oid>& marked() const { return marked_; }  // sorted
  [[nodiscard]] const std::vector<Oid>& broken() const { return broken_; }  // sorted; not whole trees
  // The first 16 hex digits of subtrees that a tree names and nobody gave; sorted.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

 private:
  struct Edges;
  void carry_up(const Edges& edges, std::vector<Oid>& trees, std::vector<bool>& is_marked);
  void find_missing(const Edges& edges);

  std::size_t trees_seen_ = 0;
  KeySet seen_, marked_keys_;
  std::vector<Oid> marked_, broken_;
  std::vector<std::string> missing_;
};

}  // namespace leaksieve::attribution
