#include "scanner/filter/base58.h"

#include <algorithm>
#include <vector>

#include "scanner/base/hash.h"

namespace leaksieve::filter {

std::optional<std::string> base58_decode(Bytes text, std::string_view alphabet) {
  constexpr std::size_t kLongest = 128;
  if (text.empty() || text.size() > kLongest) return std::nullopt;
  std::vector<unsigned> number;  // base 256, least digit first
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    auto carry = static_cast<unsigned>(digit);
    for (unsigned& byte : number) {
      carry += byte * 58;
      byte = carry & 0xffU;
      carry >>= 8;
    }
    if (carry != 0) number.push_back(carry);
  }
  std::size_t zeros = 0;
  while (zeros < text.size() && text[zeros] == alphabet[0]) ++zeros;
  std::string out(zeros, '\0');
  std::for_each(number.rbegin(), number.rend(), [&](unsigned byte) { out.push_back(static_cast<char>(byte)); });
  return out;
}

std::optional<std::string> base58check_decode(Bytes text, std::string_view alphabet) {
  constexpr std::size_t kSum = 4;
  std::optional<std::string> all = base58_decode(text, alphabet);
  if (!all || all->size() <= kSum) return std::nullopt;
  const std::string sum = all->substr(all->size() - kSum);
  all->resize(all->size() - kSum);
  const auto once = sha256(*all);
  const auto twice = sha256({reinterpret_cast<const char*>(once.data()), once.size()});
  if (!std::equal(sum.begin(), sum.end(), twice.begin(),
                  [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    return std::nullopt;
  }
  return all;
}

}  // namespace leaksieve::filter
