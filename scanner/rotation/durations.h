// Spans of time in words.
#pragma once

#include <cstdint>
#include <string>

namespace leaksieve::rotation {

// The two largest units: "3 years 2 months", "5 days 4 hours", "under a minute". A year is 365 days, a month 30.
[[nodiscard]] std::string duration_words(std::int64_t seconds);

}  // namespace leaksieve::rotation
