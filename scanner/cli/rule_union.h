// Puts the scans of several targets, each with rules of its own, under one rule set: RunReport has one.
#pragma once

#include <map>
#include <memory>

#include "scanner/match/matcher.h"
#include "scanner/report/report.h"

namespace leaksieve::cli {

class RuleUnion {
 public:
  // Adds the rules of `db`, once for each different database, and moves the leaks' rule indices to them.
  void adopt(report::ScanReport& scan, const std::shared_ptr<const match::PatternDb>& db);
  [[nodiscard]] const rules::RuleSet& rules() const { return only_ != nullptr ? only_->rule_set() : rules_; }

 private:
  std::shared_ptr<const match::PatternDb> only_;  // the first database, while it is the only one: nothing is copied
  rules::RuleSet rules_;                          // not sorted by id, and an id may stand there twice
  std::map<std::shared_ptr<const match::PatternDb>, std::uint32_t> offsets_;
};

}  // namespace leaksieve::cli
