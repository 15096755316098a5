// How far a secret got: from its refs and from what the repositories say of themselves.
#pragma once

#include <vector>

#include "scanner/rotation/plan.h"
#include "scanner/rotation/scan_reader.h"

namespace leaksieve::rotation {

// A leak and the target that it was found in.
struct LeakIn {
  const ScannedLeak* leak = nullptr;
  const PlanTarget* target = nullptr;
};

// Git records what was fetched and pushed in remote-tracking refs only; so "no" means that git holds no sign that the
// secret left, and is given where such a sign would be expected. The furthest of all `leaks` counts.
[[nodiscard]] Reach reach_of(const std::vector<LeakIn>& leaks);

}  // namespace leaksieve::rotation
