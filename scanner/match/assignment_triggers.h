// What Hyperscan searches for all value rules together: places where an assigned value may begin. Inner header of the
// match layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace leaksieve::match {

// A match of a trigger ends so many bytes behind a value's begin; shorter values are not found.
inline constexpr std::uint32_t kTriggerValueBytes = 6;

// Each stays in a line. Wide: match/assignment.h decides.
[[nodiscard]] const std::vector<std::string>& assignment_triggers();

}  // namespace leaksieve::match
