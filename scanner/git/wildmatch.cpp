// Two places to go back to are enough: within a path segment a later '*' can take over from an earlier one, and a later
// "**" from an earlier one.
#include "scanner/git/wildmatch.h"

#include <cctype>
#include <cstddef>

namespace leaksieve::git {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool in_named_class(std::string_view name, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte > 127) return false;
  if (name == "alnum") return std::isalnum(byte) != 0;
  if (name == "alpha") return std::isalpha(byte) != 0;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return std::iscntrl(byte) != 0;
  if (name == "digit") return std::isdigit(byte) != 0;
  if (name == "graph") return std::isgraph(byte) != 0;
  if (name == "lower") return std::islower(byte) != 0;
  if (name == "print") return std::isprint(byte) != 0;
  if (name == "punct") return std::ispunct(byte) != 0;
  if (name == "space") return std::isspace(byte) != 0;
  if (name == "upper") return std::isupper(byte) != 0;
  return name == "xdigit" && std::isxdigit(byte) != 0;
}

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view text, Slashes slashes, Case letters)
      : pattern_(pattern), text_(text), bounded_(slashes == Slashes::kBoundary), folded_(letters == Case::kFolded) {}

  bool run() {
    while (true) {
      if (p_ == pattern_.size() && t_ == text_.size()) return true;
      if (p_ < pattern_.size() && (take_stars() || take_one())) continue;
      if (!go_back()) return false;
    }
  }

 private:
  // A run of stars at p_.
  bool take_stars() {
    if (pattern_[p_] != '*') return false;
    std::size_t end = p_;
    while (end < pattern_.size() && pattern_[end] == '*') ++end;
    if (!bounded_) {
      star_p_ = p_ = end;
      star_t_ = t_;
      return true;
    }
    const bool alone = end - p_ >= 2 && (p_ == 0 || pattern_[p_ - 1] == '/');
    if (alone && end == pattern_.size()) {  // "a/**": everything inside
      p_ = end;
      t_ = text_.size();
      return true;
    }
    if (alone && pattern_[end] == '/') {  // "**/": any folders, or none
      folders_p_ = p_ = end + 1;
      folders_t_ = t_;
      star_p_ = kNone;
      return true;
    }
    star_p_ = p_ = end;
    star_t_ = t_;
    return true;
  }

  // One character of the text, against one element of the pattern.
  bool take_one() {
    if (t_ >= text_.size()) return false;
    const char c = text_[t_];
    char want = pattern_[p_];
    if (want == '?') {
      if (bounded_ && c == '/') return false;
      ++p_;
      ++t_;
      return true;
    }
    if (want == '[') return take_class(c);
    std::size_t next = p_ + 1;
    if (want == '\\' && next < pattern_.size()) want = pattern_[next++];
    if (want != c && !(folded_ && lower(want) == lower(c))) return false;
    if (bounded_ && c == '/') star_p_ = kNone;  // a '*' in front of it has nothing more to give
    p_ = next;
    ++t_;
    return true;
  }

  bool take_class(char c) {
    if (bounded_ && c == '/') return false;
    std::size_t at = p_ + 1;
    const bool negated = at < pattern_.size() && (pattern_[at] == '!' || pattern_[at] == '^');
    if (negated) ++at;
    bool found = false;
    for (bool first = true; at < pattern_.size() && (first || pattern_[at] != ']'); first = false) {
      if (pattern_[at] == '[' && at + 1 < pattern_.size() && pattern_[at + 1] == ':') {
        const std::size_t end = pattern_.find(":]", at + 2);
        if (end == kNone) return false;
        found = found || in_named_class(pattern_.substr(at + 2, end - at - 2), c);
        at = end + 2;
        continue;
      }
      const char low = take_class_char(at);
      char high = low;
      if (at + 1 < pattern_.size() && pattern_[at] == '-' && pattern_[at + 1] != ']') {
        ++at;
        high = take_class_char(at);
      }
      found = found || in_range(low, high, c) || (folded_ && in_range(low, high, lower(c))) ||
              (folded_ && in_range(low, high, static_cast<char>(std::toupper(static_cast<unsigned char>(c)))));
    }
    if (at >= pattern_.size() || found == negated) return false;  // without its ']' it matches nothing
    p_ = at + 1;
    ++t_;
    return true;
  }

  char take_class_char(std::size_t& at) const {
    if (pattern_[at] == '\\' && at + 1 < pattern_.size()) ++at;
    return pattern_[at++];
  }
  static bool in_range(char low, char high, char c) {
    const auto byte = [](char x) { return static_cast<unsigned char>(x); };
    return byte(low) <= byte(c) && byte(c) <= byte(high);
  }

  bool go_back() {
    if (star_p_ != kNone && star_t_ < text_.size() && !(bounded_ && text_[star_t_] == '/')) {
      t_ = ++star_t_;
      p_ = star_p_;
      return true;
    }
    if (folders_p_ == kNone) return false;
    const std::size_t slash = text_.find('/', folders_t_);
    if (slash == kNone) return false;
    t_ = folders_t_ = slash + 1;
    p_ = folders_p_;
    star_p_ = kNone;
    return true;
  }

  std::string_view pattern_, text_;
  bool bounded_, folded_;
  std::size_t p_ = 0, t_ = 0;
  std::size_t star_p_ = kNone, star_t_ = 0;        // behind the last '*', and how far it reaches
  std::size_t folders_p_ = kNone, folders_t_ = 0;  // behind the last "**/"
};

}  // namespace

bool wildmatch(std::string_view pattern, std::string_view text, Slashes slashes, Case letters) {
  return Matcher(pattern, text, slashes, letters).run();
}

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?[\\") != std::string_view::npos; }

}  // namespace leaksieve::git
