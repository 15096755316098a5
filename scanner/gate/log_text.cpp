#include "scanner/gate/log_text.h"

#include <span>
#include <utility>

namespace leaksieve::gate {
namespace {

using Replacement = std::pair<char, std::string_view>;

std::string replace(std::string_view text, std::span<const Replacement> table) {
  std::string out;
  for (const char c : text) {
    std::string_view with(&c, 1);
    for (const Replacement& row : table) {
      if (row.first == c) with = row.second;
    }
    out += with;
  }
  return out;
}

bool is_command_letter(char c) { return c == '[' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "##" in front of what may be a command becomes `with`.
std::string without_hashes(std::string_view text, std::string_view with) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "##" && at + 2 < text.size() && is_command_letter(text[at + 2])) {
      out += with;
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace

std::string harmless_in_log(std::string_view text) {
  const std::string plain = without_hashes(text, "# #");
  std::string out;
  bool is_line_begin = true;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (is_line_begin && plain.compare(at, 2, "::") == 0) {
      out += ": ";
      is_line_begin = false;
      continue;
    }
    const char c = plain[at];
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
    is_line_begin = c == '\n' || (is_line_begin && is_blank);
    out += c;
  }
  return out;
}

std::string harmless_json_in_log(std::string_view json) { return without_hashes(json, "\\u0023#"); }

std::string github_message(std::string_view text) {
  static constexpr Replacement kTable[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}};
  return replace(text, kTable);
}

std::string github_property(std::string_view text) {
  static constexpr Replacement kTable[] = {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}};
  return replace(text, kTable);
}

std::string azure_value(std::string_view text) {
  static constexpr Replacement kTable[] = {{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {';', "%3B"}, {']', "%5D"}};
  return replace(text, kTable);
}

}  // namespace leaksieve::gate
