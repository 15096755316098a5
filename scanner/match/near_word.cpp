#include "scanner/match/near_word.h"

#include <algorithm>
#include <array>

#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kLongWord = 6;  // bytes; shorter words begin others too often

bool is_joint(char c) { return c == ' ' || c == '-' || c == '_' || c == '.'; }

// "\n", "\t" and the like: the letter is none of the word that follows.
bool is_escape(Bytes text, std::size_t at) {
  return at > 0 && text[at - 1] == '\\' && (text[at] == 'n' || text[at] == 't' || text[at] == 'r');
}

// A word begins or ends at `at`, or the text does.
bool is_border(Bytes text, std::size_t at) {
  if (at == 0 || at == text.size()) return true;
  const char before = text[at - 1], behind = text[at];
  if (!is_letter(before) || !is_letter(behind)) return !(is_digit(before) && is_digit(behind));
  return begins_word(text, at);
}

constexpr unsigned kCodes = 37;  // of a letter or a digit; 0: of any other byte

constexpr std::array<std::uint8_t, 256> make_codes() {
  std::array<std::uint8_t, 256> codes{};
  for (unsigned i = 0; i < 26; ++i) codes['a' + i] = codes['A' + i] = static_cast<std::uint8_t>(1 + i);
  for (unsigned i = 0; i < 10; ++i) codes['0' + i] = static_cast<std::uint8_t>(27 + i);
  return codes;
}
constexpr std::array<std::uint8_t, 256> kCode = make_codes();
unsigned code_of(char c) { return kCode[static_cast<unsigned char>(c)]; }

}  // namespace

NearWords::NearWords(std::vector<std::string_view> words)
    : words_(std::move(words)), begins_(std::size_t{kCodes} * kCodes * kCodes) {
  for (const std::string_view word : words_) ++firsts_[static_cast<unsigned char>(word.front()) + 1];
  for (std::size_t c = 1; c < firsts_.size(); ++c) firsts_[c] += firsts_[c - 1];
  for (const std::string_view word : words_) {
    std::size_t first = 0, count = 1;  // of the beginnings that it is behind
    for (std::size_t i = 0; i < 3; ++i) {
      first = first * kCodes + (i < word.size() ? code_of(word[i]) : 0);
      if (i >= word.size()) count *= kCodes;
    }
    std::fill_n(begins_.begin() + static_cast<std::ptrdiff_t>(first), count, std::uint8_t{1});
  }
}

// Nearly no place of a text gets past its first three letters.
bool NearWords::may_begin_at(Bytes text, std::size_t at) const {
  std::size_t code = code_of(text[at]);
  for (unsigned i = 1; i < 3; ++i) {
    do ++at;
    while (at < text.size() && is_joint(text[at]));
    const unsigned next = at < text.size() ? code_of(text[at]) : 0;
    code = code * kCodes + next;
    if (next == 0) at = text.size();  // words end here
  }
  return begins_[code] != 0;
}

void NearWords::append_places(Bytes text, std::vector<Place>& out) const {
  if (words_.empty()) return;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (code_of(text[i]) == 0 || !may_begin_at(text, i)) continue;
    if (is_border(text, i) || is_escape(text, i - 1)) append_at(text, i, out);
  }
}

// Words that share a beginning follow each other: each byte leaves fewer of them, [low, high).
void NearWords::append_at(Bytes text, std::size_t begin, std::vector<Place>& out) const {
  const auto first = static_cast<unsigned char>(to_lower(text[begin]));
  auto low = words_.begin() + firsts_[first], high = words_.begin() + firsts_[first + std::size_t{1}];
  bool is_parted = false;
  std::size_t size = 1;  // of the words, as far as was read
  for (std::size_t i = begin; low != high;) {
    ++i;
    if (low->size() == size) {
      if (size >= kLongWord || (!is_parted && is_border(text, i))) {
        out.push_back({static_cast<std::uint32_t>(low - words_.begin()), i});
      }
      ++low;
    }
    for (; i < text.size() && is_joint(text[i]); ++i) is_parted = true;
    if (i == text.size()) return;
    const char c = to_lower(text[i]);
    const auto byte = [size](std::string_view word) { return word[size]; };
    low = std::ranges::lower_bound(low, high, c, {}, byte);
    high = std::ranges::upper_bound(low, high, c, {}, byte);
    ++size;
  }
}

}  // namespace leaksieve::match
