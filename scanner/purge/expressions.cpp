#include "scanner/purge/expressions.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace leaksieve::purge {
namespace {

constexpr std::string_view kInstead =
    "==>***REMOVED***";  // filter-repo's own default, said aloud: a form may hold "==>"
constexpr std::string_view kArrow = "==>";
constexpr std::string_view kLineEnd = "\\r?\\n[ \\t]*";
constexpr std::size_t kTellingLine = 16;     // bytes: a shorter line of a key may stand anywhere
constexpr std::size_t kLongestSought = 512;  // bytes of a form that are looked for: who has not these has not the whole

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool has_lines(std::string_view bytes) { return bytes.find('\n') != std::string_view::npos; }

// The same for Python's re, RE2 and Hyperscan: all but letters and digits by number.
std::string quoted(std::string_view bytes) {
  std::string out;
  for (const char c : bytes)
    out += is_word(c) ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t begin = line.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Lines that prove by themselves that the form is there: not the armour around a key.
std::vector<std::string> telling_lines(std::string_view bytes) {
  std::vector<std::string> lines;
  for (const std::string_view raw : lines_of(bytes)) {
    const std::string_view line = trimmed(raw);
    if (line.size() >= kTellingLine && !line.starts_with("-----")) lines.emplace_back(line);
  }
  return lines;
}

std::string regex_of_whole(std::string_view bytes) {
  std::string out;
  for (const std::string_view line : lines_of(bytes))
    out += (out.empty() ? "" : std::string(kLineEnd)) + quoted(trimmed(line));
  return out;
}

std::string regex_of(std::string_view bytes) { return has_lines(bytes) ? regex_of_whole(bytes) : quoted(bytes); }

// Longest first, so that a form which holds another one goes as a whole.
bool is_before(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() > b.size() : a < b; }

// What regex_of() was made of; nullopt for another regular expression.
std::optional<std::string> unquoted(std::string_view regex) {
  std::string out;
  while (!regex.empty()) {
    if (regex.starts_with(kLineEnd)) {
      out += '\n';
      regex.remove_prefix(kLineEnd.size());
    } else if (regex.starts_with("\\x") && regex.size() >= 4) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      const std::size_t high = kDigits.find(regex[2]);
      const std::size_t low = kDigits.find(regex[3]);
      if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      regex.remove_prefix(4);
    } else if (is_word(regex.front())) {
      out += regex.front();
      regex.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::optional<std::string> sought_of(std::string_view bytes) {
  if (!has_lines(bytes)) return quoted(bytes.substr(0, kLongestSought));
  if (!telling_lines(bytes).empty()) return std::nullopt;
  return regex_of_whole(bytes.substr(0, kLongestSought));
}

}  // namespace

ExpressionFile write_expressions(const std::vector<Form>& forms) {
  using Owners = std::map<std::string, std::size_t, decltype(&is_before)>;
  Owners wholes(&is_before), singles(&is_before);
  for (const Form& form : forms) {
    const std::string& bytes = form.bytes.reveal();
    if (bytes.empty()) continue;
    if (!has_lines(bytes)) {
      singles.emplace(bytes, form.leak);
      continue;
    }
    wholes.emplace(bytes, form.leak);
    for (const std::string& line : telling_lines(bytes)) singles.emplace(line, form.leak);
  }
  std::vector<std::pair<std::string, std::size_t>> literals, regexes;
  for (const auto& [bytes, leak] : wholes) regexes.emplace_back("regex:" + regex_of_whole(bytes), leak);
  for (const auto& [bytes, leak] : singles) {
    // A literal is replaced before any regular expression: it would break a whole that holds it.
    const bool in_whole = std::ranges::any_of(
        wholes, [&part = bytes](const auto& whole) { return whole.first.find(part) != std::string::npos; });
    if (in_whole) {
      regexes.emplace_back("regex:" + quoted(bytes), leak);
    } else {
      literals.emplace_back("literal:" + bytes, leak);
    }
  }
  ExpressionFile file;
  for (const auto* part : {&literals, &regexes}) {
    for (const auto& [expression, leak] : *part) {
      file.text.append(expression).append(kInstead).append("\n");
      file.leaks.push_back(leak);
    }
  }
  return file;
}

std::string rename_expression(const Secret& form) { return "regex:" + regex_of(form.reveal()) + "==>REMOVED\n"; }

Result<std::vector<Sought>> read_expressions(std::string_view text) {
  std::vector<Sought> all;
  std::size_t number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    if (const std::size_t arrow = line.rfind(kArrow); arrow != std::string_view::npos) line = line.substr(0, arrow);
    if (line.starts_with("glob:")) {
      return Error{ErrorKind::kUsage, fmt::format("line {}: `glob:` cannot be verified; write it as `regex:`", number)};
    }
    if (line.starts_with("regex:")) {
      line.remove_prefix(6);
      const std::optional<std::string> bytes = unquoted(line);
      const std::optional<std::string> regex = bytes ? sought_of(*bytes) : std::string(line);
      if (regex && !regex->empty()) all.push_back({*regex, number});
      continue;
    }
    if (line.starts_with("literal:")) line.remove_prefix(8);
    if (!line.empty()) all.push_back({*sought_of(line), number});
  }
  if (all.empty()) return Error{ErrorKind::kUsage, "it names nothing to look for"};
  return all;
}

}  // namespace leaksieve::purge
