// A reader of RE2's syntax (https://github.com/google/re2/wiki/Syntax) that asks one thing of each part: where in its
// matches a '\n' can stand, and what can be looked at from its ends.
#include "scanner/match/line_bound.h"

#include <algorithm>
#include <cstddef>

namespace leaksieve::match {
namespace {

constexpr unsigned kMany = 3;  // lengths and counts are told apart up to here
constexpr unsigned kDeepest = 200;

// What is known of a part's matches.
struct Shape {
  unsigned least = 0, most = 0;                     // length in bytes, at most kMany
  bool first = false, last = false, inner = false;  // where a '\n' can stand
  bool looks_before = false, looks_behind = false;  // an assertion stands at its begin or end
};

Shape byte(bool can_be_newline) { return {1, 1, can_be_newline, can_be_newline, false, false, false}; }
Shape assertion() { return {0, 0, false, false, false, true, true}; }

Shape then(const Shape& a, const Shape& b) {
  Shape both;
  both.least = std::min(kMany, a.least + b.least);
  both.most = std::min(kMany, a.most + b.most);
  both.first = a.first || (a.least == 0 && b.first);
  both.last = b.last || (b.least == 0 && a.last);
  both.inner = a.inner || b.inner || (a.last && a.most > 1 && b.most > 0) || (b.first && b.most > 1 && a.most > 0) ||
               (a.last && b.looks_before) || (a.looks_behind && b.first);
  both.looks_before = a.looks_before || (a.least == 0 && b.looks_before);
  both.looks_behind = b.looks_behind || (b.least == 0 && a.looks_behind);
  return both;
}

Shape either(const Shape& a, const Shape& b) {
  return {std::min(a.least, b.least),
          std::max(a.most, b.most),
          a.first || b.first,
          a.last || b.last,
          a.inner || b.inner,
          a.looks_before || b.looks_before,
          a.looks_behind || b.looks_behind};
}

class Reader {
 public:
  explicit Reader(std::string_view regex) : regex_(regex) {}

  bool stays_in_line() {
    const Shape shape = alternatives();
    return !failed_ && at_ == regex_.size() && !shape.inner;
  }

  // Where the head ends: behind the last part of it that is not optional. 0: there is none.
  std::size_t head_end() {
    std::size_t end = 0;
    bool in_head = true;
    while (at_ < regex_.size() && !has("|") && !has(")")) {
      const Shape shape = repeated(part());
      in_head = in_head && !shape.first && !shape.last && !shape.inner;
      if (in_head && shape.least > 0) end = at_;
    }
    return failed_ || at_ != regex_.size() ? 0 : end;
  }

 private:
  [[nodiscard]] bool has(std::string_view text) const { return regex_.substr(at_).starts_with(text); }
  bool skip(std::string_view text) {
    if (!has(text)) return false;
    at_ += text.size();
    return true;
  }
  char next() {
    if (at_ < regex_.size()) return regex_[at_++];
    failed_ = true;
    return '\0';
  }
  Shape fail() {
    failed_ = true;
    at_ = regex_.size();
    return {};
  }

  Shape alternatives() {
    if (++depth_ > kDeepest) return fail();
    const bool dot_is_all = dot_is_all_;
    Shape all = sequence();
    while (skip("|")) all = either(all, sequence());
    dot_is_all_ = dot_is_all;  // flags hold to the end of their group
    --depth_;
    return all;
  }

  Shape sequence() {
    Shape all;
    while (at_ < regex_.size() && !has("|") && !has(")")) all = then(all, repeated(part()));
    return all;
  }

  Shape part() {
    switch (const char c = next()) {
      case '(':
        return group();
      case '[':
        return byte(char_class());
      case '.':
        return byte(dot_is_all_);
      case '^':
      case '$':
        return assertion();
      case '\\':
        return escape();
      case '*':
      case '+':
      case '?':
        return fail();
      default:
        return byte(c == '\n');
    }
  }

  Shape group() {
    const bool dot_is_all = dot_is_all_;
    if (skip("?")) {
      if (skip("P<") || skip("<")) {
        while (next() != '>' && !failed_) {
        }
      } else if (flags()) {
        return {};  // (?i): for the rest of the group that it stands in
      }
    }
    const Shape inner = alternatives();
    dot_is_all_ = dot_is_all;
    if (!skip(")")) return fail();
    return inner;
  }

  // The letters of (?flags) or (?flags:. True for the first form.
  bool flags() {
    bool is_set = true;
    for (;;) {
      const char c = next();
      if (failed_) return true;
      if (c == ':') return false;
      if (c == ')') return true;
      if (c == '-') is_set = false;
      if (c == 's') dot_is_all_ = is_set;
      if (c != '-' && c != 's' && c != 'i' && c != 'm' && c != 'U') {
        fail();
        return true;
      }
    }
  }

