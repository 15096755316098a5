// Where one of some words may begin, told quickly. Inner header of the layer.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

// Looks at the first bytes of the words: at 32 places of a text together where the processor has AVX2.
class WordFilter {
 public:
  static constexpr std::size_t kLooked = 4;  // bytes

  // REQUIRED: no word is shorter than kLooked.
  explicit WordFilter(std::vector<std::string_view> words);

  // Appends, in order, each byte of `span` that a word of `text` may begin at: all that one does, and few others.
  void append_places(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const;
  // The same, without AVX2.
  void append_places_by_bytes(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const;

 private:
  using Halves = std::array<std::uint8_t, 16>;
  [[nodiscard]] bool may_begin_at(const char* place) const { return codes_[code_at(place)]; }
  static std::size_t code_at(const char* place);
  std::size_t append_by_avx2(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const;

  static constexpr unsigned kCodeBits = 14;
  std::bitset<std::size_t{1} << kCodeBits> codes_;  // of first bytes that a word has
  // A bit for each eighth of the words: which have a byte with these upper or lower four bits at [i].
  std::array<Halves, kLooked> upper_{}, lower_{};
};

}  // namespace leaksieve::mcp
