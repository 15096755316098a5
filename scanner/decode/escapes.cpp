// Sources: RFC 3986, section 2.1 (percent); ECMA-404 and ECMA-262, section 12.9.4 (\u, \x); HTML, section 13.5
// (entities: the five of XML only); RFC 2045, section 6.7 (quoted-printable).
#include "scanner/decode/escapes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "scanner/base/alphabets.h"
#include "scanner/decode/utf8.h"

namespace leaksieve::decode {
namespace {

struct Replacement {
  std::size_t size = 0;  // bytes of the original
  std::string by;
};

std::optional<char32_t> number_in(Bytes digits, unsigned base) {
  if (digits.empty() || digits.size() > 8) return std::nullopt;
  char32_t number = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    const unsigned digit = c >= '0' && c <= '9'           ? static_cast<unsigned>(c - '0')
                           : lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10)
                                                          : 16U;
    if (digit >= base || number > 0x10ffff) return std::nullopt;
    number = number * base + digit;
  }
  return number;
}

std::string as_utf8(char32_t code) {
  std::string out;
  append_utf8(out, code);
  return out;
}

// A byte below 128 is put in place, others are left: what they mean is not known here.
std::optional<Replacement> ascii_byte(Bytes digits, std::size_t size) {
  if (digits.size() != 2) return std::nullopt;
  const int high = hex_value(digits[0]), low = hex_value(digits[1]);
  if (high < 0 || high >= 8 || low < 0 || high + low == 0) return std::nullopt;
  return Replacement{size, std::string(1, static_cast<char>(high * 16 + low))};
}

std::optional<Replacement> backslash_at(Bytes text) {
  if (text.size() < 2) return std::nullopt;
  switch (text[1]) {
    case '"':
    case '/':
    case '\\':
      return Replacement{2, std::string(text.substr(1, 1))};
    case 'x':
      return ascii_byte(text.substr(2, 2), 4);
    case 'u': {
      const Bytes digits = text.substr(2, 4);
      const auto code = digits.size() == 4 ? number_in(digits, 16) : std::nullopt;
      if (!code || *code == 0 || (*code >= 0xd800 && *code < 0xe000)) return std::nullopt;
      return Replacement{6, as_utf8(*code)};
    }
    default:
      return std::nullopt;
  }
}

std::optional<Replacement> entity_at(Bytes text) {
  struct Named {
    std::string_view name, by;
  };
  static constexpr std::array<Named, 5> kNames = {
      {{"&quot;", "\""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&apos;", "'"}}};
  for (const Named& named : kNames) {
    if (text.starts_with(named.name)) return Replacement{named.name.size(), std::string(named.by)};
  }
  if (!text.starts_with("&#")) return std::nullopt;
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == Bytes::npos) return std::nullopt;
  const bool is_hex = text.size() > 2 && (text[2] | 0x20) == 'x';
  const std::size_t digits = is_hex ? 3 : 2;
  const auto code = number_in(text.substr(digits, end - std::min(end, digits)), is_hex ? 16 : 10);
  if (!code || *code == 0 || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000)) return std::nullopt;
  return Replacement{end + 1, as_utf8(*code)};
}

std::optional<Replacement> quoted_at(Bytes text) {
  if (text.starts_with("=\n")) return Replacement{2, ""};
  if (text.starts_with("=\r\n")) return Replacement{3, ""};
  return ascii_byte(text.substr(1, 2), 3);
}

std::optional<Replacement> replacement_at(Bytes text, Escaping escaping) {
  switch (escaping) {
    case Escaping::kPercent:
      return ascii_byte(text.substr(1, 2), 3);
    case Escaping::kBackslash:
      return backslash_at(text);
    case Escaping::kEntity:
      return entity_at(text);
    case Escaping::kQuotedPrintable:
      break;
  }
  return quoted_at(text);
}

}  // namespace

const char* name_of(Escaping escaping) {
  static constexpr std::array<const char*, 4> kNames = {"percent-encoding", "escapes", "html-entities",
                                                        "quoted-printable"};
  return kNames.at(static_cast<std::size_t>(escaping));
}

PlainText::PlainText(Bytes original, Escaping escaping) {
  static constexpr std::array<char, 4> kMarks = {'%', '\\', '&', '='};
  const char mark = kMarks.at(static_cast<std::size_t>(escaping));
  for (std::size_t at = original.find(mark); at != Bytes::npos;) {
    const auto replacement = replacement_at(original.substr(at), escaping);
    if (replacement) {
      text_ += original.substr(copied_, at - copied_);
      replace(at, replacement->size, replacement->by);
    }
    at = original.find(mark, at + (replacement ? replacement->size : 1));
  }
  text_ += original.substr(copied_);
}

void PlainText::replace(std::size_t at, std::size_t size, std::string_view by) {
  changes_.push_back({{text_.size(), text_.size() + by.size()}, {at, at + size}});
  text_ += by;
  copied_ = at + size;
}

std::vector<PlainText::Change>::const_iterator PlainText::change_behind(std::size_t offset) const {
  return std::ranges::upper_bound(changes_, offset, {}, [](const Change& change) { return change.plain.begin; });
}

std::size_t PlainText::original_offset(std::size_t offset, bool is_end) const {
  const auto behind = change_behind(offset);
  if (behind == changes_.begin()) return offset;
  const Change& change = *std::prev(behind);
  if (offset == change.plain.begin && (is_end || !change.plain.empty())) return change.original.begin;
  if (offset < change.plain.end) return is_end ? change.original.end : change.original.begin;
  return change.original.end + (offset - change.plain.end);
}

ByteSpan PlainText::original_span(const ByteSpan& span) const {
  const std::size_t begin = original_offset(span.begin, false);
  return {begin, std::max(begin, original_offset(span.end, true))};
}

bool PlainText::is_changed(const ByteSpan& span) const {
  auto at = std::ranges::lower_bound(changes_, span.begin, {}, [](const Change& change) { return change.plain.end; });
  for (; at != changes_.end() && at->plain.begin < span.end; ++at) {
    if (at->plain.end > span.begin) return true;
  }
  return false;
}

}  // namespace leaksieve::decode
