#include "scanner/match/sample_text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leaksieve::match {
namespace {

constexpr std::size_t kTexts = 64;
constexpr std::size_t kTextBytes = 16384;

constexpr std::array<std::string_view, 40> kWords = {
    "if",     "return", "value",  "index",  "config", "self",    "name",   "const",  "int",    "size",
    "buffer", "error",  "struct", "import", "class",  "def",     "user",   "path",   "result", "static",
    "key",    "server", "token",  "the",    "of",     "and",     "is",     "0x1f",   "1024",   "42",
    "object", "test",   "assert", "true",   "null",   "content", "parser", "length", "next",   "public"};
constexpr std::array<std::string_view, 16> kBetween = {" ",  " ",   " ",  " ",  " ",  "_",   ".",    "(",
                                                       ") ", " = ", ", ", "->", ": ", ";\n", "\n  ", "\n    "};

// Marsaglia's xorshift: the same numbers on every machine.
class Numbers {
 public:
  std::size_t below(std::size_t bound) {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return static_cast<std::size_t>(state_ % bound);
  }

 private:
  std::uint64_t state_ = 88172645463325252U;
};

std::vector<std::string_view> examples_of(const rules::RuleSet& set) {
  std::vector<std::string_view> examples;
  for (const rules::Rule& rule : set.rules) {
    for (const rules::Example& example : rule.positives) examples.push_back(example.text);
  }
  return examples;
}

}  // namespace

std::vector<std::string> sample_texts(const rules::RuleSet& set) {
  const std::vector<std::string_view> examples = examples_of(set);
  Numbers numbers;
  std::vector<std::string> texts(kTexts);
  for (std::size_t i = 0; i < kTexts; ++i) {
    std::string& text = texts[i];
    while (text.size() < kTextBytes) {
      text += kWords[numbers.below(kWords.size())];
      text += kBetween[numbers.below(kBetween.size())];
    }
    for (std::size_t each = i; each < examples.size(); each += kTexts) (text += '\n') += examples[each];
  }
  return texts;
}

}  // namespace leaksieve::match
