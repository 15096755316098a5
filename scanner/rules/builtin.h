// The rule files under patterns/ as one set.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/embedded.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

// Parses the files into one set, sorted by id. Errors: those of parse_rule_file; an id that two files give.
// What they warn of goes to `warnings`.
[[nodiscard]] Result<RuleSet> combine_rule_files(std::span<const embedded::TomlFile> files,
                                                 std::vector<std::string>& warnings);

}  // namespace leaksieve::rules
