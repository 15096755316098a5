#include "scanner/filter/shapes.h"

#include <algorithm>

namespace leaksieve::filter {
namespace {

constexpr std::size_t kLeastRun = 8;
constexpr std::size_t kLeastFillerRun = 5;  // of x, X: what people type for "something stands here"
constexpr std::size_t kLeastPeriodic = 8;
constexpr std::size_t kLeastSequence = 8;

// The character that people type after `c` when they count: 9 is followed by 0 or, in hex, by a.
bool follows(char c, char next) {
  if (c == '9') return next == '0' || next == 'a' || next == 'A';
  return is_alnum(c) && is_alnum(next) && next == c + 1;
}

bool counts(Bytes text, std::size_t stride) {
  std::size_t up = 0;
  std::size_t down = 0;
  for (std::size_t i = stride; i < text.size(); ++i) {
    up = follows(text[i - stride], text[i]) ? up + 1 : 0;
    down = follows(text[i], text[i - stride]) ? down + 1 : 0;
    if (std::max(up, down) + 1 >= kLeastSequence) return true;
  }
  return false;
}

bool border_before(Bytes text, std::size_t at) {
  return at == 0 || !is_alpha(text[at - 1]) || (is_upper(text[at]) && !is_upper(text[at - 1]));
}

bool border_behind(Bytes text, std::size_t end) {
  return end == text.size() || !is_alpha(text[end]) || (is_upper(text[end]) && !is_upper(text[end - 1]));
}

}  // namespace

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alpha(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower_case(Bytes text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

Run longest_run(Bytes text) {
  Run best;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && text[end] == text[i]) ++end;
    if (end - i > best.length) best = {text[i], end - i};
    i = end;
  }
  return best;
}

bool has_repeats(Bytes text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && text[end] == text[i]) ++end;
    const std::size_t length = end - i;
    const bool filler = text[i] == 'x' || text[i] == 'X';
    const bool zero_bytes = text[i] == 'A' || text[i] == '=';
    if (filler && length >= kLeastFillerRun) return true;
    if (length >= kLeastRun && (!zero_bytes || length * 2 >= text.size())) return true;
    i = end;
  }
  return false;
}

bool has_period(Bytes text) {
  for (std::size_t period = 2; period <= 10; ++period) {
    std::size_t same = 0;
    for (std::size_t i = period; i < text.size(); ++i) {
      const bool equal = text[i] == text[i - period] && text[i] != text[i - 1];
      same = equal ? same + 1 : 0;
      if (same >= kLeastPeriodic) return true;
    }
  }
  return false;
}

bool has_sequence(Bytes text) { return counts(text, 1) || counts(text, 2); }

bool has_word(Bytes text, std::string_view lower, std::string_view word) {
  for (std::size_t at = lower.find(word); at != std::string_view::npos; at = lower.find(word, at + 1)) {
    if (border_before(text, at) && border_behind(text, at + word.size())) return true;
  }
  return false;
}

}  // namespace leaksieve::filter
