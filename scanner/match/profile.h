// What a rule set costs: bytes a second for all of it, and what it would save without each rule that costs much. Behind
// `leaksieve rules profile` and `rules check`.
//
// Rules share work in the set, so a rule's time alone says little. A rule's cost is what the set, Hyperscan and RE2
// together, saves without it. Compiling takes a second, so groups are left out first (match/costly.h); passes with and
// without a group alternate, and the least time of each counts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::match {

struct RuleCost {
  std::uint32_t rule = 0;      // index into RuleSet::rules
  bool is_costly = false;      // false: its part is in the rest's, and the two figures below are 0
  double seconds = 0;          // the set's time saved without it
  double share = 0;            // of the set's time: 0.05 is 5 %
  double confirm_seconds = 0;  // RE2's part, timed in the whole set
  std::uint64_t ends = 0;      // Hyperscan's raw ends
  std::uint64_t calls = 0;     // texts in which RE2 was asked about it
  std::uint64_t matches = 0;   // what RE2 confirmed, before any filter
};

struct Profile {
  std::uint64_t bytes = 0;
  double set_seconds = 0;       // one pass of the whole set, Hyperscan and RE2, without filters
  double noise = 0;             // by how much two series of the whole set differed, as a share
  double rest_share = 1;        // of what is not costly alone, and of what any scan costs
  std::vector<RuleCost> rules;  // costly ones first, dearest first, then by rule; rules without a regex are left out
};

struct ProfileOptions {
  unsigned repeats = 7;                   // the least of so many passes counts; at least 1
  double least_share = 0.05;              // a rule below is not costly; raised to three times the noise
  std::vector<std::uint32_t> considered;  // rules whose cost is asked for; empty: all
  std::function<double()> clock;          // seconds; empty: this thread's CPU time, which others do not disturb
};

// Runs in the calling thread. Errors: as PatternDb::compile and Matcher::scan.
[[nodiscard]] Result<Profile> profile_rules(const rules::RuleSet& set, const std::vector<std::string>& texts,
                                            const ProfileOptions& options);

}  // namespace leaksieve::match
