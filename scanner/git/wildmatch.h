// git's glob patterns. Inner header of the git layer.
#pragma once

#include <cstddef>
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

// How many characters of the pattern stand for themselves, up to the first one that means something to wildmatch().
[[nodiscard]] std::size_t literal_size(std::string_view pattern);

// As git matches a path: the literal characters in front are compared first and the rest is matched for itself, so that
// the "**" of "a**/b" stands at a beginning and crosses folders.
[[nodiscard]] bool wildmatch_from_glob(std::string_view pattern, std::string_view text, Slashes slashes, Case letters);

[[nodiscard]] bool same_text(std::string_view a, std::string_view b, Case letters);

}  // namespace leaksieve::git
