// After Teddy, the search for few literals in Hyperscan (Wang et al. 2019, "Hyperscan: A Fast Multi-pattern Regex
// Matcher for Modern CPUs", NSDI): a table look-up by each half of a byte says which groups of words have such a byte,
// for 32 bytes at a time; a word may begin where a group has all of its first bytes.
#include "scanner/mcp/word_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace leaksieve::mcp {

WordFilter::WordFilter(std::vector<std::string_view> words) {
  constexpr std::size_t kGroups = 8;
  std::ranges::sort(words);  // those of a group have much in common
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto group = static_cast<std::uint8_t>(1U << (i * kGroups / words.size()));
    codes_.set(code_at(words[i].data()));
    for (std::size_t at = 0; at < kLooked; ++at) {
      const auto byte = static_cast<unsigned char>(words[i][at]);
      upper_.at(at).at(byte >> 4U) |= group;
      lower_.at(at).at(byte & 0xfU) |= group;
    }
  }
}

std::size_t WordFilter::code_at(const char* place) {
  std::uint32_t four = 0;
  std::memcpy(&four, place, kLooked);
  return four * 0x9E3779B1U >> (32 - kCodeBits);
}

void WordFilter::append_places_by_bytes(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const {
  const std::size_t end = std::min(span.end, text.size() - std::min(text.size(), kLooked - 1));
  for (std::size_t at = span.begin; at < end; ++at) {
    if (may_begin_at(text.data() + at)) places.push_back(at);
  }
}

void WordFilter::append_places(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const {
#if defined(__x86_64__)
  static const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
  const std::size_t done = kHasAvx2 ? append_by_avx2(text, span, places) : span.begin;
#else
  const std::size_t done = span.begin;
#endif
  if (done < span.end) append_places_by_bytes(text, {done, span.end}, places);
}

#if defined(__x86_64__)

#define LEAKSIEVE_AVX2 __attribute__((target("avx2")))

namespace {

struct Tables {
  __m256i upper, lower;
};

LEAKSIEVE_AVX2 inline __m256i table_of(const std::uint8_t* halves) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)));
}

}  // namespace

// As far as 32 places can be looked at together: up to there they are told.
LEAKSIEVE_AVX2 std::size_t WordFilter::append_by_avx2(Bytes text, const ByteSpan& span,
                                                      std::vector<std::size_t>& places) const {
  constexpr std::size_t kBlock = sizeof(__m256i);
  std::array<Tables, kLooked> tables;
  for (std::size_t i = 0; i < kLooked; ++i) tables[i] = {table_of(upper_[i].data()), table_of(lower_[i].data())};
  const __m256i half = _mm256_set1_epi8(0xf);
  std::size_t at = span.begin;
  for (; at < span.end && text.size() - at >= kBlock + kLooked - 1; at += kBlock) {
    __m256i groups = _mm256_set1_epi8(-1);
    for (std::size_t i = 0; i < kLooked; ++i) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + at + i));
      const __m256i low = _mm256_shuffle_epi8(tables[i].lower, _mm256_and_si256(bytes, half));
      const __m256i high = _mm256_shuffle_epi8(tables[i].upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
      groups = _mm256_and_si256(groups, _mm256_and_si256(low, high));
    }
    const __m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
    std::uint32_t found = ~static_cast<std::uint32_t>(_mm256_movemask_epi8(none));
    if (span.end - at < kBlock) found &= (1U << (span.end - at)) - 1;
    for (; found != 0; found &= found - 1) {
      const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(found));
      if (may_begin_at(text.data() + place)) places.push_back(place);
    }
  }
  return std::min(at, span.end);
}

#endif

}  // namespace leaksieve::mcp
