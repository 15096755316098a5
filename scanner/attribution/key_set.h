// A set of 64-bit keys (the first bytes of object ids) in open addressing: 16 bytes a key or less, no allocation a key.
// Two ids may share a key: users take a hit as "perhaps" and look at the object itself.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "scanner/base/oid.h"

namespace leaksieve::attribution {

// In halves, so that an edge of three 32-bit numbers (tree_marks.h) gives the same key.
[[nodiscard]] inline std::uint64_t key_of_halves(const void* first, const void* second) {
  std::uint32_t low = 0, high = 0;
  std::memcpy(&low, first, sizeof low);
  std::memcpy(&high, second, sizeof high);
  return (std::uint64_t{high} << 32) | low;
}

[[nodiscard]] inline std::uint64_t key_of(const Oid& id) {
  return key_of_halves(id.data(), id.data() + sizeof(std::uint32_t));
}

class KeySet {
 public:
  // Makes room for `expected` keys; drops what is in.
  void reset(std::size_t expected) {
    slots_.assign(std::bit_ceil(expected * 2 + 2), 0);
    used_ = 0;
    has_zero_ = false;
  }
  // False when it was in already.
  bool insert(std::uint64_t key) {
    if (key == 0) return !std::exchange(has_zero_, true);
    if (slots_.empty() || used_ * 2 >= slots_.size()) grow();
    std::size_t slot = place_of(key);
    if (slots_[slot] == key) return false;
    slots_[slot] = key;
    ++used_;
    return true;
  }
  [[nodiscard]] bool contains(std::uint64_t key) const {
    if (key == 0) return has_zero_;
    return !slots_.empty() && slots_[place_of(key)] == key;
  }

 private:
  // The slot that holds `key`, or the empty one where it would go.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = (key * 0x9E3779B97F4A7C15U >> 16) & mask;
    while (slots_[slot] != 0 && slots_[slot] != key) slot = (slot + 1) & mask;
    return slot;
  }
  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? 16 : slots_.size() * 2, 0);
    old.swap(slots_);
    for (const std::uint64_t key : old) {
      if (key != 0) slots_[place_of(key)] = key;
    }
  }

  std::vector<std::uint64_t> slots_;
  std::size_t used_ = 0;
  bool has_zero_ = false;
};

}  // namespace leaksieve::attribution
