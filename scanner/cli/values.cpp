#include "scanner/cli/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "scanner/base/quote.h"

namespace leaksieve::cli {
namespace {

Error usage(const std::string& message) { return {ErrorKind::kUsage, message}; }

std::string shown(std::string_view text) { return "'" + clean_line(text, 60) + "'"; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

struct SourceName {
  std::string_view name;
  bool scan::Sources::*member;
};

constexpr std::array<SourceName, 6> kSources = {{
    {"history", &scan::Sources::history},
    {"reflog", &scan::Sources::reflog},
    {"stash", &scan::Sources::stash},
    {"index", &scan::Sources::index},
    {"worktree", &scan::Sources::worktree},
    {"unreachable", &scan::Sources::unreachable},
}};

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
  const Error error =
      usage(fmt::format("{} is no size: give a number of bytes, or one with K, M or G, such as 64M", shown(text)));
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (code != std::errc{} || !std::isfinite(number) || number <= 0 || text.empty() || text[0] == '-') return error;
  std::string unit = lower(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit.ends_with("ib") && unit.size() == 3) {
    unit.resize(1);
  } else if (unit.ends_with('b')) {
    unit.pop_back();
  }
  static constexpr std::string_view kUnits = "kmgt";
  if (unit.size() > 1) return error;
  double factor = 1;
  if (!unit.empty()) {
    const std::size_t power = kUnits.find(unit[0]);
    if (power == std::string_view::npos) return error;
    factor = std::pow(1024.0, static_cast<double>(power + 1));
  }
  const double bytes = std::floor(number * factor);
  if (bytes < 1 || bytes >= 9.0e18) return error;
  return static_cast<std::uint64_t>(bytes);
}

Result<std::uint64_t> parse_memory(std::string_view text) {
  constexpr std::uint64_t kLeast = std::uint64_t{1} << 20;
  Result<std::uint64_t> size = parse_size(text);
  if (size && *size < kLeast)
    return usage(fmt::format("{} is less than 1M: give a size such as 512M or 2G", shown(text)));
  return size;
}

Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t low, std::uint64_t high) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool read = code == std::errc{} && end == text.data() + text.size() && !text.empty();
  if (!read || number < low || number > high) {
    return usage(fmt::format("{} is not a whole number from {} to {}", shown(text), low, high));
  }
  return number;
}

std::vector<std::string> source_names() {
  std::vector<std::string> names;
  for (const SourceName& source : kSources) names.emplace_back(source.name);
  return names;
}

Result<scan::Sources> parse_sources(const std::vector<std::string>& lists) {
  scan::Sources sources = scan::Sources::none();
  bool any = false;
  for (const std::string& list : lists) {
    std::string_view rest = list;
    while (true) {
      const std::string_view name = rest.substr(0, rest.find(','));
      const auto found = std::ranges::find(kSources, name, &SourceName::name);
      if (name == "all") {
        sources = scan::Sources{};
      } else if (found != kSources.end()) {
        sources.*(found->member) = true;
      } else {
        return usage(fmt::format("{} is no source; there are: {}, all", shown(name), join(source_names())));
      }
      any = true;
      if (name.size() == rest.size()) break;
      rest.remove_prefix(name.size() + 1);
    }
  }
  if (!any) return usage(fmt::format("no source is named; there are: {}, all", join(source_names())));
  return sources;
}

Result<bool> parse_switch(std::string_view text) {
  const std::string value = lower(text);
  if (value == "1" || value == "true" || value == "yes" || value == "on") return true;
  if (value.empty() || value == "0" || value == "false" || value == "no" || value == "off") return false;
  return usage(fmt::format("{} is neither on nor off: give 1 or 0", shown(text)));
}

}  // namespace leaksieve::cli
