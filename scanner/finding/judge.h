// All filters over one match. Inner header of the finding layer.
#pragma once

#include <memory>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/filter/checks.h"
#include "scanner/finding/settle.h"

namespace leaksieve::finding {

class Judge {
 public:
  // Errors (kUsage): a rule that asks for a check that there is not.
  static Result<Judge> make(std::shared_ptr<const match::PatternDb> db);

  // `path` is "" when unknown.
  [[nodiscard]] Judged judge(const match::Match& match, Bytes text, Bytes path) const;

 private:
  explicit Judge(std::shared_ptr<const match::PatternDb> db) : db_(std::move(db)) {}

  std::shared_ptr<const match::PatternDb> db_;
  std::vector<std::vector<filter::Check>> checks_;  // by rule
};

}  // namespace leaksieve::finding
