// Texts in which nothing is: versions of a file have the same lines as new ones again and again.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "scanner/base/bytes.h"
#include "scanner/base/pages.h"

namespace leaksieve {

// A cache of texts about which one thing is known. May be shared by threads. Holds fingerprints of texts: universal
// hashes by keys that nobody can know, so that a text is taken for another one with a chance of 2^-62, whatever texts
// there are. A text may be forgotten at any time.
//
// It looks at few of its slots as long as few texts are known, so that a small repository's lie in the processor's
// cache.
class KnownTexts {
 public:
  struct Print {
    std::uint64_t tag = 0;  // what a slot holds
    std::uint64_t at = 0;   // which one
  };

  // `slots`: how many texts at most, a power of two that takes 8 bytes each; `longest`: bytes, longer ones are not
  // kept.
  KnownTexts(std::size_t slots, std::size_t longest)
      : slots_(slots), longest_(longest), mask_(std::min(slots, kFirstSlots) - 1) {}

  // Before anything else, by each thread. False: there is no memory, or no source of random keys, and nothing is kept.
  bool open();
  [[nodiscard]] std::size_t longest() const { return longest_; }
  // REQUIRED: not empty, and not longer than longest(). The same text with another `kind` is another text.
  [[nodiscard]] Print print_of(Bytes text, std::uint16_t kind = 0) const;
  // Of two texts, together. REQUIRED: the first is not longer than longest(), the second not empty.
  [[nodiscard]] Print print_of_both(Bytes first, Bytes second, std::uint16_t kind) const;
  [[nodiscard]] bool holds(const Print& print) const {
    return Slot(slot_of(print)).load(std::memory_order_relaxed) == print.tag;
  }
  void add(const Print& print) { Slot(slot_of(print)).store(print.tag, std::memory_order_relaxed); }
  // After `count` texts were added: time to use more slots? Then half of those that are known are forgotten.
  void note_added(std::size_t count) {
    const std::size_t mask = mask_.load(std::memory_order_relaxed);
    if (mask + 1 < slots_ && added_.fetch_add(count, std::memory_order_relaxed) + count > mask / 2) {
      mask_.store(mask * 2 + 1, std::memory_order_relaxed);
    }
  }
  void prefetch(const Print& print) const { __builtin_prefetch(&slot_of(print)); }

 private:
  using Slot = std::atomic_ref<std::uint64_t>;
  struct Unmap {
    std::size_t bytes;
    void operator()(std::uint64_t* tags) const { unmap_pages(tags, bytes); }
  };
  std::uint64_t& slot_of(const Print& print) const {
    return tags_.get()[print.at & mask_.load(std::memory_order_relaxed)];
  }

  void make();

  static constexpr std::size_t kFirstSlots = std::size_t{1} << 14U;
  std::size_t slots_;
  std::size_t longest_;
  std::atomic<std::size_t> mask_;  // of the slots in use
  std::atomic<std::size_t> added_ = 0;
  std::once_flag opened_;
  std::unique_ptr<std::uint64_t[]> keys_;
  std::unique_ptr<std::uint64_t[], Unmap> tags_;
};

}  // namespace leaksieve
