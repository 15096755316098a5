// A code span is the one construct in which none of Markdown's and the services' own syntax works: no emphasis, links,
// HTML,
// @mentions, #references. What ends it is a run of backticks as long as its fence, so the fence is longer than any run
// inside. A table is cut at pipes before its cells are read, so a text with a pipe is written as <code> with every
// character that could mean something as a reference: a reference is never syntax (CommonMark, 2.5).
#include "scanner/report/markdown_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::report {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' '; }

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Words, and characters of `harmless`, as they are; all others as references.
std::string with_references(std::string_view text, std::string_view harmless) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = is_word(c) || static_cast<unsigned char>(c) >= 0x80 || harmless.find(c) != harmless.npos;
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("&#{};", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string html_code(std::string_view text) { return "<code>" + with_references(text, "") + "</code>"; }

bool is_plain(std::string_view text) {
  if (text.starts_with(' ') || text.ends_with(' ') || text.find("www.") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) {
    return is_word(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view(",.()-/'").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string markdown_code(std::string_view text, std::size_t max_bytes) {
  const std::string line = clean_line(text, max_bytes);
  if (line.empty()) return {};
  if (line.find('|') != std::string::npos) return html_code(line);
  const std::string fence(longest_run_of_backticks(line) + 1, '`');
  const bool pad = line.front() == '`' || line.back() == '`' || (line.front() == ' ' && line.back() == ' ');
  return fence + (pad ? " " : "") + line + (pad ? " " : "") + fence;
}

std::string markdown_words(std::string_view text, std::size_t max_bytes) {
  const std::string line = clean_line(text, max_bytes);
  return is_plain(line) ? line : markdown_code(line, max_bytes + 3);  // "…" may have come to it
}

std::string markdown_prose(std::string_view text, std::size_t max_bytes) {
  return with_references(clean_line(text, max_bytes), ",;'");
}

}  // namespace leaksieve::report
