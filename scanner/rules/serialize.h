// A rule set as one run of bytes and back: how the built-in rules start in microseconds instead of parsing TOML.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/rules/rule.h"

namespace leaksieve::rules {

// Without examples.
[[nodiscard]] std::string to_blob(const RuleSet& set);
// nullopt when `blob` is not what to_blob() of this build writes.
[[nodiscard]] std::optional<RuleSet> from_blob(std::string_view blob);

}  // namespace leaksieve::rules
