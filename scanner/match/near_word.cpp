#include "scanner/match/near_word.h"

#include <algorithm>
#include <array>

#include "scanner/base/alphabets.h"
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

// False: for sure it is none. REQUIRED: at > 0.
bool may_be_border(Bytes text, std::size_t at) {
  return at == text.size() || !is_lower(text[at]) || !is_letter(text[at - 1]);
}

// Two or three letters stand in any token or digest, and between "&" and ";".
bool is_in_token(Bytes text, std::size_t begin, std::size_t end) {
  constexpr std::size_t kToken = 20, kHexToken = 8;  // bytes
  constexpr std::ptrdiff_t kDigits = 3;
  const auto is_of_token = [](char c) { return is_letter(c) || is_digit(c); };
  const auto is_hex = [](char c) { return hex_value(c) >= 0; };
  if (begin > 0 && text[begin - 1] == '&' && end < text.size() && text[end] == ';') return true;
  const std::size_t least = begin - std::min(begin, kToken), most = end + std::min(text.size() - end, kToken);
  while (begin > least && is_of_token(text[begin - 1])) --begin;
  while (end < most && is_of_token(text[end])) ++end;
  const Bytes run = text.substr(begin, end - begin);
  const auto digits = std::ranges::count_if(run, is_digit);
  if (run.size() >= kToken && digits >= kDigits) return true;  // names have one or two: "oktaOauth2ClientSecret"
  return run.size() >= kHexToken && digits > 0 && std::ranges::all_of(run, is_hex);
}

constexpr std::size_t kBegin = 4;     // bytes of words, without what parts them, that are looked at first
constexpr std::uint32_t kCodes = 37;  // of a letter or a digit; 0: of any other byte

constexpr std::array<std::uint8_t, 256> make_codes() {
  std::array<std::uint8_t, 256> codes{};
  for (unsigned i = 0; i < 26; ++i) codes['a' + i] = codes['A' + i] = static_cast<std::uint8_t>(1 + i);
  for (unsigned i = 0; i < 10; ++i) codes['0' + i] = static_cast<std::uint8_t>(27 + i);
  return codes;
}
constexpr std::array<std::uint8_t, 256> kCode = make_codes();
std::uint32_t code_of(char c) { return kCode[static_cast<unsigned char>(c)]; }
constexpr std::uint32_t kCodesOfTwo = kCodes * kCodes, kCodesOfThree = kCodesOfTwo * kCodes;
constexpr std::array<std::uint32_t, kBegin> kPowers = {1, kCodes, kCodesOfTwo, kCodesOfThree};
std::size_t bit_of(std::uint32_t code) { return code * 0x9E3779B1U >> 16U; }  // several codes may share one

}  // namespace

NearWords::NearWords(std::vector<std::string_view> words) : words_(std::move(words)) {
  for (const std::string_view word : words_) ++firsts_[static_cast<unsigned char>(word.front()) + 1];
  for (std::size_t c = 1; c < firsts_.size(); ++c) firsts_[c] += firsts_[c - 1];
  for (const std::string_view word : words_) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < kBegin; ++i) code = code * kCodes + (i < word.size() ? code_of(word[i]) : 0);
    begins_.set(bit_of(code));
  }
}

// Nearly no place of a text gets past its first letters. A word that is shorter than these ends where the text's does.
bool NearWords::may_begin_at(Bytes text, std::size_t at) const {
  std::uint32_t code = code_of(text[at]);
  for (std::size_t i = 1; i < kBegin; ++i) {
    ++at;
    if (may_be_border(text, at) && begins_.test(bit_of(code * kPowers[kBegin - i]))) return true;
    while (at < text.size() && is_joint(text[at])) ++at;
    const std::uint32_t next = at < text.size() ? code_of(text[at]) : 0;
    if (next == 0) return false;
    code = code * kCodes + next;
  }
  return begins_.test(bit_of(code));
}

void NearWords::append_places(Bytes text, std::vector<Place>& out) const {
  if (words_.empty()) return;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (code_of(text[i]) == 0 || (!is_border(text, i) && !is_escape(text, i - 1))) continue;
    if (may_begin_at(text, i)) append_at(text, i, out);
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
      if (size >= kLongWord || (!is_parted && is_border(text, i) && !is_in_token(text, begin, i))) {
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
