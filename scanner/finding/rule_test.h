// Rules prove themselves: every example of a set, held against the whole set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::finding {

struct ExampleFailure {
  std::string rule;    // its id
  std::string source;  // where the rule stands
  std::uint32_t line = 0;
  std::string message;  // "positive 2: expected exactly its secret, found nothing"; never holds a secret
};

// Every positive has to give exactly its secret by its rule, and no other rule outside `also`; every negative has to be
// silent for its rule. Errors: the set does not compile.
[[nodiscard]] Result<std::vector<ExampleFailure>> test_examples(const rules::RuleSet& set);

}  // namespace leaksieve::finding
