// Classes of bytes. Inner header of the layer.
#pragma once

#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

[[nodiscard]] inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
[[nodiscard]] inline bool is_space(char c) { return is_blank(c) || c == '\n'; }
[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] inline bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
[[nodiscard]] inline bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
[[nodiscard]] inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
[[nodiscard]] inline std::string lower_case(Bytes text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

}  // namespace leaksieve::mcp
