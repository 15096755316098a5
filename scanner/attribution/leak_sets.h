// Sets of small numbers (leaks, strands, blobs), hash-consed: equal sets have equal ids, and sets that differ little
// share most of their nodes. A history of 100,000 commits has few different sets, each one step from the last; so a set
// is a number, comparing is free, and a union costs what is different.
//
// A set is a binary trie of fixed height over 64-bit words; an empty part is node 0. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scanner/attribution/pair_table.h"

namespace leaksieve::attribution {

class LeakSets {
 public:
  using Id = std::uint32_t;
  static constexpr Id kEmpty = 0;

  // Elements are 0 .. universe-1.
  explicit LeakSets(std::size_t universe);

  [[nodiscard]] Id single(std::uint32_t element);
  // REQUIRED: sorted.
  [[nodiscard]] Id from_sorted(std::span<const std::uint32_t> elements);
  [[nodiscard]] Id unite(Id a, Id b) { return combine(Operation::kUnite, a, b, height_); }
  [[nodiscard]] Id intersect(Id a, Id b) { return combine(Operation::kIntersect, a, b, height_); }
  [[nodiscard]] Id subtract(Id a, Id b) { return combine(Operation::kSubtract, a, b, height_); }
  [[nodiscard]] bool contains(Id set, std::uint32_t element) const;
  // Ascending.
  [[nodiscard]] std::vector<std::uint32_t> list(Id set) const;

 private:
  enum class Operation : std::uint8_t { kUnite, kIntersect, kSubtract };
  // At height 0 the two halves of a word of 64 elements; above, the ids of the lower and the upper half.
  struct Node {
    std::uint32_t low = 0, high = 0;
  };
  using Memo = PairTable;

  [[nodiscard]] Id make(Node node, unsigned height);
  [[nodiscard]] Id combine(Operation operation, Id a, Id b, unsigned height);
  [[nodiscard]] Id build(std::span<const std::uint32_t> elements, unsigned height);
  void append(Id set, unsigned height, std::uint32_t first, std::vector<std::uint32_t>& out) const;

  unsigned height_ = 0;
  std::vector<Node> nodes_;
  Memo leaves_, branches_;
  Memo memo_[3];
};

}  // namespace leaksieve::attribution
