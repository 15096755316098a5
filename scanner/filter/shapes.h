// Shapes of a text that no generator of random tokens gives. Inner header of the filter layer.
//
// The numbers are chosen so that a random token is lost less than once in a million: a run of 8 equal characters in 64
// random hex digits has a chance of 57/16^7 = 2e-7, in 40 base-62 characters 1e-11.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

[[nodiscard]] bool is_alpha(char c);
[[nodiscard]] bool is_digit(char c);
[[nodiscard]] bool is_alnum(char c);
[[nodiscard]] bool is_upper(char c);
[[nodiscard]] char to_lower(char c);
[[nodiscard]] std::string lower_case(Bytes text);

// The longest stretch of one character; the character goes to `character`.
struct Run {
  char character = 0;
  std::size_t length = 0;
};
[[nodiscard]] Run longest_run(Bytes text);

// "aaaaaaaa", "xxxxx", "000000000": not 'A' (zero bytes in base64) unless it fills half of the text.
[[nodiscard]] bool has_repeats(Bytes text);
// "abcabcabcabc", "1234567812345678": a period of 2 to 10 that holds for 8 characters or more.
[[nodiscard]] bool has_period(Bytes text);
// "12345678", "abcdefgh", "87654321", "a1b2c3d4e5f6": 8 characters or more.
[[nodiscard]] bool has_sequence(Bytes text);

// `word` (lower case) stands in `lower` (lower case, same length as `text`) and touches no further letter, where a
// change from lower to upper case in `text` counts as a border.
[[nodiscard]] bool has_word(Bytes text, std::string_view lower, std::string_view word);

}  // namespace leaksieve::filter
