// Dates as people type them for --since and --until. A date is read from left to right by a small cursor; nothing is
// guessed: what is not understood is an error (git would take it for "now").
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/values.h"

namespace leaksieve::cli {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `digits` digits.
  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

 private:
  std::string_view rest_;
};

struct Civil {
  year_month_day date;
  int hour = 0, minute = 0, second = 0;
};

std::int64_t utc_seconds(const Civil& civil) {
  const auto day = std::chrono::sys_days{civil.date}.time_since_epoch();
  return std::int64_t{day.count()} * 86400 + std::int64_t{civil.hour} * 3600 + std::int64_t{civil.minute} * 60 +
         civil.second;
}

std::int64_t local_seconds(const Civil& civil) {
  std::tm parts{};
  parts.tm_year = static_cast<int>(civil.date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(civil.date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(civil.date.day()));
  parts.tm_hour = civil.hour;
  parts.tm_min = civil.minute;
  parts.tm_sec = civil.second;
  parts.tm_isdst = -1;
  return std::mktime(&parts);
}

Civil local_civil(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  localtime_r(&time, &parts);
  return {year_month_day{std::chrono::year{parts.tm_year + 1900},
                         std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                         std::chrono::day{static_cast<unsigned>(parts.tm_mday)}},
          parts.tm_hour, parts.tm_min, parts.tm_sec};
}

void set_edge(Civil& civil, DayEdge edge) {
  civil.hour = edge == DayEdge::kBegin ? 0 : 23;
  civil.minute = civil.second = edge == DayEdge::kBegin ? 0 : 59;
}

// "Z", "+01:00", "+0100"; 0 offset for Z. nullopt: something else.
std::optional<int> read_zone(Cursor& cursor) {
  if (cursor.take('Z') || cursor.take('z')) return 0;
  const int sign = cursor.take('+') ? 1 : cursor.take('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  const auto hours = cursor.number(2);
  cursor.take(':');
  const auto minutes = cursor.number(2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

std::optional<std::int64_t> parse_iso(std::string_view text, DayEdge edge) {
  Cursor cursor(text);
  const auto year = cursor.number(4);
  if (!year || !cursor.take('-')) return std::nullopt;
  const auto month = cursor.number(2);
  if (!month || !cursor.take('-')) return std::nullopt;
  const auto day = cursor.number(2);
  if (!day) return std::nullopt;
  Civil civil{year_month_day{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                             std::chrono::day{static_cast<unsigned>(*day)}}};
  if (!civil.date.ok() || *year < 1900) return std::nullopt;
  if (cursor.done()) {
    set_edge(civil, edge);
    return local_seconds(civil);
  }
  if (!cursor.take('T') && !cursor.take('t') && !cursor.take(' ')) return std::nullopt;
  const auto hour = cursor.number(2);
  if (!hour || *hour > 23 || !cursor.take(':')) return std::nullopt;
  const auto minute = cursor.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  civil.hour = *hour;
  civil.minute = *minute;
  if (cursor.take(':')) {
    const auto second = cursor.number(2);
    if (!second || *second > 60) return std::nullopt;
    civil.second = *second;
  }
  if (cursor.done()) return local_seconds(civil);
  const auto zone = read_zone(cursor);
  if (!zone || !cursor.done()) return std::nullopt;
  return utc_seconds(civil) - std::int64_t{*zone} * 60;
}

struct Unit {
  std::string_view name;
  std::int64_t seconds;  // 0: by the calendar
  int months;
};
constexpr std::array<Unit, 7> kUnits = {{{"second", 1, 0},
                                         {"minute", 60, 0},
                                         {"hour", 3600, 0},
                                         {"day", 86400, 0},
                                         {"week", 604800, 0},
                                         {"month", 0, 1},
                                         {"year", 0, 12}}};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == '.') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<std::int64_t> parse_relative(std::string_view text, DayEdge edge, std::int64_t now) {
  std::vector<std::string> words = words_of(text);
  if (words.size() == 1) {
    if (words[0] == "now") return now;
    if (words[0] != "today" && words[0] != "yesterday") return std::nullopt;
    Civil civil = local_civil(now);
    if (words[0] == "yesterday") civil.date = std::chrono::sys_days{civil.date} - days{1};
    set_edge(civil, edge);
    return local_seconds(civil);
  }
  if (words.size() == 3 && words[2] == "ago") words.pop_back();
  if (words.size() != 2) return std::nullopt;
  const Result<std::uint64_t> count = parse_count(words[0], 0, 100000);
  if (!count) return std::nullopt;
  const auto amount = static_cast<std::int64_t>(*count);
  if (words[1].ends_with('s')) words[1].pop_back();
  const auto unit = std::ranges::find(kUnits, words[1], &Unit::name);
  if (unit == kUnits.end()) return std::nullopt;
  if (unit->seconds > 0) return now - amount * unit->seconds;
  Civil civil = local_civil(now);
  const std::int64_t months = amount * unit->months;
  if (months > 12000) return std::nullopt;
  civil.date -= std::chrono::months{static_cast<int>(months)};
  if (!civil.date.ok()) civil.date = civil.date.year() / civil.date.month() / std::chrono::last;  // 31 March - 1 month
  return local_seconds(civil);
}

std::optional<std::int64_t> parse_unix(std::string_view text) {
  if (!text.starts_with('@')) return std::nullopt;
  const Result<std::uint64_t> seconds = parse_count(text.substr(1), 0, 253402300799);
  if (!seconds) return std::nullopt;
  return static_cast<std::int64_t>(*seconds);
}

}  // namespace

Result<std::int64_t> parse_date(std::string_view text, DayEdge edge, std::int64_t now) {
  if (const auto seconds = parse_unix(text)) return *seconds;
  if (const auto seconds = parse_iso(text, edge)) return *seconds;
  if (const auto seconds = parse_relative(text, edge, now)) return *seconds;
  return Error{
      ErrorKind::kUsage,
      fmt::format("'{}' is no date: give one like 2024-01-31, 2024-01-31T10:20:30Z, @1706696430 or \"3 days ago\"",
                  clean_line(text, 60))};
}

}  // namespace leaksieve::cli
