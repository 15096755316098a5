#include "scanner/scan/placed.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace leaksieve::scan {

void Findings::append(Findings&& other) {
  placed.insert(placed.end(), std::make_move_iterator(other.placed.begin()),
                std::make_move_iterator(other.placed.end()));
  allowed.merge(other.allowed);
  read_again.insert(read_again.end(), other.read_again.begin(), other.read_again.end());
}

LeakPlacesList group_by_leak(std::vector<Placed> placed) {
  // Each holds a finding with all its strings: to move them about while sorting would take most of the time.
  std::vector<Placed*> order;
  order.reserve(placed.size());
  for (Placed& place : placed) order.push_back(&place);
  std::ranges::sort(order, {}, [](const Placed* p) {
    return std::tie(p->finding.rule, p->finding.secret, p->origin, p->object, p->path, p->finding.position);
  });
  LeakPlacesList leaks;
  for (Placed* place : order) {
    const bool next = leaks.empty() || leaks.back().front().finding.rule != place->finding.rule ||
                      leaks.back().front().finding.secret != place->finding.secret;
    if (next) leaks.emplace_back();
    leaks.back().push_back(std::move(*place));
  }
  return leaks;
}

}  // namespace leaksieve::scan
