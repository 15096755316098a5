#include "scanner/rotation/durations.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace leaksieve::rotation {

std::string duration_words(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::int64_t kDay = 86400;
  static constexpr std::array<Unit, 5> kUnits = {
      {{365 * kDay, "year"}, {30 * kDay, "month"}, {kDay, "day"}, {3600, "hour"}, {60, "minute"}}};
  std::string words;
  std::size_t told = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = seconds / unit.seconds;
    if (count <= 0 && told == 0) continue;
    seconds -= count * unit.seconds;
    if (count > 0) words += fmt::format("{}{} {}{}", words.empty() ? "" : " ", count, unit.name, count == 1 ? "" : "s");
    if (++told == 2) break;
  }
  return words.empty() ? "under a minute" : words;
}

}  // namespace leaksieve::rotation
