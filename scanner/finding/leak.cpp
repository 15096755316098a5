#include "scanner/finding/leak.h"

#include <array>
#include <bit>
#include <cassert>

namespace leaksieve::finding {

const char* name_of(Exposure exposure) {
  static constexpr std::array<const char*, kExposures> kNames = {"pushed",      "tag",         "head",   "local-branch",
                                                                 "other-ref",   "stash",       "staged", "worktree",
                                                                 "reflog-only", "unreachable", "input"};
  return kNames.at(static_cast<std::size_t>(exposure));
}

const char* name_of(State state) {
  static constexpr std::array<const char*, 3> kNames = {"open", "accepted", "rotated"};
  return kNames.at(static_cast<std::size_t>(state));
}

const char* name_of(PlaceKind kind) {
  static constexpr std::array<const char*, 4> kNames = {"file", "commit-message", "tag-message", "file-name"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Exposure ExposureSet::furthest() const {
  assert(!empty());
  return static_cast<Exposure>(std::countr_zero(bits_));
}

std::vector<Exposure> ExposureSet::list() const {
  std::vector<Exposure> all;
  for (std::size_t i = 0; i < kExposures; ++i) {
    const auto exposure = static_cast<Exposure>(i);
    if (has(exposure)) all.push_back(exposure);
  }
  return all;
}

}  // namespace leaksieve::finding
