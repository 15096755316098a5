// UTF-16 text, as Windows tools write it: recognised, and turned into UTF-8 with a way back to the original offsets.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

enum class Endian { kLittle, kBig };

// By byte order mark, or without one by where the NULs stand in the first 4 KiB. Costs next to nothing for ordinary
// text: a look at the first 64 bytes.
[[nodiscard]] std::optional<Endian> detect_utf16(Bytes text);

class Utf16Text {
 public:
  // A byte order mark is left out; a surrogate without its partner becomes U+FFFD; a last odd byte is left out.
  Utf16Text(Bytes original, Endian endian);

  [[nodiscard]] const std::string& utf8() const { return utf8_; }
  // The offset in the original of the character that holds byte `offset` of utf8(); its end for the end.
  [[nodiscard]] std::size_t original_offset(std::size_t offset) const;

 private:
  struct Mark {
    std::size_t decoded;
    std::size_t original;
  };
  struct Unit {
    char32_t code;
    std::size_t size;  // bytes in the original
  };
  [[nodiscard]] Unit unit_at(std::size_t at) const;

  Bytes original_;
  Endian endian_;
  std::string utf8_;
  std::vector<Mark> marks_;  // every few KiB, so that a way back is short
};

}  // namespace leaksieve::decode
