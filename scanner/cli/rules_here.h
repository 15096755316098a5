// The rules that a scan in the current folder would use.
#pragma once

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::cli {

class Invocation;

// By --config, --no-config, the environment and ./.leaksieve.toml. Errors: kUsage, with the file's place.
[[nodiscard]] Result<rules::RuleSet> rules_here(const Invocation& given);

}  // namespace leaksieve::cli
