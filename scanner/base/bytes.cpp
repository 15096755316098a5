#include "scanner/base/bytes.h"

#include <algorithm>

#include "scanner/base/newlines.h"

namespace leaksieve {

std::size_t count_newlines(Bytes text) {
  constexpr std::size_t kBlock = 255;  // what a byte can count: 16 lanes of them at a time
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < text.size(); begin += kBlock) {
    std::uint8_t in_block = 0;
    for (const char c : text.substr(begin, kBlock)) {
      if (c == '\n') ++in_block;
    }
    count += in_block;
  }
  return count;
}

std::size_t begin_of_line(Bytes text, std::size_t at, std::size_t most) {
  const std::size_t least = at - std::min(at, most);
  const std::size_t newline = newline_before(text, least, at);
  return newline == Bytes::npos ? least : newline + 1;
}

LineColumn line_column_at(Bytes text, std::size_t offset) {
  const std::size_t newlines = count_newlines(text.substr(0, offset));
  const std::size_t line_begin = begin_of_line(text, offset);
  return {static_cast<std::uint32_t>(newlines + 1), static_cast<std::uint32_t>(offset - line_begin + 1)};
}

ByteSpan line_around(Bytes text, std::size_t offset) {
  const std::size_t begin = begin_of_line(text, offset);
  std::size_t end = std::min(text.find('\n', offset), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  return {begin, std::max(begin, end)};
}

}  // namespace leaksieve
