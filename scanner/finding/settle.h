// Several rules often see one secret: one of them tells it. Inner header of the finding layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/match/matcher.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::finding {

// A match after the filters.
struct Judged {
  match::Match match;
  bool kept = true;
  bool known_harmless = false;  // dropped for what the secret is: nor is it one under a vaguer rule's name
  bool is_lowered = false;      // Finding::is_lowered
  std::string note;
  std::vector<std::uint32_t> pending;       // Finding::pending
  std::vector<std::uint32_t> outranked_by;  // Finding::outranked_by
};

enum class PathKnowledge { kKnown, kUnknown };

// Leaves the matches to tell, ordered by (secret.begin, rule): of overlapping secrets the one of the higher
// specificity, then confidence, then the longer one, then the smaller id.
void settle_overlaps(const rules::RuleSet& set, PathKnowledge path, std::vector<Judged>& matches);

}  // namespace leaksieve::finding
