// 64 bytes at a time: byte classes become masks, and only what a mask points at is looked at by itself. A run of
// base64 has to begin with 16 characters that decode to text. Chance lets about one in 2^12 identifiers of that length
// pass, for each of 12 bytes has to be below 128; so what is made of a spot is never in the way of ordinary text.
#include "scanner/match/encoded_spots.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "scanner/base/alphabets.h"
#include "scanner/base/newlines.h"
#include "scanner/match/spot_masks.h"

namespace leaksieve::match {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kBase64Least = 16;
constexpr std::size_t kHexLeast = 32;
constexpr std::size_t kTextBefore = 8;   // characters; of random bytes one in 10,000 has as many
constexpr std::size_t kQuotedLine = 76;  // bytes with the '=': the longest line of quoted-printable (RFC 2045)

constexpr bool is_text(unsigned byte) {
  return (byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\n' || byte == '\r';
}
constexpr bool is_shown(unsigned byte) { return byte > 0x20 && byte < 0x7f; }

// Two digits at `at`, or -1.
int hex_byte(Bytes text, std::size_t at) {
  if (at + 2 > text.size()) return -1;
  const int high = hex_value(text[at]);
  const int low = hex_value(text[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool begins_stream(Bytes run) {
  static constexpr std::array<std::string_view, 9> kMagics = {"H4sI",      "UEsDB", "/Td6WF", "QlpoO", "KLUv/",
                                                              "N3q8ryccA", "eJ",    "eNo",    "77u/"};
  static constexpr std::string_view kFirsts = "HU/QKNe7";
  if (kFirsts.find(run.front()) == std::string_view::npos) return false;
  return std::ranges::any_of(kMagics, [&](std::string_view magic) { return run.starts_with(magic); });
}

// REQUIRED: `run` holds kBase64Least characters of the alphabet at least.
bool is_base64_of_text(Bytes run) {
  std::array<unsigned, kBase64Least / 4 * 3> bytes{};
  for (std::size_t i = 0, out = 0; i < kBase64Least; i += 4) {
    const std::uint32_t quad = static_cast<std::uint32_t>(base64_value(run[i])) << 18U |
                               static_cast<std::uint32_t>(base64_value(run[i + 1])) << 12U |
                               static_cast<std::uint32_t>(base64_value(run[i + 2])) << 6U | base64_value(run[i + 3]);
    if ((quad & 0x808080U) != 0) return false;  // cheap, and it settles nearly all
    bytes[out++] = quad >> 16U;
    bytes[out++] = quad >> 8U & 0xffU;
    bytes[out++] = quad & 0xffU;
  }
  if (std::ranges::all_of(bytes, is_text)) return true;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {  // UTF-16, as PowerShell takes it
    if (!is_text(bytes[i]) || bytes[i + 1] != 0) return false;
  }
  return true;
}

bool is_hex_of_text(Bytes text, std::size_t at) {
  if (at + kHexLeast > text.size()) return false;
  for (std::size_t i = 0; i < kHexLeast; i += 2) {
    const int byte = hex_byte(text, at + i);
    if (byte < 0 || !is_text(static_cast<unsigned>(byte))) return false;
  }
  return true;
}

class Finder {
 public:
  Finder(Bytes text, std::vector<Spot>& spots) : text_(text), spots_(spots) {}

  void take_run(std::size_t at) {
    // "\nQUJD…" in a string: the letter is the escape's.
    const bool escaped = at > 0 && text_[at - 1] == '\\' && (text_[at] == 'n' || text_[at] == 'r' || text_[at] == 't');
    if (escaped) ++at;
    const bool prefixed = text_[at] == '0' && at + 1 < text_.size() && (text_[at + 1] | 0x20) == 'x';
    const std::size_t digits = prefixed ? at + 2 : at;
    if (is_hex_of_text(text_, digits)) {
      add(SpotKind::kHex, digits);
    } else if (at + kBase64Least <= text_.size() && base64_value(text_[at + kBase64Least - 1]) != kNoBase64) {
      const Bytes run = text_.substr(at, kBase64Least);
      if (is_base64_of_text(run) || begins_stream(run)) add(SpotKind::kBase64, at);
    }
  }

  void take_begin(std::size_t at) {
    switch (text_[at]) {
      case '%':
        if (is_percent(at) && !(at >= 3 && is_percent(at - 3))) add(SpotKind::kPercent, at);
        break;
      case '\\':
        if (escape_size(at) == 0) break;
        if (text_[at + 1] == 'u') {
          if (!ends_escape(at)) add(SpotKind::kUnicode, at);
        } else if (is_first_in_text(at)) {
          add(SpotKind::kEscape, at);
        }
        break;
      case '&':
        if (is_entity(at)) add(SpotKind::kEntity, at);
        break;
      case '=':
        if (text_.substr(at, 3) == "=3D") {
          add(SpotKind::kQuoted, at);
        } else if (is_soft_break(at)) {
          add(SpotKind::kSoftBreak, at);
        }
        break;
      default:
        if (is_kubernetes(at)) add(SpotKind::kKubernetes, at);
    }
  }

 private:
  void add(SpotKind kind, std::size_t at) { spots_.push_back({kind, at}); }

  [[nodiscard]] bool is_percent(std::size_t at) const {
    const int byte = text_[at] == '%' ? hex_byte(text_, at + 1) : -1;
    return byte >= 0 && is_shown(static_cast<unsigned>(byte));
  }
  // Bytes of the escape of a text's character at `at`; 0: there is none.
  [[nodiscard]] std::size_t escape_size(std::size_t at) const {
    if (text_[at] != '\\' || at + 4 > text_.size()) return 0;
    const bool is_unicode = text_[at + 1] == 'u';
    if (!is_unicode && text_[at + 1] != 'x') return 0;
    if (is_unicode && (text_[at + 2] != '0' || text_[at + 3] != '0')) return 0;
    const int byte = hex_byte(text_, is_unicode ? at + 4 : at + 2);
    if (byte < 0 || !is_text(static_cast<unsigned>(byte))) return 0;
    return is_unicode ? 6 : 4;
  }
  [[nodiscard]] bool ends_escape(std::size_t at) const {
    return (at >= 4 && escape_size(at - 4) == 4) || (at >= 6 && escape_size(at - 6) == 6);
  }
  // Random bytes are written as escapes too (what programs embed: "\x1f\x8b…"), and a third of them are a text's. Those
  // of a text have a text in front: so many characters, or all of the line. Of several escapes the first such one
  // tells.
  [[nodiscard]] bool is_first_in_text(std::size_t at) const {
    bool follows_escape = false;
    std::size_t characters = 0;
    for (std::size_t begin = at; characters <= kTextBefore; ++characters) {
      if (begin == 0 || text_[begin - 1] == '\n') return !follows_escape;
      const std::size_t size = character_before(begin);
      if (size == 0) break;
      if (characters == 0) follows_escape = size > 1;
      begin -= size;
    }
    return follows_escape ? characters == kTextBefore : characters >= kTextBefore;
  }
  // Bytes of the text's character, as it is or as an escape, that ends at `end`; 0: a byte that is none. REQUIRED: end
  // > 0.
  [[nodiscard]] std::size_t character_before(std::size_t end) const {
    for (const std::size_t size : {4U, 6U}) {
      if (end < size || text_[end - size] != '\\' || text_[end - size + 1] != (size == 4 ? 'x' : 'u')) continue;
      if (hex_byte(text_, end - 2) >= 0 && (size == 4 || hex_byte(text_, end - 4) >= 0))
        return escape_size(end - size) == size ? size : 0;
    }
    const auto byte = static_cast<unsigned char>(text_[end - 1]);
    return is_text(byte) || byte >= 0x80 ? 1 : 0;
  }
  [[nodiscard]] bool is_entity(std::size_t at) const {
    static constexpr std::array<std::string_view, 5> kNames = {"&quo", "&amp", "&apo", "&lt;", "&gt;"};
    const Bytes begin = text_.substr(at, 4);
    if (begin.size() < 4) return false;
    if (begin[1] == '#')
      return (begin[2] >= '0' && begin[2] <= '9') || ((begin[2] | 0x20) == 'x' && hex_value(begin[3]) >= 0);
    return std::ranges::find(kNames, begin) != kNames.end();
  }
  // The line is as long as it may be, but for an escape that did not fit.
  [[nodiscard]] bool is_soft_break(std::size_t at) const {
    if (at + 1 >= text_.size() || (text_[at + 1] != '\n' && text_[at + 1] != '\r')) return false;
    const std::size_t low = at - std::min(at, kQuotedLine);
    const std::size_t newline = newline_before(text_, low, at);
    return newline != Bytes::npos && at - newline >= kQuotedLine - 2;
  }
  [[nodiscard]] bool is_kubernetes(std::size_t at) const {
    if (text_.substr(at, 6) != "Secret") return false;
    std::size_t begin = at;
    const std::size_t low = at - std::min<std::size_t>(at, 6);
    while (begin > low && (text_[begin - 1] == ' ' || text_[begin - 1] == '"' || text_[begin - 1] == '\'')) --begin;
    if (begin == 0 || text_[begin - 1] != ':') return false;
    const Bytes before = text_.substr(0, begin - 1);
    return before.ends_with("kind") || before.ends_with("kind\"");
  }

  Bytes text_;
  std::vector<Spot>& spots_;
};

// The masks of one block after the other, and none behind the text's end.
class BlockMasks {
 public:
  explicit BlockMasks(Bytes text) : rest_(text) {}

  SpotMasks next() {
    if (next_ == ready_) make_more();
    return next_ < ready_ ? masks_[next_++] : SpotMasks{};
  }

 private:
  void make_more() {
    next_ = 0;
    ready_ = std::min(kAtOnce, (rest_.size() - std::min(rest_.size(), kMaskLookAhead)) / kMaskBlock);
    if (ready_ > 0) {
      make_(rest_.data(), ready_, masks_.data());
      rest_.remove_prefix(ready_ * kMaskBlock);
    } else if (!rest_.empty()) {
      std::array<char, 2 * kMaskBlock> padded{};
      const Bytes last = rest_.substr(0, kMaskBlock + kMaskLookAhead);
      std::memcpy(padded.data(), last.data(), last.size());
      ready_ = 1;
      make_(padded.data(), ready_, masks_.data());
      rest_.remove_prefix(std::min(rest_.size(), kMaskBlock));
    }
  }

  static constexpr std::size_t kAtOnce = 16;  // blocks
  MakeSpotMasks make_ = make_spot_masks();
  Bytes rest_;
  std::array<SpotMasks, kAtOnce> masks_;
  std::size_t ready_ = 0, next_ = 0;
};

}  // namespace

std::size_t spot_width(SpotKind kind) {
  static constexpr std::array<std::size_t, kSpotKinds> kWidths = {kBase64Least, kHexLeast, 3, 4, 6, 4, 3, 2, 6};
  return kWidths.at(static_cast<std::size_t>(kind));
}

void find_spots(Bytes text, std::vector<Spot>& spots) {
  Finder finder(text, spots);
  BlockMasks masks(text);
  SpotMasks now = masks.next();
  std::uint64_t before = 0;  // whether the byte in front of the block is one of base64
  for (std::size_t at = 0; at < text.size(); at += kMaskBlock) {
    const SpotMasks next = masks.next();
    std::uint64_t starts = now.base64 & ~(now.base64 << 1U | before);
    if (starts != 0) {
      Wide runs = Wide{next.base64} << 64U | now.base64;
      for (const unsigned step : {1U, 2U, 4U, 8U}) runs &= runs >> step;
      for (starts &= static_cast<std::uint64_t>(runs); starts != 0; starts &= starts - 1) {
        finder.take_run(at + static_cast<std::size_t>(std::countr_zero(starts)));
      }
    }
    for (std::uint64_t begins = now.begins; begins != 0; begins &= begins - 1) {
      finder.take_begin(at + static_cast<std::size_t>(std::countr_zero(begins)));
    }
    before = now.base64 >> 63U;
    now = next;
  }
}

}  // namespace leaksieve::match
