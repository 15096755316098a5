#include "scanner/report/html_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/base/quote.h"

namespace leaksieve::report {
namespace {

struct Range {
  char32_t first, last;
};
// As kHidden in scanner/rotation/page/dom.js; tests/unit/report/html_text_test.cpp compares the two.
constexpr std::array<Range, 22> kHidden = {{
    {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x115f},
    {0x1160, 0x1160}, {0x17b4, 0x17b4},   {0x17b5, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202f},
    {0x205f, 0x206f}, {0x2800, 0x2800},   {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
    {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}, {0xfdd0, 0xfdef}, {0xfffe, 0xffff},
}};

bool is_hidden(char32_t character) {
  return std::any_of(kHidden.begin(), kHidden.end(),
                     [&](const Range& range) { return character >= range.first && character <= range.last; });
}

// The character at text[at] of valid UTF-8; `at` goes behind it.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t character = length == 1 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) character = (character << 6) | (byte(at + i) & 0x3fU);
  at += length;
  return character;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t j) { return j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U; };
    const unsigned group = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
    for (std::size_t j = 0; j < 4; ++j) out += i + j > bytes.size() ? '=' : kDigits[(group >> (18 - 6 * j)) & 63U];
  }
  return out;
}

}  // namespace

std::string html_text(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t begin = at;
    const char32_t character = next_character(valid, at);
    if (is_hidden(character)) {
      out += fmt::format("U+{:04X}", static_cast<std::uint32_t>(character));
      continue;
    }
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.append(valid, begin, at - begin);
    }
  }
  return out;
}

std::string html_foreign(std::string_view text) { return "<bdi>" + html_text(text) + "</bdi>"; }

std::string html_json(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else if (c == '\xe2' && json.size() - i > 2 && json[i + 1] == '\x80' &&
               (json[i + 2] == '\xa8' || json[i + 2] == '\xa9')) {
      out += json[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  return out;
}

std::string policy_hash(std::string_view content) {
  const std::array<std::uint8_t, 32> hash = sha256(content);
  return "'sha256-" + base64(std::string(hash.begin(), hash.end())) + "'";
}

}  // namespace leaksieve::report
