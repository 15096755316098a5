#include "scanner/decode/text_likeness.h"

#include <algorithm>
#include <array>

namespace leaksieve::decode {
namespace {

constexpr std::size_t kSample = 1024;

// How many bytes the character at `at` takes; 0 when it is none that a text shows. Overlong forms pass: this is a
// guess.
std::size_t character_at(Bytes bytes, std::size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  if (lead < 0x80) return (lead >= 0x20 && lead != 0x7f) || (lead >= '\t' && lead <= '\r') ? 1 : 0;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (size == 0 || lead > 0xf4) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (at + i >= bytes.size()) return i;  // cut
    if ((static_cast<unsigned char>(bytes[at + i]) & 0xc0U) != 0x80) return 0;
  }
  return size;
}

}  // namespace

bool looks_like_text(Bytes bytes) {
  const Bytes sample = bytes.substr(0, kSample);
  std::size_t strange = 0;
  for (std::size_t at = 0; at < sample.size();) {
    const std::size_t size = character_at(sample, at);
    if (size == 0) ++strange;
    at += std::max<std::size_t>(size, 1);
  }
  return !sample.empty() && strange * 16 <= sample.size();
}

bool is_media(Bytes bytes) {
  static constexpr std::array<std::string_view, 9> kMagics = {
      "\x89PNG\r\n", "\xff\xd8\xff", "GIF8", "wOFF", "wOF2", "OTTO", "ID3\x03", "OggS", "%!PS-Adobe"};
  return std::ranges::any_of(kMagics, [&](std::string_view magic) { return bytes.starts_with(magic); });
}

}  // namespace leaksieve::decode
