// What a PatternDb holds. Inner header of the match layer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "scanner/match/compiled_rules.h"
#include "scanner/match/hyperscan.h"
#include "scanner/match/line_sifter.h"
#include "scanner/match/matcher.h"
#include "scanner/match/value_rules.h"

namespace leaksieve::match {

// Where RE2 looks for the matches of an expression, around an end that Hyperscan reported.
struct Reach {
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  std::uint32_t rule = 0;
  std::size_t before = kAll;  // bytes before the end
  std::size_t after = 0;      // bytes behind it
  // Each end is kTriggerValueBytes behind the begin of what may be an assigned value.
  [[nodiscard]] bool is_for_values() const { return rule == Expression::kNoRule; }
  // Ends this close share one window.
  [[nodiscard]] std::size_t gap() const { return before == kAll ? kAll : before + after; }
};

// Lines in which nothing is: looked at without spots (match/encoded_spots.h), and with them.
struct KnownLinesOf {
  KnownTexts without_spots{kKnownLines, kLongestKnownLine};
  KnownTexts with_spots{kKnownLines, kLongestKnownLine};
};

struct PatternDb::Impl {
  explicit Impl(std::shared_ptr<const rules::RuleSet> rules)
      : owned_set(std::move(rules)), set(*owned_set), compiled(set), value_rules(set) {}

  const std::shared_ptr<const rules::RuleSet> owned_set;
  const rules::RuleSet& set;
  const CompiledRules compiled;
  const ValueRules value_rules;
  HsDatabase database;
  std::vector<Reach> reaches;             // by expression
  std::vector<std::uint32_t> path_rules;  // rules that have only a path
  mutable KnownLinesOf known_lines;       // by all threads together
};

}  // namespace leaksieve::match
