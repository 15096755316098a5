// Two places to go back to are enough: within a path segment a later '*' can take over from an earlier one, and a later
// "**" from an earlier one.
#include "scanner/git/wildmatch.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>

namespace leaksieve::git {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// nullopt when there is no such class.
std::optional<bool> in_named_class(std::string_view name, char c, bool folded) {
  const auto byte = static_cast<unsigned char>(c);
  const bool ascii = byte < 128;
  if (name == "alnum") return ascii && std::isalnum(byte) != 0;
  if (name == "alpha") return ascii && std::isalpha(byte) != 0;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return ascii && std::iscntrl(byte) != 0;
  if (name == "digit") return ascii && std::isdigit(byte) != 0;
  if (name == "graph") return ascii && std::isgraph(byte) != 0;
  if (name == "lower" || name == "upper") {
    if (folded) return ascii && std::isalpha(byte) != 0;
    return ascii && (name == "lower" ? std::islower(byte) : std::isupper(byte)) != 0;
  }
  if (name == "print") return ascii && std::isprint(byte) != 0;
  if (name == "punct") return ascii && std::ispunct(byte) != 0;
  if (name == "space") return ascii && std::isspace(byte) != 0;
  if (name == "xdigit") return ascii && std::isxdigit(byte) != 0;
  return std::nullopt;
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
    if (alone && pattern_.substr(end).starts_with("\\/")) {  // any folders, but not none: go_back() finds the first
      folders_p_ = end + 2;
      folders_t_ = t_;
      star_p_ = kNone;
      p_ = end;
      t_ = text_.size();
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
    if (want == '\\') {  // at the end of a pattern it matches nothing
      if (next == pattern_.size()) return false;
      want = pattern_[next++];
    }
    if (want != c && !(folded_ && lower(want) == lower(c))) return false;
    if (bounded_ && c == '/') star_p_ = kNone;  // a '*' in front of it has nothing more to give
    p_ = next;
    ++t_;
    return true;
  }

  // A broken class matches nothing, and so does its whole pattern.
  bool take_class(char c) {
    if (bounded_ && c == '/') return false;
    std::size_t at = p_ + 1;
    const bool negated = at < pattern_.size() && (pattern_[at] == '!' || pattern_[at] == '^');
    if (negated) ++at;
    bool found = false;
    bool has_low = false;  // `low` is what a '-' counts from
    char low = '\0';
    for (bool first = true;; first = false) {
      if (at >= pattern_.size()) return false;
      if (pattern_[at] == ']' && !first) break;
      const std::string_view rest = pattern_.substr(at);
      if (rest.starts_with('-') && has_low && rest.size() > 1 && rest[1] != ']') {
        const std::optional<char> high = take_class_char(++at);
        if (!high) return false;
        found = found || in_range(low, *high, c);
        has_low = false;
        continue;
      }
      const std::size_t named = rest.starts_with("[:") ? rest.find(']', 2) : kNone;
      if (rest.starts_with("[:") && named == kNone) return false;
      if (named != kNone && named > 2 && rest[named - 1] == ':') {
        const std::optional<bool> inside = in_named_class(rest.substr(2, named - 3), c, folded_);
        if (!inside) return false;
        found = found || *inside;
        at += named + 1;
        has_low = false;
        continue;
      }
      const std::optional<char> one = take_class_char(at);
      if (!one) return false;
      low = *one;
      has_low = true;
      found = found || low == (folded_ ? lower(c) : c);  // git folds the text, not a class's characters
    }
    if (found == negated) return false;
    p_ = at + 1;
    ++t_;
    return true;
  }

  std::optional<char> take_class_char(std::size_t& at) const {
    if (pattern_[at] == '\\' && ++at == pattern_.size()) return std::nullopt;
    return pattern_[at++];
  }
  [[nodiscard]] bool in_range(char low, char high, char c) const {
    const auto between = [&](char x) {
      const auto byte = [](char y) { return static_cast<unsigned char>(y); };
      return byte(low) <= byte(x) && byte(x) <= byte(high);
    };
    return folded_ ? between(lower(c)) || between(upper(c)) : between(c);
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

std::size_t literal_size(std::string_view pattern) { return std::min(pattern.find_first_of("*?[\\"), pattern.size()); }

bool wildmatch_from_glob(std::string_view pattern, std::string_view text, Slashes slashes, Case letters) {
  const std::size_t literal = literal_size(pattern);
  if (!same_text(pattern.substr(0, literal), text.substr(0, literal), letters)) return false;
  pattern.remove_prefix(literal);
  text.remove_prefix(literal);
  return pattern.empty() ? text.empty() : wildmatch(pattern, text, slashes, letters);
}

bool same_text(std::string_view a, std::string_view b, Case letters) {
  if (letters == Case::kSensitive) return a == b;
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace leaksieve::git
