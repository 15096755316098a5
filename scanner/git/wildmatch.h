// git's glob patterns. Inner header of the git layer.
#pragma once

#include <string_view>

namespace leaksieve::git {

enum class Slashes {
  kBoundary,  // '*' and '?' stop at '/', "**" crosses it: .gitignore, :(glob)
  kPlain,     // '/' is a character as any other: plain pathspecs
};
enum class Case { kSensitive, kFolded };

// True when `pattern` matches all of `text`. Source: gitignore(5), "PATTERN FORMAT"; gitglossary(7), "pathspec". Cost:
// at most quadratic in the text's length for each "**" (a scanned repository may hold any pattern).
[[nodiscard]] bool wildmatch(std::string_view pattern, std::string_view text, Slashes slashes, Case letters);

// True when the pattern has a character that means something to wildmatch().
[[nodiscard]] bool is_glob(std::string_view pattern);

}  // namespace leaksieve::git
