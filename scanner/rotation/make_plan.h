// From scans to the rotation plan.
#pragma once

#include <vector>

#include "scanner/rotation/guidebook.h"
#include "scanner/rotation/plan.h"
#include "scanner/rotation/scan_reader.h"

namespace leaksieve::rotation {

// Rows by priority, most urgent first; what is equally urgent by severity, age and fingerprint. `book` has to outlive
// the plan. Deterministic in its arguments. `as_of` is what ages count from.
[[nodiscard]] Plan make_plan(const std::vector<ScannedRun>& runs, const Guidebook& book, const Moment& as_of);

// "2024-01-31T10:20:30Z".
[[nodiscard]] Moment moment_at(std::int64_t seconds);

}  // namespace leaksieve::rotation
