// What a rule set costs: bytes a second for all of it, and each rule's part. Behind `leaksieve rules profile`.
//
// Leaving each rule out in turn would cost a compilation of the whole set a rule. Instead each rule is run alone, and
// the time of a rule whose text never occurs (the floor: what any scan costs) is taken off. The rest ranks rules; it is
// no budget: rules share work in the set, and the built-in ones' figures add up to several times the set's time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/rule.h"

namespace leaksieve::match {

struct RuleCost {
  std::uint32_t rule = 0;     // index into RuleSet::rules
  double seconds = 0;         // alone, the floor taken off; at least 0
  double share = 0;           // of the set's time: 0.05 is 5 %
  std::uint64_t ends = 0;     // Hyperscan's raw ends: what RE2 is asked about
  std::uint64_t matches = 0;  // what RE2 confirmed, before any filter
};

struct Profile {
  std::uint64_t bytes = 0;
  double set_seconds = 0;       // one pass of the whole set, Hyperscan and RE2, without filters
  double floor_seconds = 0;     // one pass of a rule that never hits
  std::vector<RuleCost> rules;  // dearest first, then by rule; rules without a regex cost nothing and are left out
};

struct ProfileOptions {
  unsigned repeats = 3;           // the least of so many passes counts; at least 1
  std::function<double()> clock;  // seconds; empty: this thread's CPU time, which other programs do not disturb
};

// Runs in the calling thread. Errors: as PatternDb::compile and Matcher::scan.
[[nodiscard]] Result<Profile> profile_rules(const rules::RuleSet& set, const std::vector<std::string>& texts,
                                            const ProfileOptions& options);

}  // namespace leaksieve::match
