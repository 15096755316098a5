// A secret that is seen as it stands and in decoded text is told once. Inner header of the finding layer.
#pragma once

#include <vector>

#include "scanner/finding/finding.h"
#include "scanner/rules/rule_list.h"

namespace leaksieve::finding {

struct DecodedFinding {
  Finding finding;
  bool is_member = false;  // of a container: its span is all of the buffer
  bool wins_ties = false;  // over a finding in the encoded text by a rule that is as good
};

// Sets position and comment of the decoded findings, and puts them in order between out[first...], which is by place.
void merge_decoded(const rules::RuleSet& rules, Bytes text, std::vector<DecodedFinding> decoded, std::size_t first,
                   std::vector<Finding>& out);

}  // namespace leaksieve::finding
