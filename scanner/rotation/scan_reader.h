// Reads the JSON that `leaksieve scan --format json` writes (docs/report.schema.json) back, as far as a plan needs it.
// The file may come from anywhere: whatever is wrong in it is an error that names the place, never a crash and never
// fewer leaks. Values of secrets (--show-secrets) are not taken over.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

// One leak of one scan. Its places, removals and periods have target 0.
struct ScannedLeak {
  std::string fingerprint;
  std::vector<std::string> aliases;
  std::string rule, description, service, kind;
  rules::Severity severity = rules::Severity::kMedium;
  rules::Confidence confidence = rules::Confidence::kMedium;
  finding::ExposureSet exposure;
  std::string masked;
  std::uint64_t size_bytes = 0;
  std::optional<std::uint64_t> group;  // leaks of one run with the same group hold the same secret
  std::string note;
  State state;
  std::vector<Place> places;
  std::vector<Removal> removals;
  std::vector<HeadPeriod> periods;
  bool knows_periods = false;  // false: the scan was too old to tell
  Refs refs;
  std::vector<std::string> head_paths;
  std::uint64_t objects = 0;
};

struct ScannedTarget {
  PlanTarget target;
  std::vector<ScannedLeak> leaks;
};

struct ScannedRun {
  std::string tool_version;
  std::vector<ScannedTarget> targets;
};

// `name` is the file's, for messages. Errors (kUsage): no JSON, no report of leaksieve, a version that this program
// does not know, a missing or wrong value with its place ("scans[0].leaks[3].severity").
[[nodiscard]] Result<ScannedRun> read_scan(std::string_view json, const std::string& name);

// "2024-01-31T10:20:30+01:00" or "...Z"; nullopt for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_iso_time(std::string_view text);

}  // namespace leaksieve::rotation
