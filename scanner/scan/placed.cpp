#include "scanner/scan/placed.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace leaksieve::scan {
namespace {

// A place to be sorted: by what is at hand, mostly.
struct Sorted {
  Origin origin;
  Oid object;
  const Placed* place;
  friend bool operator<(const Sorted& a, const Sorted& b) {
    if (const auto order = std::tie(a.origin, a.object) <=> std::tie(b.origin, b.object); order != 0) return order < 0;
    return std::tie(a.place->path, a.place->finding.position) < std::tie(b.place->path, b.place->finding.position);
  }
};

struct LeakName {
  std::uint32_t rule;
  std::string_view secret;
  friend auto operator<=>(const LeakName&, const LeakName&) = default;
};
struct LeakNameHash {
  std::size_t operator()(const LeakName& name) const { return std::hash<std::string_view>()(name.secret) + name.rule; }
};

}  // namespace

void Findings::append(Findings&& other) {
  placed.splice(placed.end(), other.placed);
  allowed.merge(other.allowed);
  read_again.insert(read_again.end(), other.read_again.begin(), other.read_again.end());
}

std::vector<PlacesOfLeak> group_by_leak(const PlacedList& placed) {
  std::unordered_map<LeakName, std::vector<Sorted>, LeakNameHash> places_of;
  for (const Placed& place : placed) {
    const LeakName name{place.finding.rule, place.finding.secret.reveal()};
    places_of[name].push_back({place.origin, place.object, &place});
  }
  std::vector<std::pair<LeakName, std::vector<Sorted>*>> in_order;
  in_order.reserve(places_of.size());
  for (auto& [name, places] : places_of) in_order.emplace_back(name, &places);
  std::ranges::sort(in_order, {}, [](const auto& leak) { return leak.first; });
  std::vector<PlacesOfLeak> leaks;
  leaks.reserve(in_order.size());
  for (const auto& [name, places] : in_order) {
    std::sort(places->begin(), places->end());
    PlacesOfLeak& leak = leaks.emplace_back();
    leak.reserve(places->size());
    for (const Sorted& sorted : *places) leak.push_back(sorted.place);
  }
  return leaks;
}

}  // namespace leaksieve::scan
