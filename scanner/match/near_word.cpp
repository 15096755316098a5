#include "scanner/match/near_word.h"

#include <algorithm>

#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kLongWord = 6;  // bytes; shorter words are parts of others too often

}  // namespace

NearText::NearText(Bytes text) : text_(text) {
  lower_.reserve(text.size());
  squeezed_.reserve(text.size());
  places_.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = to_lower(text[i]);
    lower_.push_back(c);
    if (c == ' ' || c == '-' || c == '_' || c == '.') continue;
    squeezed_.push_back(c);
    places_.push_back(i);
  }
}

bool NearText::stands_alone(std::size_t begin, std::size_t end) const {
  const bool opens = begin == 0 || !is_letter(text_[begin - 1]) || begins_word(text_, begin);
  const bool closes = end == text_.size() || !is_letter(text_[end]) || begins_word(text_, end);
  return opens && closes;
}

std::optional<std::size_t> NearText::last_of(const std::vector<std::string>& words) const {
  std::optional<std::size_t> last;
  for (const std::string& word : words) {
    if (word.empty()) continue;
    if (word.size() >= kLongWord) {
      const std::size_t at = squeezed_.rfind(word);
      if (at != std::string::npos) last = std::max(last.value_or(0), places_[at + word.size() - 1] + 1);
      continue;
    }
    for (std::size_t at = lower_.rfind(word); at != std::string::npos; at = lower_.rfind(word, at - 1)) {
      if (stands_alone(at, at + word.size())) {
        last = std::max(last.value_or(0), at + word.size());
        break;
      }
      if (at == 0) break;
    }
  }
  return last;
}

}  // namespace leaksieve::match
