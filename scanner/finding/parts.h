// Secrets of several parts: an id and its secret that stand near each other are one finding. Inner header of the
// finding layer.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/finding/settle.h"

namespace leaksieve::finding {

// What a rule set says of parts. One per thread, or shared.
class PartsJoiner {
 public:
  // `set` has to outlive this. A rule one of whose parts is not in the set joins nothing.
  explicit PartsJoiner(const rules::RuleSet& set) : set_(set) {}

  // `matches` are settled, all of `text`, by place, and stay so. Where matches of all parts of a rule stand within its
  // lines, that of the last part becomes the rule's, its note tells the others, and these go. Matches of rules that are
  // not told alone and were not joined go too.
  void join(Bytes text, std::vector<Judged>& matches);

 private:
  struct Joint {
    std::uint32_t rule = 0;
    std::vector<std::uint32_t> parts;  // rules; the last one's secret is told
  };
  class Joining;
  void prepare();

  const rules::RuleSet& set_;
  bool is_prepared_ = false;  // at the first match: most scans of a hook have none
  std::vector<Joint> joints_;
  std::vector<bool> is_concerned_;  // by rule: it is a part, or not told alone
};

}  // namespace leaksieve::finding
