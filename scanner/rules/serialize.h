// A rule set as one run of bytes and back: how the built-in rules start without being parsed, or even read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

// Without examples.
[[nodiscard]] std::string to_blob(const RuleSet& set);
// nullopt when `blob` is not what to_blob() of this build writes. Its rules are read when they are asked for, so they
// have to be right then too. REQUIRED: `blob` outlives the result and its copies.
[[nodiscard]] std::optional<RuleSet> from_blob(std::string_view blob);

}  // namespace leaksieve::rules
