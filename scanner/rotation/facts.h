// What a secret says of itself, as the checks of its format noted it ("jwt: expires 2030-01-01, issuer x").
#pragma once

#include <string_view>
#include <vector>

#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

// Splits a leak's note into facts. What has no name of its own is told under the note's topic ("slack": "bot token").
[[nodiscard]] std::vector<Fact> facts_of(std::string_view note);

}  // namespace leaksieve::rotation
