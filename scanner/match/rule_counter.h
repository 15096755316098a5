// What each rule of a set makes Hyperscan report and RE2 do. Inner header of the match layer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scanner/match/profile.h"

namespace leaksieve::match {

class PatternDb;

// Counts, not costs: `seconds` and `share` stay 0.
class RuleCounter {
 public:
  // One entry a rule with a regex, in the set's order. Reads `clock` around each call of RE2. Errors: Matcher's.
  [[nodiscard]] static Result<std::vector<RuleCost>> count(const std::shared_ptr<const PatternDb>& db,
                                                           const std::vector<std::string>& texts,
                                                           const std::function<double()>& clock);
};

}  // namespace leaksieve::match
