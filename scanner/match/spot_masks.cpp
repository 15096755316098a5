#include "scanner/match/spot_masks.h"

#include "scanner/base/alphabets.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace leaksieve::match {
namespace {

SpotMasks masks_of(const char* block) {
  SpotMasks masks;
  for (unsigned i = 0; i < kMaskBlock; ++i) {
    const char here = block[i];
    const char next = block[i + 1];
    const bool begins =
        (here == '%' && next >= '2' && next <= '7') ||
        (here == '\\' && ((next == 'x' && block[i + 2] >= '0' && block[i + 2] <= '7') || next == 'u')) ||
        (here == '&' && (next == '#' || (next >= 'a' && next <= 'q'))) ||
        (here == '=' && (next == '3' || next == '\n' || next == '\r')) ||
        (here == 'S' && next == 'e' && block[i + 5] == 't');
    masks.base64 |= std::uint64_t{base64_value(here) != kNoBase64 ? 1U : 0U} << i;
    masks.begins |= std::uint64_t{begins ? 1U : 0U} << i;
  }
  return masks;
}

void by_bytes(const char* text, std::size_t blocks, SpotMasks* masks) {
  for (std::size_t i = 0; i < blocks; ++i) masks[i] = masks_of(text + i * kMaskBlock);
}

#if defined(__x86_64__)

__m128i in_range(__m128i bytes, char low, char high) {  // ASCII bounds: bytes over 127 are negative
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(low - 1))),
                       _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(high + 1))));
}
__m128i is(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
__m128i either(__m128i a, __m128i b) { return _mm_or_si128(a, b); }
__m128i both(__m128i a, __m128i b) { return _mm_and_si128(a, b); }
__m128i load(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
std::uint64_t bits_of(__m128i mask) { return static_cast<std::uint32_t>(_mm_movemask_epi8(mask)); }

void by_sse2(const char* text, std::size_t blocks, SpotMasks* masks) {
  for (std::size_t block = 0; block < blocks; ++block, text += kMaskBlock) {
    SpotMasks all;
    for (unsigned i = 0; i < kMaskBlock; i += 16) {
      const __m128i here = load(text + i);
      const __m128i next = load(text + i + 1);
      const __m128i letters = in_range(either(here, _mm_set1_epi8(0x20)), 'a', 'z');
      const __m128i signs = either(either(is(here, '+'), is(here, '-')), is(here, '_'));
      all.base64 |= bits_of(either(either(letters, in_range(here, '/', '9')), signs)) << i;
      const __m128i percent = both(is(here, '%'), in_range(next, '2', '7'));
      const __m128i byte = both(is(next, 'x'), in_range(load(text + i + 2), '0', '7'));
      const __m128i escape = both(is(here, '\\'), either(byte, is(next, 'u')));
      const __m128i entity = both(is(here, '&'), either(is(next, '#'), in_range(next, 'a', 'q')));
      const __m128i quoted = both(is(here, '='), either(is(next, '3'), either(is(next, '\n'), is(next, '\r'))));
      const __m128i secret = both(both(is(here, 'S'), is(next, 'e')), is(load(text + i + 5), 't'));
      all.begins |= bits_of(either(either(either(percent, escape), either(entity, quoted)), secret)) << i;
    }
    masks[block] = all;
  }
}

// Comparisons give masks there. What begins a spot is rare, so most blocks need five of them for that.
#define LEAKSIEVE_AVX512 __attribute__((target("avx512f,avx512bw")))

LEAKSIEVE_AVX512 inline std::uint64_t in_range(__m512i bytes, char low, char high) {
  const __m512i above = _mm512_sub_epi8(bytes, _mm512_set1_epi8(low));
  return _mm512_cmple_epu8_mask(above, _mm512_set1_epi8(static_cast<char>(high - low)));
}
LEAKSIEVE_AVX512 inline std::uint64_t is(__m512i bytes, char c) {
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

LEAKSIEVE_AVX512 void by_avx512(const char* text, std::size_t blocks, SpotMasks* masks) {
  for (std::size_t block = 0; block < blocks; ++block, text += kMaskBlock) {
    const __m512i here = _mm512_loadu_si512(text);
    const std::uint64_t letters = in_range(_mm512_or_si512(here, _mm512_set1_epi8(0x20)), 'a', 'z');
    const std::uint64_t signs = is(here, '+') | is(here, '-') | is(here, '_');
    masks[block].base64 = letters | signs | in_range(here, '/', '9');
    const std::uint64_t percent = is(here, '%'), escape = is(here, '\\'), entity = is(here, '&');
    const std::uint64_t quoted = is(here, '='), secret = is(here, 'S');
    masks[block].begins = 0;
    if ((percent | escape | entity | quoted | secret) == 0) continue;
    const __m512i next = _mm512_loadu_si512(text + 1);
    masks[block].begins =
        (percent & in_range(next, '2', '7')) |
        (escape & ((is(next, 'x') & in_range(_mm512_loadu_si512(text + 2), '0', '7')) | is(next, 'u'))) |
        (entity & (is(next, '#') | in_range(next, 'a', 'q'))) |
        (quoted & (is(next, '3') | is(next, '\n') | is(next, '\r'))) |
        (secret & is(next, 'e') & is(_mm512_loadu_si512(text + 5), 't'));
  }
}

#endif

}  // namespace

std::vector<SpotMaskMaker> spot_mask_makers() {
  std::vector<SpotMaskMaker> all;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") != 0) all.push_back({"AVX-512", by_avx512});
  all.push_back({"SSE2", by_sse2});
#endif
  all.push_back({"bytes", by_bytes});
  return all;
}

MakeSpotMasks make_spot_masks() {
  static const MakeSpotMasks kQuickest = spot_mask_makers().front().make;
  return kQuickest;
}

}  // namespace leaksieve::match
