#include "scanner/filter/entropy.h"

#include <array>
#include <cmath>

namespace leaksieve::filter {

double shannon_entropy(Bytes text) {
  if (text.empty()) return 0;
  std::array<std::size_t, 256> count{};
  for (const char c : text) ++count[static_cast<unsigned char>(c)];
  const double total = static_cast<double>(text.size());
  double bits = 0;
  for (const std::size_t n : count) {
    if (n == 0) continue;
    const double p = static_cast<double>(n) / total;
    bits -= p * std::log2(p);
  }
  return bits;
}

}  // namespace leaksieve::filter
