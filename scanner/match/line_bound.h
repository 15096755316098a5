// Whether what a regex matches can lie in two lines.
//
// A text that was made from another one is scanned line by line where it is new (match/edit.h): that serves a regex
// whose matches stay in one line, the line's own '\n' and the one before it included.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve::match {

// True when no match of `regex` (RE2 syntax, Latin-1) has a byte on both sides of a '\n', and none looks past a '\n'
// that it begins or ends with. Careful: false when it cannot tell (\pN, \Q..\E, nesting over 200).
[[nodiscard]] bool stays_in_line(std::string_view regex);

// What `regex` begins with, up to the first part that can match a '\n', as a regex of its own: every match of `regex`
// begins with a match of it, and that has no '\n'. "" when there is no such part.
[[nodiscard]] std::string head_in_line(std::string_view regex);

}  // namespace leaksieve::match
