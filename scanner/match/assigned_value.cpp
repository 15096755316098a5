#include "scanner/match/assigned_value.h"

#include <string_view>

#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

std::optional<std::size_t> quoted_end(Bytes rest, const ValueStart& start) {
  for (std::size_t i = 0; i < rest.size() && rest[i] != '\n'; ++i) {
    if (start.is_escaped && rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == start.quote) return i;
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == start.quote) {
      return i;
    }
  }
  return std::nullopt;
}

std::string_view stops_of(const ValueStart& start) {
  if (start.in_element) return "<\n\r";
  if (start.in_query) return " \t\r\n\"'`<>&#)]}\\,;";
  if (start.begins_line) return " \t\r\n\"'`<>\\";
  return " \t\r\n\"'`<>\\,;(){}[]|&";
}

std::size_t plain_end(Bytes rest, const ValueStart& start) {
  std::size_t end = std::min(rest.find_first_of(stops_of(start)), rest.size());
  const std::string_view trailing = start.in_element ? " \t" : start.begins_line ? ",;." : ".:";
  while (end > 0 && trailing.find(rest[end - 1]) != std::string_view::npos) --end;
  return end;
}

}  // namespace

bool may_be_secret(Bytes text, std::size_t value_begin) {
  const char quote = value_begin > 0 && is_quote(text[value_begin - 1]) ? text[value_begin - 1] : '\0';
  bool has_upper = false;
  for (const char c : text.substr(value_begin, kLongestValue)) {
    if (is_lower(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ':') continue;
    if (quote != 0) {
      if (c == quote || c == '\n') return has_upper;
      if (c == ' ') continue;
    } else if (std::string_view(" \t\r\n\"'`<>(){}[],;&|\\").find(c) != std::string_view::npos) {
      return false;
    }
    if (!is_upper(c)) return true;
    has_upper = true;
  }
  return has_upper && quote != 0;
}

std::optional<std::size_t> value_end(Bytes text, const ValueStart& start) {
  const Bytes rest = text.substr(start.begin, kLongestValue + 1);
  std::optional<std::size_t> size;
  if (start.quote != 0) size = quoted_end(rest, start);
  if (!size) size = plain_end(rest, start);
  if (*size == 0 || *size > kLongestValue) return std::nullopt;
  return start.begin + *size;
}

}  // namespace leaksieve::match
