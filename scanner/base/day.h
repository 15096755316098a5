// Days and moments as users write them in files, in UTC: "2030-01-31", "2030-01-31T10:20:30Z".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leaksieve {

// "2030-01-31" that the calendar has.
[[nodiscard]] bool is_day(std::string_view text);
[[nodiscard]] std::string today();
// `seconds` since 1970-01-01 UTC. REQUIRED: in the years 1 to 9999.
[[nodiscard]] std::string moment_text(std::int64_t seconds);
// The last second that a day or a moment means, since 1970-01-01 UTC; nullopt for any other text.
[[nodiscard]] std::optional<std::int64_t> last_second_of(std::string_view text);

}  // namespace leaksieve
