// Source: RFC 2781 (UTF-16).
#include "scanner/decode/utf16.h"

#include <algorithm>

#include "scanner/decode/utf8.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kLook = 64;
constexpr std::size_t kSample = 4096;
constexpr std::size_t kMarkEvery = 4096;
constexpr char32_t kReplacement = 0xFFFD;

std::size_t utf8_size(char32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

}  // namespace

std::optional<Endian> detect_utf16(Bytes text) {
  if (text.size() < 2) return std::nullopt;
  if (text.starts_with("\xFF\xFE")) return Endian::kLittle;
  if (text.starts_with("\xFE\xFF")) return Endian::kBig;
  if (text.substr(0, kLook).find('\0') == Bytes::npos) return std::nullopt;
  // Text in a Western language: nearly every high byte is NUL, and hardly a low one.
  const std::size_t pairs = std::min(text.size(), kSample) / 2;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    even += text[2 * i] == '\0' ? 1U : 0U;
    odd += text[2 * i + 1] == '\0' ? 1U : 0U;
  }
  if (odd * 10 >= pairs * 7 && even * 20 <= pairs) return Endian::kLittle;
  if (even * 10 >= pairs * 7 && odd * 20 <= pairs) return Endian::kBig;
  return std::nullopt;
}

Utf16Text::Utf16Text(Bytes original, Endian endian) : original_(original), endian_(endian) {
  std::size_t at = original.starts_with("\xFF\xFE") || original.starts_with("\xFE\xFF") ? 2 : 0;
  utf8_.reserve(original.size() / 2 + original.size() / 8);
  marks_.push_back({0, at});
  while (at + 1 < original_.size()) {
    if (utf8_.size() - marks_.back().decoded >= kMarkEvery) marks_.push_back({utf8_.size(), at});
    const Unit unit = unit_at(at);
    append_utf8(utf8_, unit.code);
    at += unit.size;
  }
}

Utf16Text::Unit Utf16Text::unit_at(std::size_t at) const {
  const auto word = [this](std::size_t i) {
    const auto first = static_cast<unsigned char>(original_[i]);
    const auto second = static_cast<unsigned char>(original_[i + 1]);
    return endian_ == Endian::kLittle ? static_cast<char32_t>(first | (second << 8))
                                      : static_cast<char32_t>((first << 8) | second);
  };
  const char32_t high = word(at);
  if (high < 0xD800 || high > 0xDFFF) return {high, 2};
  if (high > 0xDBFF || at + 3 >= original_.size()) return {kReplacement, 2};
  const char32_t low = word(at + 2);
  if (low < 0xDC00 || low > 0xDFFF) return {kReplacement, 2};
  return {0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 4};
}

std::size_t Utf16Text::original_offset(std::size_t offset) const {
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                      [](std::size_t value, const Mark& mark) { return value < mark.decoded; });
  Mark at = *std::prev(after);
  while (at.original + 1 < original_.size()) {
    const Unit unit = unit_at(at.original);
    const std::size_t next = at.decoded + utf8_size(unit.code);
    if (next > offset) break;
    at = {next, at.original + unit.size};
  }
  return at.original;
}

}  // namespace leaksieve::decode
