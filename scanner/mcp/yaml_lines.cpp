#include "scanner/mcp/yaml_lines.h"

#include <algorithm>

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 10;  // bytes
constexpr int kMostLines = 60;                               // that are looked at for a parent

// Where a line begins that stands further left than `indent`, or as far where `ends_at` says so of its first byte;
// behind `begin`'s.
template <class EndsAt>
std::size_t lines_end(Bytes text, std::size_t begin, std::size_t indent, EndsAt ends_at) {
  for (std::size_t line = begin; line < text.size();) {
    const std::size_t next = std::min(text.find('\n', line), text.size() - 1) + 1;
    if (text.substr(next).starts_with("```")) return next;
    const std::size_t first = text.find_first_not_of(" \t\r", next);
    const bool is_told = first != Bytes::npos && text[first] != '\n' && text[first] != '#';
    if (is_told && (first - next < indent || (first - next == indent && ends_at(text[first])))) return next;
    line = next;
  }
  return text.size();
}

}  // namespace

std::size_t indent_at(Bytes text, std::size_t line) {
  return std::min(text.substr(line).find_first_not_of(' '), text.size() - line);
}

std::size_t block_end(Bytes text, std::size_t line) {
  return lines_end(text, line, indent_at(text, line), [](char) { return false; });
}

std::size_t member_end(Bytes text, std::size_t line) {
  return lines_end(text, line, indent_at(text, line), [](char first) { return first != '-'; });
}

std::size_t parent_line(Bytes text, std::size_t begin) {
  const std::size_t own = indent_at(text, begin);
  if (own == 0 || text.substr(begin + own).starts_with("- ")) return begin;
  std::size_t line = begin;
  for (int i = 0; i < kMostLines && line > 0; ++i) {
    line = begin_of_line(text, line - 1, kLongestLine);
    const std::size_t indent = indent_at(text, line);
    const Bytes rest = text.substr(line + indent);
    if (rest.starts_with("```")) return begin;
    if (rest.empty() || rest.front() == '\n' || rest.front() == '\r' || rest.front() == '#') continue;
    if (indent < own) return line;
  }
  return begin;
}

}  // namespace leaksieve::mcp
