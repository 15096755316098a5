#include "scanner/report/text_style.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/base/quote.h"

namespace leaksieve::report {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAscii = {{
    {"…", "..."},
    {"›", ">"},
    {"→", "->"},
    {"·", "-"},
    {"—", "-"},
}};

std::string_view code_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "1";
    case Style::kDim:
      return "2";
    case Style::kAlarm:
      return "1;31";
    case Style::kWarn:
      return "33";
    case Style::kGood:
      return "32";
    case Style::kSecret:
      return "35";
  }
  return "";
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string fit(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t seen = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (is_continuation(text[end])) continue;
    if (seen == width - 1) break;
    ++seen;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string TextStyle::plain(std::string_view text) const {
  if (options_.unicode) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const auto known = std::ranges::find_if(kAscii, [&](const auto& pair) { return text.starts_with(pair.first); });
    if (known != kAscii.end()) {
      out += known->second;
      text.remove_prefix(known->first.size());
      continue;
    }
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      out += text.front();
    } else if (!is_continuation(text.front())) {
      out += '?';
    }
    text.remove_prefix(1);
  }
  return out;
}

std::string TextStyle::paint(Style style, std::string_view text) const {
  if (!options_.color || style == Style::kPlain || text.empty()) return std::string(text);
  std::string out = "\x1b[";
  out += code_of(style);
  out += 'm';
  out += text;
  return out += "\x1b[0m";
}

std::string TextStyle::untrusted(std::string_view text, std::size_t width) const {
  return plain(fit(clean_line(text, width * 4), width));
}

std::size_t TextStyle::width() const { return std::max(options_.width, 60U); }

}  // namespace leaksieve::report
