// ASCII letters and the borders of words. Inner header of the match layer.
#pragma once

#include "scanner/base/bytes.h"

namespace leaksieve::match {

[[nodiscard]] constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_letter(char c) { return is_upper(c) || is_lower(c); }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
[[nodiscard]] constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// A capital at `at` begins a word: "apiKey", "APIKey", "oauth2Token". REQUIRED: 0 < at < text.size().
[[nodiscard]] constexpr bool begins_word(Bytes text, std::size_t at) {
  if (!is_upper(text[at])) return false;
  if (!is_upper(text[at - 1])) return true;
  return at + 1 < text.size() && is_lower(text[at + 1]) && is_letter(text[at - 1]);
}

}  // namespace leaksieve::match
