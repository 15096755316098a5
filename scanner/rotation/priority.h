// In which order secrets are rotated: severity x exposure x age x state, and how sure the finding is. Each factor is
// told with its reason; docs/rotation.md shows the table.
#pragma once

#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

// Everything but the rank. REQUIRED: `leak` is filled but for its priority and action.
[[nodiscard]] Priority priority_of(const PlanLeak& leak, const Moment& as_of);

}  // namespace leaksieve::rotation
