#include "scanner/rules/rule.h"

#include <array>

namespace leaksieve::rules {

const char* name_of(Severity severity) {
  static constexpr std::array<const char*, 4> kNames = {"low", "medium", "high", "critical"};
  return kNames.at(static_cast<std::size_t>(severity));
}

const char* name_of(Confidence confidence) {
  static constexpr std::array<const char*, 3> kNames = {"low", "medium", "high"};
  return kNames.at(static_cast<std::size_t>(confidence));
}

}  // namespace leaksieve::rules
