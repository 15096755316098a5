// What a plan comes to, in numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "scanner/rotation/plan.h"

namespace leaksieve::rotation {

struct PlanSummary {
  std::uint64_t leaks = 0, open = 0, accepted = 0, rotated = 0;
  std::array<std::uint64_t, 4> by_urgency{};                     // by Urgency
  std::array<std::uint64_t, 4> by_severity{};                    // by rules::Severity
  std::array<std::uint64_t, finding::kExposures> by_exposure{};  // by the furthest one
  std::array<std::uint64_t, 3> by_left_machine{};                // by Left
  std::map<std::string, std::uint64_t> by_service, by_kind;      // service "" = none
  bool complete = true;
};

[[nodiscard]] PlanSummary summary_of(const Plan& plan);

}  // namespace leaksieve::rotation
