// A repository's own rules laid over others, which need not be read for it.
#pragma once

#include <string>
#include <vector>

#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

// The rules of `base` without the disabled ones, with those of `own` in place of the ones with their ids, or beside
// them. A rule of `own` with neither regex nor path changes the one of its id: what it gives replaces that rule's, its
// allowlists and stop words come on top. REQUIRED: both sorted by id.
[[nodiscard]] RuleList merge_rules(const RuleList& base, const RuleList& own, const std::vector<std::string>& disabled);

}  // namespace leaksieve::rules