  Shape escape() {
    const char c = next();
    switch (c) {
      case 'b':
      case 'B':
      case 'A':
      case 'z':
        return assertion();
      default:
        return byte(escaped_newline(c));
    }
  }

  // Of an escape that stands for a byte or a class of bytes.
  bool escaped_newline(char c) {
    switch (c) {
      case 'n':
      case 's':
      case 'D':
      case 'W':
      case 'C':
        return true;
      case 'x':
        return hex() == '\n';
      case 'd':
      case 'w':
      case 'S':
      case 't':
      case 'r':
      case 'f':
      case 'v':
      case 'a':
        return false;
      default:
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) fail();
        return c == '\n';
    }
  }

  unsigned hex() {
    const bool has_braces = skip("{");
    unsigned value = 0, digits = 0;
    for (; at_ < regex_.size() && (has_braces || digits < 2); ++digits) {
      const char c = regex_[at_];
      const int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
      if (digit < 0) break;
      value = std::min(value * 16 + static_cast<unsigned>(digit), 0xffffU);
      ++at_;
    }
    if (digits == 0 || (has_braces && !skip("}"))) fail();
    return value;
  }

  // Behind '['. True when a '\n' is in it.
  bool char_class() {
    const bool is_negated = skip("^");
    bool has_newline = false;
    for (bool is_first = true; !failed_; is_first = false) {
      if (!is_first && skip("]")) return has_newline != is_negated;
      if (skip("[:")) {
        has_newline = named_class() || has_newline;
        continue;
      }
      const Edge low = edge();
      has_newline = has_newline || low.has_newline;
      if (!has("-") || regex_.substr(at_).starts_with("-]")) continue;
      ++at_;
      const Edge high = edge();
      if (low.is_class || high.is_class) fail();
      has_newline = has_newline || (low.value <= '\n' && high.value >= '\n');
    }
    return true;
  }

  struct Edge {
    unsigned value = 0;
    bool is_class = false;
    bool has_newline = false;
  };

  // One member of a class, or one end of a range in it.
  Edge edge() {
    const char c = next();
    if (c != '\\') return {static_cast<unsigned char>(c), false, c == '\n'};
    const char escaped = next();
    switch (escaped) {
      case 'x': {
        const unsigned value = hex();
        return {value, false, value == '\n'};
      }
      case 'n':
        return {'\n', false, true};
      case 't':
        return {'\t', false, false};
      case 'r':
        return {'\r', false, false};
      case 'f':
        return {'\f', false, false};
      case 'v':
        return {'\v', false, false};
      case 'a':
        return {'\a', false, false};
      default: {
        const bool is_class = (escaped | 32) == 'd' || (escaped | 32) == 'w' || (escaped | 32) == 's';
        return {static_cast<unsigned char>(escaped), is_class, escaped_newline(escaped)};
      }
    }
  }

  // Behind "[:".
  bool named_class() {
    const bool is_negated = skip("^");
    const std::size_t end = regex_.find(":]", at_);
    if (end == std::string_view::npos) {
      fail();
      return true;
    }
    const std::string_view name = regex_.substr(at_, end - at_);
    at_ = end + 2;
    return (name == "space" || name == "cntrl" || name == "ascii") != is_negated;
  }

  Shape repeated(Shape shape) {
    for (;;) {
      unsigned least = 1, most = 1;
      if (skip("*")) {
        least = 0, most = kMany;
      } else if (skip("+")) {
        most = kMany;
      } else if (skip("?")) {
        least = 0;
      } else if (!counts(least, most)) {
        return shape;
      }
      skip("?");  // lazy
      Shape all;
      for (unsigned i = 0; i < most; ++i) {
        all = then(all, i < least ? shape : either(shape, Shape{}));
      }
      shape = all;
    }
  }

  // {n}, {n,} or {n,m}, up to kMany; anything else in braces is text.
  bool counts(unsigned& least, unsigned& most) {
    std::size_t at = at_ + 1;
    const auto number = [&](unsigned& value) {
      const std::size_t begin = at;
      for (value = 0; at < regex_.size() && regex_[at] >= '0' && regex_[at] <= '9'; ++at) {
        value = std::min(kMany, value * 10 + static_cast<unsigned>(regex_[at] - '0'));
      }
      return at > begin;
    };
    if (!has("{") || !number(least)) return false;
    most = least;
    if (at < regex_.size() && regex_[at] == ',') {
      ++at;
      if (!number(most)) most = kMany;
    }
    if (at >= regex_.size() || regex_[at] != '}') return false;
    at_ = at + 1;
    return true;
  }

  std::string_view regex_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  bool dot_is_all_ = false;
  bool failed_ = false;
};

}  // namespace

bool stays_in_line(std::string_view regex) { return Reader(regex).stays_in_line(); }

std::string head_in_line(std::string_view regex) {
  std::string head(regex.substr(0, Reader(regex).head_end()));
  return stays_in_line(head) ? head : std::string();
}

}  // namespace leaksieve::match
