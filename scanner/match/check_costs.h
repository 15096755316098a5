// The part of `leaksieve rules check` that looks at what rules cost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

struct CostWarning {
  std::uint32_t rule = 0;  // index into RuleSet::rules
  std::string message;
};

inline constexpr double kMostShare = 0.05;  // of the set's time, for one rule

// Warns of those of the `considered` rules that cost more than kMostShare of the set's time on a built-in text, and of
// those that make every blob be scanned whole (match/edit.h). A rule with `slow_because` is let be. Errors: as
// profile_rules.
[[nodiscard]] Result<std::vector<CostWarning>> check_costs(const rules::RuleSet& set,
                                                           const std::vector<std::uint32_t>& considered);

}  // namespace leaksieve::match
