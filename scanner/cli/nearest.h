// What a mistyped word was meant to be.
#pragma once

#include <string_view>
#include <vector>

namespace leaksieve::cli {

// The first of `names` that fewest changes make of `word`: a letter taken out, put in or changed, or two neighbours
// swapped. Empty when each would take more than two, or more than a third of the word's letters.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& names);

}  // namespace leaksieve::cli
