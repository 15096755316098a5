#include "scanner/base/quote.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace leaksieve {
namespace {

// Length in bytes of the well-formed UTF-8 sequence at text[0] (Unicode 15, table 3-7), or 0.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// C1 controls (U+0080..9F) and the characters that reorder or hide text (U+200B..200F, 2028..202E, 2060..206F, FEFF).
bool is_deceptive(std::string_view character) {
  if (character.size() == 2) return character[0] == '\xC2' && static_cast<std::uint8_t>(character[1]) < 0xA0;
  if (character.size() != 3) return false;
  if (character == "\xEF\xBB\xBF") return true;
  if (character[0] != '\xE2') return false;
  const auto second = static_cast<std::uint8_t>(character[1]);
  const auto third = static_cast<std::uint8_t>(character[2]);
  if (second == 0x80) return (third >= 0x8B && third <= 0x8F) || (third >= 0xA8 && third <= 0xAE);
  return second == 0x81 && third >= 0xA0 && third <= 0xAF;
}

}  // namespace

std::string quote_path(std::string_view path) {
  std::string out = "\"";
  bool quoted = false;
  for (const char c : path) {
    static constexpr std::string_view kSpecial = "\a\b\t\n\v\f\r\"\\";
    static constexpr std::string_view kNames = "abtnvfr\"\\";
    const auto byte = static_cast<unsigned char>(c);
    if (const auto at = kSpecial.find(c); at != std::string_view::npos) {
      out += '\\';
      out += kNames[at];
      quoted = true;
    } else if (byte < 0x20 || byte >= 0x7f) {
      std::array<char, 5> octal{};
      (void)std::snprintf(octal.data(), octal.size(), "\\%03o", byte);
      out += octal.data();
      quoted = true;
    } else {
      out += c;
    }
  }
  if (!quoted) return std::string(path);
  return out + '"';
}

std::string clean_line(std::string_view text, std::size_t max_bytes) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (out.size() + character.size() > max_bytes) return out + "…";
    const auto lead = static_cast<unsigned char>(character[0]);
    const bool bad = length == 0 || lead < 0x20 || lead == 0x7f || is_deceptive(character);
    if (lead == '\t') {
      out += ' ';
    } else if (bad) {
      out += '?';
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    out += length == 0 ? std::string_view("\xEF\xBF\xBD") : bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace leaksieve
