#include "scanner/filter/entropy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "scanner/filter/shapes.h"

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

// Each symbol occurs binomially often; by linearity the mean is that of one symbol's part, times the symbols.
double expected_entropy(std::size_t length, unsigned symbols) {
  if (length == 0 || symbols < 2) return 0;
  const auto n = static_cast<double>(length);
  // Long texts: Miller's correction; the sum below would begin with a number too small for a double.
  if (length > std::size_t{64} * symbols) return std::log2(symbols) - (symbols - 1) / (2 * n * std::log(2.0));
  const double p = 1.0 / symbols;
  double chance = std::pow(1 - p, n);  // that it occurs not at all
  double bits = 0;
  for (std::size_t count = 1; count <= length; ++count) {
    const auto j = static_cast<double>(count);
    chance *= (n - j + 1) / j * p / (1 - p);
    bits -= chance * (j / n) * std::log2(j / n);
    if (j > n * p && chance < 1e-12) break;
  }
  return bits * symbols;
}

unsigned alphabet_size(Bytes text) {
  const auto all = [&](auto&& test) { return std::all_of(text.begin(), text.end(), test); };
  const auto is_lower = [](char c) { return is_alpha(c) && !is_upper(c); };
  if (all(is_digit)) return 10;
  if (all([](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); })) return 16;
  if (all([](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); })) return 16;
  if (all(is_upper) || all(is_lower)) return 26;
  if (all([](char c) { return is_upper(c) || (c >= '2' && c <= '7'); })) return 32;
  if (all([&](char c) { return is_digit(c) || is_lower(c); })) return 36;
  if (all([](char c) { return is_digit(c) || is_upper(c); })) return 36;
  if (all(is_alnum)) return 62;
  if (all([](char c) { return is_alnum(c) || std::string_view("+/-_=").find(c) != std::string_view::npos; })) return 64;
  return 94;
}

}  // namespace leaksieve::filter
