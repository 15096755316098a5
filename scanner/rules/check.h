// The linter behind `leaksieve rules check`: what is wrong with a rule that loads. (finding/rule_test.h runs the
// examples.)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/rules/rule_list.h"

namespace leaksieve::rules {

enum class ProblemKind : std::uint8_t { kWarning, kError };

struct Problem {
  ProblemKind kind = ProblemKind::kError;
  std::string rule;  // its id; "" for a top-level allowlist
  std::string source;
  std::uint32_t line = 0;
  std::string message;
};

// Ours have to have examples and references; a user's are only reminded of them.
enum class Strictness { kUser, kBuiltIn };

// Problems by rule, in the set's order. Hyperscan's opinion comes from match::PatternDb::compile, the checks' names
// from finding::Detector::make.
[[nodiscard]] std::vector<Problem> check_rules(const RuleSet& set, Strictness strictness);

}  // namespace leaksieve::rules
