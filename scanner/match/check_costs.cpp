#include "scanner/match/check_costs.h"

#include <algorithm>

#include <fmt/format.h>

#include "scanner/match/anchors.h"
#include "scanner/match/line_bound.h"
#include "scanner/match/profile.h"
#include "scanner/match/sample_text.h"

namespace leaksieve::match {

Result<std::vector<CostWarning>> check_costs(const rules::RuleSet& set, const std::vector<std::uint32_t>& considered) {
  std::vector<CostWarning> warnings;
  ProfileOptions options;
  options.least_share = kMostShare;
  for (const std::uint32_t index : considered) {
    const rules::Rule& rule = set.rules[index];
    if (rule.regex.empty() || !rule.slow_because.empty()) continue;
    options.considered.push_back(index);
    const std::string& text = rule.trigger.empty() ? rule.regex : rule.trigger;
    if (stays_in_line(text) || !anchors_of(text).empty()) continue;
    warnings.push_back({index,
                        "it may match in several lines and needs no literal of 3 bytes: because of it every blob is "
                        "scanned whole (bound it to a line, or give 'slowBecause')"});
  }
  if (options.considered.empty()) return warnings;
  const Result<Profile> profile = profile_rules(set, sample_texts(set), options);
  if (!profile) return profile.error();
  for (const RuleCost& cost : profile->rules) {
    if (!cost.is_costly) continue;
    warnings.push_back({cost.rule, fmt::format("it costs {:.0f} % of the set's time (more than {:.0f} %): give it a "
                                               "literal of 4 bytes or a 'trigger', or 'slowBecause'",
                                               cost.share * 100, kMostShare * 100)});
  }
  std::ranges::stable_sort(warnings, {}, &CostWarning::rule);
  return warnings;
}

}  // namespace leaksieve::match
