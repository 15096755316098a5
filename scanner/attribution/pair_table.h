// A table from 64-bit keys to 32-bit values, filled and asked millions of times and never erased from: open addressing
// in one array, at most half full.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace leaksieve::attribution {

// The value kFree is not for use.
class PairTable {
 public:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};

  // kFree when the key is not in.
  [[nodiscard]] std::uint32_t find(std::uint64_t key) const { return slots_.empty() ? kFree : slots_[at(key)].value; }
  // Gives the value that the key has now, and whether it was added.
  std::pair<std::uint32_t, bool> try_emplace(std::uint64_t key, std::uint32_t value) {
    if (size_ * 2 >= slots_.size()) grow();
    Slot& slot = slots_[at(key)];
    if (slot.value != kFree) return {slot.value, false};
    slot = {key, value};
    ++size_;
    return {value, true};
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t value = kFree;
  };

  [[nodiscard]] std::size_t at(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = (key * 0x9E3779B97F4A7C15U) >> (64U - static_cast<unsigned>(std::bit_width(mask)));
    while (slots_[place].value != kFree && slots_[place].key != key) place = (place + 1) & mask;
    return place;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.value != kFree) slots_[at(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace leaksieve::attribution
