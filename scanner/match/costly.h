// Which rules of a set cost much, in few measurements. Inner header of the match layer.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::match {

using RuleGroup = std::vector<std::uint32_t>;  // indices into RuleSet::rules

struct Costly {
  std::uint32_t rule = 0;
  double saved = 0;  // what the set saves without it, in the unit of `least`
};

// By group: what the set saves without it.
using SavedWithout = std::function<Result<std::vector<double>>(const std::vector<RuleGroup>&)>;

// Leaves out groups, splits those that save `least` or more, and leaves out each rule of the last ones alone: the rules
// that save `least` or more, dearest first. A rule whose cost others would bear without it is not among them.
// Errors: those of `measure`.
[[nodiscard]] Result<std::vector<Costly>> find_costly(const RuleGroup& rules, double least,
                                                      const SavedWithout& measure);

}  // namespace leaksieve::match
