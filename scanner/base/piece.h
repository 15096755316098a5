// A text that was made from another one, piece by piece.
#pragma once

#include <cstdint>

namespace leaksieve {

// A run of the text, in bytes: copied from base[base_begin, base_begin + size), or new.
struct Piece {
  static constexpr std::uint32_t kNew = 0xffffffff;
  std::uint32_t begin = 0;  // in the text; pieces follow each other without gaps
  std::uint32_t size = 0;
  std::uint32_t base_begin = kNew;
  [[nodiscard]] bool is_copy() const { return base_begin != kNew; }
  [[nodiscard]] std::uint32_t end() const { return begin + size; }
  friend bool operator==(const Piece&, const Piece&) = default;
};

}  // namespace leaksieve
