// What to do about one row, in order, as lines that can be ticked off.
#pragma once

#include <string>
#include <vector>

#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

[[nodiscard]] Action action_of(const PlanLeak& leak);

// REQUIRED: `leak` has its action and its guide.
[[nodiscard]] std::vector<std::string> checklist_of(const PlanLeak& leak);

}  // namespace leaksieve::rotation
