#include "scanner/rotation/plan_summary.h"

namespace leaksieve::rotation {

PlanSummary summary_of(const Plan& plan) {
  PlanSummary sum;
  for (const PlanTarget& target : plan.targets) sum.complete = sum.complete && target.complete;
  for (const PlanLeak& leak : plan.leaks) {
    ++sum.leaks;
    ++(leak.state.name == "rotated" ? sum.rotated : leak.state.name == "accepted" ? sum.accepted : sum.open);
    ++sum.by_urgency[static_cast<std::size_t>(leak.priority.urgency)];
    ++sum.by_severity[static_cast<std::size_t>(leak.severity)];
    if (!leak.reach.exposure.empty()) ++sum.by_exposure[static_cast<std::size_t>(leak.reach.exposure.furthest())];
    ++sum.by_left_machine[static_cast<std::size_t>(leak.reach.left_machine)];
    ++sum.by_service[leak.service];
    ++sum.by_kind[leak.kind];
  }
  return sum;
}

}  // namespace leaksieve::rotation
