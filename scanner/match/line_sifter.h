// Which lines of a text have to be scanned, and which are known to hold nothing. Inner header of the match layer.
#pragma once

#include <array>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/known_texts.h"

namespace leaksieve::match {

// Lines in which nothing is: each with the '\n' in front of it and its own. For the match layer, by all threads
// together.
inline constexpr std::size_t kKnownLines = std::size_t{1} << 20;
inline constexpr std::size_t kLongestKnownLine = 2048;  // bytes

// One per thread. `known` is shared by all, and outlives them.
class LineSifter {
 public:
  explicit LineSifter(KnownTexts& known) : known_(&known) {}

  // Appends the parts of `lines` that are not known (in order; with the newlines around each line) to `unknown`.
  void sift(Bytes text, const std::vector<ByteSpan>& lines, std::vector<ByteSpan>& unknown);
  // The lines that the last sift() gave were scanned: learns all but those with an end. `ends` is put in order.
  void learn(std::vector<std::size_t>& ends);

 private:
  static constexpr std::size_t kBatch = 32;  // slots that are asked for before the first is looked at
  // Of one text that are learned: a text of newlines has millions, and each takes 32 bytes until it is scanned.
  static constexpr std::size_t kMostLines = std::size_t{1} << 18U;
  struct Line {
    ByteSpan span;
    KnownTexts::Print print;
  };
  void meet(Bytes text, const ByteSpan& line, std::vector<ByteSpan>& unknown);
  void settle(std::vector<ByteSpan>& unknown);

  KnownTexts* known_;
  std::array<Line, kBatch> met_;  // their slots are on the way from memory
  std::size_t met_count_ = 0;
  std::vector<Line> unknown_lines_;  // of the text at hand
};

}  // namespace leaksieve::match
