// Where words are near an assignment. Inner header of the match layer.
#pragma once

#include "scanner/match/assignment.h"

namespace leaksieve::match {

// Parts of a text, the nearest last. The value is in none of them: its own letters prove nothing.
struct Surroundings {
  ByteSpan before;  // the lines before that of the name
  ByteSpan line;    // of the name, up to the value
  ByteSpan behind;  // the value, in its line
  ByteSpan name;
};

inline constexpr std::size_t kSurroundingsReach = 420;  // bytes before the name and behind the value, at most

[[nodiscard]] Surroundings surroundings_of(Bytes text, const Assignment& assignment);

}  // namespace leaksieve::match
