#include "scanner/base/known_texts.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include <unistd.h>

namespace leaksieve {
namespace {

__extension__ using Wide = unsigned __int128;

template <typename Value>
std::uint64_t word_at(Bytes text, std::size_t at) {
  Value word{};
  std::memcpy(&word, text.data() + at, sizeof word);
  return word;
}

Wide wide(const std::uint64_t* words) { return Wide{words[0]} << 64U | words[1]; }

constexpr std::size_t kOtherKeys = 5;       // than those of a text's words: one for its size, four for the sum
constexpr std::size_t kEntropyBytes = 256;  // the most that one call gives

}  // namespace

bool KnownTexts::open() {
  std::call_once(opened_, [this] { make(); });
  return tags_ != nullptr;
}

void KnownTexts::make() {
  const std::size_t words = kOtherKeys + longest_ / sizeof(std::uint64_t) + 1;
  keys_ = std::make_unique<std::uint64_t[]>(words);
  for (std::size_t at = 0; at < words; at += kEntropyBytes / sizeof(std::uint64_t)) {
    const std::size_t bytes = std::min(kEntropyBytes, (words - at) * sizeof(std::uint64_t));
    if (::getentropy(&keys_[at], bytes) != 0) return;
  }
  const std::size_t bytes = slots_ * sizeof(std::uint64_t);
  try {
    tags_ = {static_cast<std::uint64_t*>(map_pages(bytes)), Unmap{bytes}};  // zeros that cost no memory until written
  } catch (const std::bad_alloc&) {
  }
}

// NH of UMAC (RFC 4418): the sum of products of pairs of words, each with a key added. Words of the last pair overlap
// those before, so that none reads past the text; the size tells which they are. The sum's two words become one by a
// multiplication with two keys more, of which the upper half counts (Dietzfelbinger 1996, "Universal hashing and
// k-wise independent random variables via integer arithmetic without primes").
KnownTexts::Print KnownTexts::print_of(Bytes text, std::uint16_t kind) const {
  const std::size_t size = text.size();
  const std::uint64_t* const keys = keys_.get();
  const std::uint64_t* const texts = keys + kOtherKeys;
  Wide sum = Wide{keys[0] | 1} * (size | std::uint64_t{kind} << 48U);
  const auto add = [&](std::size_t word, std::uint64_t a, std::uint64_t b) {
    sum += Wide{a + texts[word]} * (b + texts[word + 1]);
  };
  if (size >= 16) {
    std::size_t at = 0;
    for (; at + 16 < size; at += 16) {
      add(at / 8, word_at<std::uint64_t>(text, at), word_at<std::uint64_t>(text, at + 8));
    }
    add(at / 8, word_at<std::uint64_t>(text, size - 16), word_at<std::uint64_t>(text, size - 8));
  } else if (size >= 8) {
    add(0, word_at<std::uint64_t>(text, 0), word_at<std::uint64_t>(text, size - 8));
  } else if (size >= 4) {
    add(0, word_at<std::uint32_t>(text, 0), word_at<std::uint32_t>(text, size - 4));
  } else if (size >= 2) {
    add(0, word_at<std::uint16_t>(text, 0), word_at<std::uint16_t>(text, size - 2));
  } else if (size == 1) {
    add(0, word_at<std::uint8_t>(text, 0), 0);
  }
  const auto low = static_cast<std::uint64_t>(sum), high = static_cast<std::uint64_t>(sum >> 64U);
  const Wide mixed = wide(&keys[1]) * low + wide(&keys[3]) * high;
  return {static_cast<std::uint64_t>(mixed >> 64U), high ^ low >> 20U};
}

// The print of their parts' prints: a chance of 2^-62 for each part, and one more.
KnownTexts::Print KnownTexts::print_of_both(Bytes first, Bytes second, std::uint16_t kind) const {
  std::string prints;
  const auto append = [&](Bytes part) {
    const Print print = part.empty() ? Print{} : print_of(part);
    prints.append(reinterpret_cast<const char*>(&print), sizeof print);
  };
  append(first);
  for (; !second.empty(); second.remove_prefix(std::min(second.size(), longest_))) append(second.substr(0, longest_));
  return print_of(prints, kind);
}

}  // namespace leaksieve
