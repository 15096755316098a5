#include "scanner/match/surroundings.h"

#include <algorithm>

#include "scanner/base/newlines.h"
#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kNearBytes = 160;  // before the assignment, where a word is near
constexpr std::size_t kNearLines = 3;
constexpr std::size_t kLineReach = 400;  // bytes before the name and behind the value, in its line
static_assert(kSurroundingsReach > kLineReach + 2 && kSurroundingsReach > kNearBytes + 2);

// Out of a word that `low` cuts: its rest is no word.
std::size_t past_word(Bytes text, std::size_t low, std::size_t end) {
  if (low == 0 || !(is_letter(text[low - 1]) || is_digit(text[low - 1]))) return low;
  while (low < end && (is_letter(text[low]) || is_digit(text[low]))) ++low;
  return low;
}

std::size_t line_begin(Bytes text, std::size_t at) {
  const std::size_t low = at - std::min(at, kLineReach);
  const std::size_t newline = newline_before(text, low, at);
  return newline == Bytes::npos ? past_word(text, low, at) : newline + 1;
}

ByteSpan before_of(Bytes text, std::size_t name, std::size_t end) {
  std::size_t begin = end;
  const std::size_t low = name - std::min(name, kNearBytes);
  for (std::size_t lines = 0; begin > low; --begin) {
    if (text[begin - 1] == '\n' && ++lines > kNearLines) break;
  }
  return {past_word(text, begin, end), end};
}

}  // namespace

Surroundings surroundings_of(Bytes text, const Assignment& assignment) {
  const ByteSpan& name = assignment.name;
  const ByteSpan& value = assignment.value;
  const std::size_t line = line_begin(text, name.begin);
  const Bytes rest = text.substr(value.end, kLineReach);
  const std::size_t end = value.end + std::min(rest.size(), rest.find('\n'));
  return {before_of(text, name.begin, line), {line, std::max(line, value.begin)}, {value.end, end}, name};
}

}  // namespace leaksieve::match
