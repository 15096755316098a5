#include "scanner/attribution/leak_sets.h"

#include <algorithm>
#include <bit>

namespace leaksieve::attribution {
namespace {

constexpr unsigned kWordBits = 6;

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) { return (std::uint64_t{a} << 32) | b; }

}  // namespace

LeakSets::LeakSets(std::size_t universe) : nodes_(1) {
  while (height_ + kWordBits < 32 && (universe >> (height_ + kWordBits)) > 0) ++height_;
}

LeakSets::Id LeakSets::make(Node node, unsigned height) {
  if (node.low == 0 && node.high == 0) return kEmpty;
  Memo& known = height == 0 ? leaves_ : branches_;
  const auto [id, added] = known.try_emplace(pair_key(node.low, node.high), static_cast<Id>(nodes_.size()));
  if (added) nodes_.push_back(node);
  return id;
}

LeakSets::Id LeakSets::single(std::uint32_t element) { return from_sorted({&element, 1}); }

LeakSets::Id LeakSets::from_sorted(std::span<const std::uint32_t> elements) { return build(elements, height_); }

// The recursion is as deep as the trie is high: at most 26.
LeakSets::Id LeakSets::build(std::span<const std::uint32_t> elements, unsigned height) {
  if (elements.empty()) return kEmpty;
  if (height == 0) {
    std::uint64_t word = 0;
    for (const std::uint32_t element : elements) word |= std::uint64_t{1} << (element & 63U);
    return make({static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)}, 0);
  }
  const std::uint32_t bit = 1U << (height - 1 + kWordBits);
  const auto middle = std::find_if(elements.begin(), elements.end(), [bit](std::uint32_t e) { return (e & bit) != 0; });
  const auto lower = static_cast<std::size_t>(middle - elements.begin());
  const Id low = build(elements.first(lower), height - 1);
  const Id high = build(elements.subspan(lower), height - 1);
  return make({low, high}, height);
}

LeakSets::Id LeakSets::combine(Operation operation, Id a, Id b, unsigned height) {
  if (a == b) return operation == Operation::kSubtract ? kEmpty : a;
  if (b == kEmpty) return operation == Operation::kIntersect ? kEmpty : a;
  if (a == kEmpty) return operation == Operation::kUnite ? b : kEmpty;
  if (operation != Operation::kSubtract && a > b) std::swap(a, b);
  const Node x = nodes_[a];
  const Node y = nodes_[b];
  if (height == 0) {
    switch (operation) {
      case Operation::kUnite:
        return make({x.low | y.low, x.high | y.high}, 0);
      case Operation::kIntersect:
        return make({x.low & y.low, x.high & y.high}, 0);
      case Operation::kSubtract:
        return make({x.low & ~y.low, x.high & ~y.high}, 0);
    }
  }
  Memo& memo = memo_[static_cast<std::size_t>(operation)];
  if (const Id known = memo.find(pair_key(a, b)); known != PairTable::kFree) return known;
  const Id low = combine(operation, x.low, y.low, height - 1);
  const Id high = combine(operation, x.high, y.high, height - 1);
  const Id result = make({low, high}, height);
  memo.try_emplace(pair_key(a, b), result);
  return result;
}

bool LeakSets::contains(Id set, std::uint32_t element) const {
  for (unsigned height = height_; height > 0 && set != kEmpty; --height) {
    const bool upper = (element >> (height - 1 + kWordBits) & 1U) != 0;
    set = upper ? nodes_[set].high : nodes_[set].low;
  }
  if (set == kEmpty) return false;
  const std::uint32_t half = (element & 32U) != 0 ? nodes_[set].high : nodes_[set].low;
  return (half >> (element & 31U) & 1U) != 0;
}

void LeakSets::append(Id set, unsigned height, std::uint32_t first, std::vector<std::uint32_t>& out) const {
  if (set == kEmpty) return;
  const Node node = nodes_[set];
  if (height > 0) {
    append(node.low, height - 1, first, out);
    append(node.high, height - 1, first + (1U << (height - 1 + kWordBits)), out);
    return;
  }
  for (std::uint64_t word = pair_key(node.high, node.low); word != 0; word &= word - 1) {
    out.push_back(first + static_cast<std::uint32_t>(std::countr_zero(word)));
  }
}

std::vector<std::uint32_t> LeakSets::list(Id set) const {
  std::vector<std::uint32_t> out;
  append(set, height_, 0, out);
  return out;
}

}  // namespace leaksieve::attribution
