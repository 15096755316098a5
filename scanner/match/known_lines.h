// Lines in which nothing is: versions of a file have the same lines as new ones again and again. Inner header of the
// match layer.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::match {

// A cache of the lines (each with the '\n' in front of it and its own) that were scanned without any end, and of runs
// of such lines. One per thread. Holds fingerprints of lines: universal hashes by keys that nobody can know, so that a
// line is taken for another one with a chance of 2^-64, whatever lines there are. A line may be forgotten at any time.
class KnownLines {
 public:
  KnownLines();  // without a source of random keys, it keeps nothing

  // REQUIRED: not empty.
  [[nodiscard]] bool holds(Bytes lines) const {
    return lines.size() <= longest_ && !slots_.empty() && holds(print_of(lines));
  }
  void add(Bytes lines);

  // Appends the parts of `lines` that are not known (in order; with the newlines around each line) to `unknown`.
  void sift(Bytes text, const std::vector<ByteSpan>& lines, std::vector<ByteSpan>& unknown);
  // Learns the lines of `scanned` but those with an end: in `ends`, which is put in order.
  void learn(Bytes text, const std::vector<ByteSpan>& scanned, std::vector<std::size_t>& ends);

 private:
  static constexpr std::size_t kSlots = 8192;
  static constexpr std::size_t kLongest = 256;  // bytes; longer ones are not kept
  struct Print {
    std::uint64_t low = 0, high = 0;
    friend bool operator==(const Print&, const Print&) = default;
  };
  [[nodiscard]] Print print_of(Bytes lines) const;
  [[nodiscard]] bool holds(const Print& print) const { return slots_[slot_of(print)] == print; }
  static std::size_t slot_of(const Print& print) { return (print.low ^ print.high) >> 20 & (kSlots - 1); }

  std::size_t longest_ = kLongest;
  std::array<std::uint64_t, kLongest / sizeof(std::uint64_t) + 1> keys_{};
  std::vector<Print> slots_;   // none before the first line
  std::vector<Print> prints_;  // of the lines at hand; kept for its memory
};

}  // namespace leaksieve::match
