#include "scanner/cli/nearest.h"

#include <algorithm>
#include <cstddef>

namespace leaksieve::cli {
namespace {

constexpr std::size_t kLongest = 64;  // letters: no name is longer

// The restricted Damerau-Levenshtein distance (Oommen and Loke 1997, "Pattern recognition of strings with
// substitutions, insertions, deletions and generalized transpositions").
std::size_t distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cost[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        at(i, j) = i + j;
        continue;
      }
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return cost.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& names) {
  if (word.size() > kLongest) return {};
  std::string_view best;
  std::size_t least = std::min<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t changes = distance(word, name);
    if (changes >= least) continue;
    least = changes;
    best = name;
  }
  return best;
}

}  // namespace leaksieve::cli
