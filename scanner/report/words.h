// Words and numbers that several formats share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/report/report.h"

namespace leaksieve::report {

// The leak's rule. A leak whose index is out of range (a defect elsewhere) gets a rule "unknown" rather than a crash.
[[nodiscard]] const rules::Rule& rule_of(const RunReport& run, const finding::Leak& leak);

// "2024-01-31" and "2024-01-31T10:20:30+01:00" in the author's time zone. Times outside the years 1 to 9999 are
// clamped.
[[nodiscard]] std::string iso_date(const finding::Stamp& stamp);
[[nodiscard]] std::string iso_time(const finding::Stamp& stamp);

[[nodiscard]] std::string grouped(std::uint64_t number);                         // "1,234"
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);  // "1 leak", "1,234 leaks"
[[nodiscard]] std::string byte_size(std::uint64_t bytes);                        // "12.3 MiB"
[[nodiscard]] std::string hex_of(std::string_view bytes);
[[nodiscard]] std::string_view short_ref(std::string_view ref);  // "refs/heads/main" -> "main"

// The furthest exposure; nullopt when the scan gave none.
[[nodiscard]] std::optional<finding::Exposure> furthest_of(const finding::Leak& leak);
[[nodiscard]] std::string_view exposure_words(finding::Exposure exposure);  // "pushed", "in a local branch", ...
// What to do about it, one sentence.
[[nodiscard]] std::string_view advice_for(std::optional<finding::Exposure> exposure);

// An open leak's comeback, or what settled it: "accepted until 2030-01-31 by Ann: rotation is planned", "rotated on
// 2026-01-31 by Ann: key deleted". "" for a leak that nobody decided about. Holds the files' texts as they are.
[[nodiscard]] std::string standing_words(const finding::Standing& standing);

// What a whole run found, for summaries.
struct Tally {
  std::uint64_t leaks = 0, skipped = 0, allowed = 0;
  std::uint64_t accepted = 0, rotated = 0;  // not among `leaks`
  std::uint64_t blobs = 0, commits = 0, tags = 0, trees = 0, files = 0, bytes = 0;
  double seconds = 0;
  bool complete = true, interrupted = false;
  bool is_recalled = true;                                       // all scans are
  std::array<std::uint64_t, finding::kExposures> by_exposure{};  // by the furthest one
  std::array<std::uint64_t, 4> by_severity{};                    // indexed by rules::Severity
};
[[nodiscard]] Tally tally(const RunReport& run);

}  // namespace leaksieve::report
