#include "scanner/base/day.h"

#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace leaksieve {
namespace {

// '0' in `form` stands for a digit.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !is_digit : text[i] != form[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t begin, std::size_t digits) {
  int number = 0;
  for (const char c : text.substr(begin, digits)) number = number * 10 + (c - '0');
  return number;
}

std::optional<std::int64_t> begin_of_day(std::string_view text) {
  if (!has_form(text, "0000-00-00")) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{number_at(text, 0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  if (!date.ok() || number_at(text, 0, 4) == 0) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::sys_days{date}}.time_since_epoch().count();
}

}  // namespace

bool is_day(std::string_view text) { return begin_of_day(text).has_value(); }

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

std::string moment_text(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::optional<std::int64_t> last_second_of(std::string_view text) {
  constexpr std::int64_t kDay = 86'400;
  const std::optional<std::int64_t> day = begin_of_day(text.substr(0, 10));
  if (!day || text.size() == 10) return day ? std::optional(*day + kDay - 1) : std::nullopt;
  if (!has_form(text.substr(10), "T00:00:00Z")) return std::nullopt;
  const int hours = number_at(text, 11, 2), minutes = number_at(text, 14, 2), seconds = number_at(text, 17, 2);
  if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return *day + std::int64_t{hours} * 3600 + std::int64_t{minutes} * 60 + seconds;
}

}  // namespace leaksieve
