// What Hyperscan searches for all value rules together: places where an assigned value may begin. Inner header of the
// match layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace leaksieve::match {

struct AssignmentTrigger {
  std::string regex;              // stays in a line
  std::uint32_t value_bytes = 0;  // a match ends so many bytes behind the value's begin
};

// Wide: match/assignment.h decides.
[[nodiscard]] const std::vector<AssignmentTrigger>& assignment_triggers();

}  // namespace leaksieve::match
