// Which leaks of a run hold the same secret: found by two rules, or in two repositories. A number says so without
// saying what it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "scanner/report/report.h"

namespace leaksieve::report {

class SecretGroups {
 public:
  // `run` has to outlive this.
  explicit SecretGroups(const RunReport& run);

  // Numbers from 1, in the order of the report; nullopt: no other leak holds it. Rules that report files have no
  // secret.
  [[nodiscard]] std::optional<std::uint64_t> group_of(const RunReport& run, const finding::Leak& leak) const;

 private:
  std::unordered_map<std::string_view, std::uint64_t> groups_;
};

}  // namespace leaksieve::report
