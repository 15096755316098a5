// Lines in which nothing is: versions of a file have the same lines as new ones again and again. Inner header of the
// match layer.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// A cache of the lines (each with the '\n' in front of it and its own) that were scanned without any end. Shared by all
// threads. Holds fingerprints of lines: universal hashes by keys that nobody can know, so that a line is taken for
// another one with a chance of 2^-64, whatever lines there are. A line may be forgotten at any time.
class KnownLines {
 public:
  struct Print {
    std::uint64_t low = 0, high = 0;
    friend bool operator==(const Print&, const Print&) = default;
  };

  // Before anything else, by each thread. False: there is no memory, or no source of random keys, and nothing is kept.
  bool open();
  static constexpr std::size_t kLongest = 256;  // bytes; longer lines are not kept
  // REQUIRED: not empty, and not longer.
  [[nodiscard]] Print print_of(Bytes line) const;
  // Two threads that write one slot may leave a half of each: such a print is no line's but by the same chance.
  [[nodiscard]] bool holds(const Print& print) const {
    Print& slot = slots_.get()[slot_of(print)];
    return Word(slot.low).load(std::memory_order_relaxed) == print.low &&
           Word(slot.high).load(std::memory_order_relaxed) == print.high;
  }
  void add(const Print& print) {
    Print& slot = slots_.get()[slot_of(print)];
    Word(slot.low).store(print.low, std::memory_order_relaxed);
    Word(slot.high).store(print.high, std::memory_order_relaxed);
  }
  void prefetch(const Print& print) const { __builtin_prefetch(&slots_.get()[slot_of(print)]); }

 private:
  using Word = std::atomic_ref<std::uint64_t>;
  static constexpr std::size_t kSlots = std::size_t{1} << 20;
  struct Free {
    void operator()(Print* slots) const { std::free(slots); }
  };
  static std::size_t slot_of(const Print& print) { return (print.low ^ print.high) >> 20 & (kSlots - 1); }

  void make();

  std::array<std::uint64_t, kLongest / sizeof(std::uint64_t) + 1> keys_{};
  std::once_flag opened_;
  std::unique_ptr<Print[], Free> slots_;  // their words are written and read one by one, in no order
};

}  // namespace leaksieve::match
