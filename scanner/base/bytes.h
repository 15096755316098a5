// Bytes, spans and positions. Everything in leaksieve counts bytes, never characters.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leaksieve {

// A borrowed run of arbitrary bytes (need not be text or UTF-8, may hold NUL).
using Bytes = std::string_view;

// Half-open [begin, end), in bytes from the start of the buffer it belongs to.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
  [[nodiscard]] bool contains(const ByteSpan& other) const { return begin <= other.begin && other.end <= end; }
  [[nodiscard]] bool overlaps(const ByteSpan& other) const { return begin < other.end && other.begin < end; }
  // REQUIRED: end <= buffer.size().
  [[nodiscard]] Bytes of(Bytes buffer) const { return buffer.substr(begin, end - begin); }
  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

// A place in a text: line and column are 1-based, the column counts bytes. {0, 0} means "no line" (a file name).
struct LineColumn {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const LineColumn&, const LineColumn&) = default;
};

// The number of `width` bytes at `at`, the lowest first. REQUIRED: width <= 8, and they lie inside.
[[nodiscard]] constexpr std::uint64_t little_endian_at(Bytes bytes, std::size_t at, std::size_t width) {
  std::uint64_t number = 0;
  for (std::size_t i = width; i > 0; --i) number = number << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
  return number;
}

// How many '\n' there are, some 30 GB/s in a cache.
[[nodiscard]] std::size_t count_newlines(Bytes text);

// Where the line that holds `at` begins; looks `most` bytes back, and gives where it stopped when that is in the line.
[[nodiscard]] std::size_t begin_of_line(Bytes text, std::size_t at, std::size_t most = Bytes::npos);

// Position of byte `offset` in `text`; lines end at '\n'. REQUIRED: offset <= text.size(). Cost: one pass to `offset`.
[[nodiscard]] LineColumn line_column_at(Bytes text, std::size_t offset);

// The whole line that holds `offset`, without its '\n' (and without a '\r' before it).
[[nodiscard]] ByteSpan line_around(Bytes text, std::size_t offset);

}  // namespace leaksieve
