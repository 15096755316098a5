// A text to measure rules with when none is given. Inner header of the match layer.
#pragma once

#include <string>
#include <vector>

#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

// A megabyte in texts of 16 KB: lines like those of source files, always the same ones, and here and there an example
// of the rules', each about once.
[[nodiscard]] std::vector<std::string> sample_texts(const rules::RuleSet& set);

}  // namespace leaksieve::match
