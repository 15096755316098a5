#include "scanner/match/costly.h"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace leaksieve::match {
namespace {

constexpr std::size_t kParts = 4;

void split(const RuleGroup& group, std::vector<RuleGroup>& into) {
  const std::size_t parts = std::min(kParts, group.size());
  for (std::size_t i = 0; i < parts; ++i) {
    const auto begin = static_cast<std::ptrdiff_t>(group.size() * i / parts);
    const auto end = static_cast<std::ptrdiff_t>(group.size() * (i + 1) / parts);
    into.emplace_back(group.begin() + begin, group.begin() + end);
  }
}

}  // namespace

Result<std::vector<Costly>> find_costly(const RuleGroup& rules, double least, const SavedWithout& measure) {
  std::vector<Costly> found;
  std::vector<RuleGroup> groups;
  if (!rules.empty()) groups.push_back(rules);
  while (!groups.empty()) {
    const Result<std::vector<double>> saved = measure(groups);
    if (!saved) return saved.error();
    std::vector<RuleGroup> parts;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if ((*saved)[i] < least) continue;
      if (groups[i].size() == 1) {
        found.push_back({groups[i].front(), (*saved)[i]});
      } else {
        split(groups[i], parts);
      }
    }
    groups = std::move(parts);
  }
  std::ranges::sort(found, {}, [](const Costly& each) { return std::tuple(-each.saved, each.rule); });
  return found;
}

}  // namespace leaksieve::match
