#include "scanner/report/unified_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::report {
namespace {

constexpr std::size_t kContext = 3;
constexpr std::size_t kMostCells = std::size_t{1} << 24;  // of the table of common lines; beyond, all of the middle

using Lines = std::vector<std::string_view>;  // with their newlines

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Line {
  char mark = ' ';  // ' ', '-', '+'
  std::string_view text;
};

// The middle, where both begin and end differently: by the longest common run of lines.
void compare(std::span<const std::string_view> a, std::span<const std::string_view> b, std::vector<Line>& out) {
  const std::size_t rows = a.size();
  const std::size_t columns = b.size();
  std::vector<std::uint32_t> common;  // of what follows
  if ((rows + 1) * (columns + 1) <= kMostCells) {
    common.resize((rows + 1) * (columns + 1));
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        const std::size_t at = i * (columns + 1) + j;
        common[at] = a[i] == b[j] ? common[at + columns + 2] + 1 : std::max(common[at + columns + 1], common[at + 1]);
      }
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    const std::size_t at = i * (columns + 1) + j;
    if (i < rows && j < columns && !common.empty() && a[i] == b[j]) {
      out.push_back({' ', a[i++]});
      ++j;
    } else if (i < rows && (j == columns || common.empty() || common[at + columns + 1] >= common[at + 1])) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
}

std::vector<Line> script_of(const Lines& a, const Lines& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<Line> script;
  for (std::size_t i = 0; i < head; ++i) script.push_back({' ', a[i]});
  const std::span<const std::string_view> before(a);
  const std::span<const std::string_view> after(b);
  compare(before.subspan(head, a.size() - tail - head), after.subspan(head, b.size() - tail - head), script);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) script.push_back({' ', a[i]});
  return script;
}

void write_hunk(const std::vector<Line>& script, std::size_t begin, std::size_t end, std::size_t a_line,
                std::size_t b_line, std::string& out) {
  std::string body;
  std::size_t a_count = 0;
  std::size_t b_count = 0;
  for (std::size_t i = begin; i < end; ++i) {
    a_count += script[i].mark != '+' ? 1 : 0;
    b_count += script[i].mark != '-' ? 1 : 0;
    body += script[i].mark;
    body += script[i].text;
    if (!script[i].text.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  out += fmt::format("@@ -{},{} +{},{} @@\n", a_count == 0 ? a_line - 1 : a_line, a_count,
                     b_count == 0 ? b_line - 1 : b_line, b_count);
  out += body;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const std::string& path) {
  if (before == after) return {};
  const std::vector<Line> script = script_of(lines_of(before), lines_of(after));
  std::string out = fmt::format("--- {0}\n+++ {0}\n", quote_path(path));
  std::size_t a_line = 1;
  std::size_t b_line = 1;
  std::size_t told = 0;  // script lines that a_line and b_line count
  const auto count_to = [&](std::size_t end) {
    for (; told < end; ++told) {
      a_line += script[told].mark != '+' ? 1 : 0;
      b_line += script[told].mark != '-' ? 1 : 0;
    }
  };
  for (std::size_t i = 0; i < script.size();) {
    if (script[i].mark == ' ') {
      ++i;
      continue;
    }
    const std::size_t begin = std::max(told, i - std::min(i, kContext));
    std::size_t last = i;  // change
    for (std::size_t k = i; k < script.size() && k <= last + 2 * kContext; ++k) {
      if (script[k].mark != ' ') last = k;
    }
    const std::size_t end = std::min(last + 1 + kContext, script.size());
    count_to(begin);
    write_hunk(script, begin, end, a_line, b_line, out);
    count_to(end);
    i = end;
  }
  return out;
}

}  // namespace leaksieve::report
