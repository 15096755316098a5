#include "scanner/filter/words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace leaksieve::filter {
namespace {

// A sorted table of records of the same width, filled up with spaces.
template <std::size_t kWidth>
struct Records {
  std::string_view text;

  [[nodiscard]] std::size_t size() const { return text.size() / kWidth; }
  [[nodiscard]] std::string_view padded(std::size_t i) const { return text.substr(i * kWidth, kWidth); }
  [[nodiscard]] std::string_view word(std::size_t i) const {
    const std::string_view record = padded(i);
    return record.substr(0, record.find(' '));
  }
  // The first record from `from` up to `to` that is not less than `word`.
  [[nodiscard]] std::size_t lower_bound(std::string_view word, std::size_t from, std::size_t to) const {
    while (from < to) {
      const std::size_t middle = from + (to - from) / 2;
      if (this->word(middle) < word) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
};

constexpr std::size_t kShortest = 4;
constexpr std::size_t kLongest = 10;

constexpr Records<8> kBip39{
#include "scanner/filter/bip39_words.inc"
};
constexpr Records<kLongest> kCommon{
#include "scanner/filter/common_words.inc"
};

// begins[i]: the first common word whose first two letters are not less than those of i = 26 * first + second.
using Begins = std::array<std::uint16_t, 26 * 26 + 1>;

// Of two small letters: 0 to 675.
constexpr std::size_t number_of_pair(char first, char second) {
  return static_cast<std::size_t>(first - 'a') * 26 + static_cast<std::size_t>(second - 'a');
}

Begins make_begins() {
  Begins begins{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const auto key = [&](std::size_t word) {
      const std::string_view text = kCommon.padded(word);
      return number_of_pair(text[0], text[1]);
    };
    while (at < kCommon.size() && key(at) < i) ++at;
    begins[i] = static_cast<std::uint16_t>(at);
  }
  return begins;
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::optional<unsigned> bip39_index(Bytes word) {
  if (word.size() < 3 || word.size() > 8) return std::nullopt;
  const std::size_t at = kBip39.lower_bound(word, 0, kBip39.size());
  if (at == kBip39.size() || kBip39.word(at) != word) return std::nullopt;
  return static_cast<unsigned>(at);
}

std::size_t bytes_in_words(Bytes lower) {
  static const Begins kBegins = make_begins();
  std::vector<std::size_t> best(lower.size() + 1, 0);  // best[i]: of the first i bytes
  for (std::size_t i = 0; i < lower.size(); ++i) {
    best[i + 1] = std::max(best[i + 1], best[i]);
    if (i + kShortest > lower.size() || !is_lower(lower[i]) || !is_lower(lower[i + 1])) continue;
    const std::size_t pair = number_of_pair(lower[i], lower[i + 1]);
    for (std::size_t word = kBegins[pair]; word < kBegins[pair + 1]; ++word) {
      const std::string_view text = kCommon.word(word);
      if (lower.substr(i).starts_with(text))
        best[i + text.size()] = std::max(best[i + text.size()], best[i] + text.size());
    }
  }
  return best.back();
}

bool is_made_of_words(Bytes lower) {
  constexpr std::size_t kLeast = 12;  // three words, or fewer long ones
  const std::size_t bytes = lower.size() < kLeast ? 0 : bytes_in_words(lower);
  return bytes >= kLeast && bytes * 3 >= lower.size();
}

}  // namespace leaksieve::filter
