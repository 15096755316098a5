// Newlines of texts with short lines, where a call of memchr() for each takes longer than looking.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "scanner/base/bytes.h"

namespace leaksieve {

// Which of `Count` bytes are newlines: a bit each, the lowest for the first. `Count` is 16, 32, 48 or 64.
template <unsigned Count>
std::uint64_t newline_mask(const char* bytes) {
  std::uint64_t mask = 0;
#if defined(__SSE2__)
  const __m128i newline = _mm_set1_epi8('\n');
  for (unsigned i = 0; i < Count; i += 16) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    mask |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(here, newline)))} << i;
  }
#else
  for (unsigned i = 0; i < Count; ++i) mask |= std::uint64_t{bytes[i] == '\n' ? 1U : 0U} << i;
#endif
  return mask;
}

// Where the first '\n' stands at `at` or behind it, or Bytes::npos. REQUIRED: at <= text.size().
inline std::size_t newline_from(Bytes text, std::size_t at) {
  constexpr std::size_t kNear = 32;
  if (text.size() - at < kNear) return text.find('\n', at);
  const std::uint64_t mask = newline_mask<kNear>(text.data() + at);
  return mask != 0 ? at + static_cast<std::size_t>(std::countr_zero(mask)) : text.find('\n', at + kNear);
}

// Where the last '\n' of [low, at) stands, or Bytes::npos. Looks at many bytes at once, which rfind() does not.
// REQUIRED: low <= at <= text.size().
inline std::size_t newline_before(Bytes text, std::size_t low, std::size_t at) {
  constexpr std::size_t kNear = 32;
  if (at >= kNear) {
    const std::uint64_t mask = newline_mask<kNear>(text.data() + at - kNear);
    const std::size_t near = at - kNear;
    if (mask != 0) {
      const std::size_t last = near + static_cast<std::size_t>(std::bit_width(mask)) - 1;
      return last >= low ? last : Bytes::npos;
    }
    if (near <= low) return Bytes::npos;
    at = near;
  }
  const void* const newline = at > low ? ::memrchr(text.data() + low, '\n', at - low) : nullptr;
  return newline == nullptr ? Bytes::npos : static_cast<std::size_t>(static_cast<const char*>(newline) - text.data());
}

// The newlines of [begin, end), one after the other. The text is borrowed.
class Newlines {
 public:
  Newlines(Bytes text, std::size_t begin, std::size_t end) : text_(text), block_(begin), end_(end) {
    if (begin < end) mask_ = mask_at(begin);
  }

  // The next one's place, or Bytes::npos.
  std::size_t next() {
    while (mask_ == 0) {
      if (end_ - block_ <= kBlock) return Bytes::npos;
      block_ += kBlock;
      mask_ = mask_at(block_);
    }
    const std::size_t at = block_ + static_cast<std::size_t>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return at;
  }

 private:
  static constexpr unsigned kBlock = 64;

  [[nodiscard]] std::uint64_t mask_at(std::size_t at) const {
    std::uint64_t mask = 0;
    if (text_.size() - at >= kBlock) {
      mask = newline_mask<kBlock>(text_.data() + at);
    } else {
      char padded[kBlock] = {};
      std::memcpy(padded, text_.data() + at, text_.size() - at);
      mask = newline_mask<kBlock>(padded);
    }
    return end_ - at < kBlock ? mask & ((std::uint64_t{1} << (end_ - at)) - 1) : mask;
  }

  Bytes text_;
  std::size_t block_;
  std::size_t end_;
  std::uint64_t mask_ = 0;  // of the newlines in the block that were not given yet
};

}  // namespace leaksieve
