#include "scanner/cli/rule_union.h"

namespace leaksieve::cli {

void RuleUnion::adopt(report::ScanReport& scan, const std::shared_ptr<const match::PatternDb>& db) {
  const auto [place, added] = offsets_.emplace(db, static_cast<std::uint32_t>(rules().rules.size()));
  if (added && offsets_.size() == 1) {
    only_ = db;
  } else if (added) {
    if (only_ != nullptr) rules_.rules = only_->rule_set().rules;
    only_ = nullptr;
    for (const rules::Rule& rule : db->rule_set().rules) rules_.rules.push_back(rule);
  }
  for (auto* leaks : {&scan.leaks, &scan.settled}) {
    for (finding::Leak& leak : *leaks) leak.rule += place->second;
  }
}

}  // namespace leaksieve::cli
