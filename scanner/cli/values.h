// Reads the values of flags: sizes, dates, lists. Every error (kUsage) says what was expected; the caller puts the
// flag's name in front.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/scan/options.h"

namespace leaksieve::cli {

// "1000", "64K", "64M", "1.5G": bytes; the units are powers of 1024 with or without "iB" or "B" behind, either case.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);

// A size of 1M at least: who writes "3" means 3G.
[[nodiscard]] Result<std::uint64_t> parse_memory(std::string_view text);

// A whole number in [low, high].
[[nodiscard]] Result<std::uint64_t> parse_count(std::string_view text, std::uint64_t low, std::uint64_t high);

// What a date without a time of day means: its first second (since) or its last one (until).
enum class DayEdge : std::uint8_t { kBegin, kEnd };

// Seconds since 1970. "2024-01-31", "2024-01-31T10:20[:30]" (or a blank for T) with "Z", "+01:00" or, without one, the
// local time zone; "@1700000000"; "now", "today", "yesterday"; "3 days ago", "2.weeks", with seconds, minutes, hours,
// days, weeks, months, years. `now` is the moment that relative ones count from.
[[nodiscard]] Result<std::int64_t> parse_date(std::string_view text, DayEdge edge, std::int64_t now);

// "history,reflog": the named sources and no others; "all" is every one. Several texts are one list.
[[nodiscard]] Result<scan::Sources> parse_sources(const std::vector<std::string>& lists);
[[nodiscard]] std::vector<std::string> source_names();

// An environment variable that stands for a switch: 1, true, yes, on; 0, false, no, off and "" are off.
[[nodiscard]] Result<bool> parse_switch(std::string_view text);

}  // namespace leaksieve::cli
