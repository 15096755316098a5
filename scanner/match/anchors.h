// Literals that give a match away, for regexes whose matches may lie in several lines (match/edit.h).
#pragma once

#include <string>
#include <vector>

namespace leaksieve::match {

// Every match of `regex` (RE2 syntax, Latin-1) holds at least one of these, in either case of ASCII letters. Each has 3
// bytes or more and no '\n'; as few and as long as can be. Empty when there are none.
[[nodiscard]] std::vector<std::string> anchors_of(const std::string& regex);

}  // namespace leaksieve::match
