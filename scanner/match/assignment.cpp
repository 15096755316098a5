// Read backwards from the value: what opens it, the operator, what closes the name, the name. Each step is bounded.
#include "scanner/match/assignment.h"

#include <algorithm>
#include <string_view>

#include <re2/re2.h>

#include "scanner/base/newlines.h"
#include "scanner/match/assigned_name.h"
#include "scanner/match/assigned_value.h"
#include "scanner/match/letters.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kReach = 240;       // bytes before the value, in its line
constexpr std::size_t kLongestName = 96;  // bytes
constexpr std::size_t kLongestType = 48;  // bytes of a type between a name and '='
constexpr std::size_t kApartReach = 200;  // bytes from a name that stands apart to its value
constexpr std::size_t kApartLines = 3;

bool is_name_byte(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '$'; }

enum class Operator : std::uint8_t { kNone, kAssign, kColon, kElement, kComma, kCall };

class Reader {
 public:
  Reader(Bytes text, std::size_t value_begin) : text_(text), at_(value_begin) {
    floor_ = begin_of_line(text, value_begin, kReach);
    start_.begin = value_begin;
  }

  // What stands in other lines is not looked at: then the name may be there.
  bool may_have_name() {
    stays_in_line_ = true;
    return read_up_to_name();
  }

  std::optional<Assignment> read() {
    if (!read_up_to_name()) return std::nullopt;
    const std::optional<std::size_t> end = find_value_end();
    if (!end) return std::nullopt;
    return Assignment{name_, std::move(plain_), {start_.begin, *end}, start_.quote != 0};
  }

 private:
  [[nodiscard]] char before(std::size_t back = 1) const { return at_ >= floor_ + back ? text_[at_ - back] : '\0'; }
  bool blanks() {
    const std::size_t from = at_;
    while (is_blank(before())) --at_;
    return at_ < from;
  }

  bool read_up_to_name() {
    read_opening();
    operator_ = read_operator();
    blanks();
    return read_name();
  }

  // ` = b"`, ` = "`, `: [\"`
  void read_opening() {
    if (is_quote(before())) {
      start_.quote = before();
      while (before() == start_.quote) --at_;
      if (before() == '\\') {
        start_.is_escaped = true;
        --at_;
      }
      if (std::string_view("bruBRUfFL@").find(before()) != std::string_view::npos && before() != '\0' &&
          !is_name_byte(before(2))) {
        --at_;
      }
    }
    has_blanks_ = blanks();
    if (start_.quote != 0 && (before() == '[' || before() == '{')) {
      --at_;
      is_in_list_ = true;
      has_blanks_ = blanks() || has_blanks_;
    }
  }

  Operator read_operator() {
    const char c = before();
    if (c == '=') {
      --at_;
      for (int i = 0; i < 3 && std::string_view(":+?|!=").find(before()) != std::string_view::npos && before() != '\0';
           ++i) {
        --at_;
      }
      return Operator::kAssign;
    }
    // What stands in for a name that has no value: `NAME || "x"`, `NAME ?? "x"`, `f("NAME") ?: "x"`, `${NAME:-x}`
    if ((c == '|' && before(2) == '|') || (c == '?' && before(2) == '?') || (c == ':' && before(2) == '?') ||
        (c == '-' && before(2) == ':')) {
      at_ -= 2;
      return Operator::kAssign;
    }
    if (c == '>' && before(2) == '=') {
      at_ -= 2;
      return Operator::kAssign;
    }
    if (c == ':') {
      --at_;
      return Operator::kColon;
    }
    if (c == '>' && before(2) != '-') {
      --at_;
      return Operator::kElement;
    }
    if (is_in_list_) return Operator::kNone;
    if (c == ',' && start_.quote != 0) {
      --at_;
      return Operator::kComma;
    }
    if (c == '(' && start_.quote != 0) {
      --at_;
      return Operator::kCall;
    }
    return Operator::kNone;
  }

  bool read_name() {
    switch (operator_) {
      case Operator::kElement:
        return read_element();
      case Operator::kNone:
        return !is_in_list_ && has_blanks_ && read_spaced();
      case Operator::kComma:
        return take_name() && is_name_quoted_ && std::string_view("([{").find(before()) != std::string_view::npos &&
               before() != '\0' && names_secret();
      case Operator::kCall:
        return take_name() && !is_name_quoted_ && names_secret();
      default:
        if (!take_name()) return false;
        // "arn:aws:x:secret:y": a part of something longer
        if (operator_ == Operator::kColon && !has_blanks_ && before() == ':' && !is_name_quoted_) return false;
        return names_secret() || read_apart() || read_typed();
    }
  }

  bool names_secret() {
    plain_ = plain_name(name_.of(text_));
    return may_name_secret(plain_);
  }

  // The name that ends here, quotes and brackets around it left out.
  bool take_name() {
    while (before() == ']' || before() == ')' || before() == '?' || before() == '!') --at_;
    is_name_quoted_ = is_quote(before());
    if (!is_name_quoted_) {
      std::size_t begin = at_;
      while (begin > floor_ && at_ - begin < kLongestName && is_name_byte(text_[begin - 1])) --begin;
      name_ = {begin, at_};
      at_ = begin;
      if (!name_.empty() && start_.quote == 0 && (before() == '?' || before() == '&')) start_.in_query = true;
      extend_words();
      return !name_.empty();
    }
    const char quote = before();
    --at_;
    const bool is_escaped = before() == '\\';
    if (is_escaped) --at_;
    const std::size_t low = std::max(floor_, at_ - std::min(at_, kLongestName));
    const std::size_t open = text_.substr(low, at_ - low).rfind(quote);
    if (open == Bytes::npos) return false;
    name_ = {low + open + 1, at_};
    at_ = low + open;
    if (is_escaped && before() == '\\') --at_;
    return !name_.empty();
  }

  // "API key: x": a bare word takes the one before it along.
  void extend_words() {
    const std::string plain = plain_name(name_.of(text_));
    if (plain != "key" && plain != "token" && plain != "secret" && plain != "id" && plain != "password") return;
    for (int i = 0; i < 2 && before() == ' ' && is_letter(before(2)); ++i) {
      std::size_t begin = at_ - 1;
      while (begin > floor_ && is_letter(text_[begin - 1])) --begin;
      name_.begin = begin;
      at_ = begin;
    }
  }

  // `name: Type =`, `name Type =`, `name[32] =`
  bool read_typed() {
    if (operator_ != Operator::kAssign || is_name_quoted_) return false;
    const std::size_t end = name_.end;
    const std::size_t low = std::max(floor_, end - std::min(end, kLongestType));
    const Bytes part = text_.substr(low, end - low);
    std::size_t border = part.rfind(':');
    for (const char other : {'[', ' '}) {
      if (border == Bytes::npos || border == 0) border = part.rfind(other);
    }
    if (border == Bytes::npos || border == 0) return false;
    at_ = low + border;
    if (text_.substr(floor_, at_ - floor_).ends_with(" As")) at_ -= 3;  // Visual Basic
    blanks();
    return take_name() && !is_name_quoted_ && names_secret();
  }

  // <name>, <name a="b">, <x name="NAME">
  bool read_element() {
    start_.in_element = start_.quote == 0;
    if (is_quote(before())) {
      if (!take_name()) return false;
      if (before() == '=') {
        const ByteSpan value = name_;
        --at_;
        if (!take_name()) return false;
        const std::string attribute = plain_name(name_.of(text_));
        name_ = value;
        if ((attribute == "name" || attribute == "key" || attribute == "id") && names_secret()) return true;
      }
      const std::size_t low = std::max(floor_, at_ - std::min(at_, kLongestName));
      const std::size_t open = text_.substr(low, at_ - low).rfind('<');
      if (open == Bytes::npos) return false;
      name_ = {low + open + 1, low + open + 1};
      while (name_.end < at_ && is_name_byte(text_[name_.end])) ++name_.end;
      return !name_.empty() && names_secret();
    }
    if (!take_name()) return false;
    if (before() == ':') {  // a namespace
      --at_;
      while (is_name_byte(before())) --at_;
    }
    if (before() != '<') return false;
    return names_secret() || read_apart();
  }

  // Nothing but blanks between the name and the value.
  bool read_spaced() {
    const std::size_t from = at_;
    if (!take_name() || is_name_quoted_) return false;
    const Bytes name = name_.of(text_);
    if (name.starts_with('-')) return name.size() > 2 && names_secret();
    const Bytes head = text_.substr(floor_, at_ - floor_);
    static const RE2 kSetter(
        "(?i)(?:^|[\\s;&|\"'])(?:ENV|ARG|set(?: "
        "-g?x)?|setx|export|#define|SetEnv|setenv|proxy_set_header|fastcgi_param|put|add|"
        "add_header|identified|user)[ \\t]+(?:/[a-z][ \\t]+)?$");
    const re2::StringPiece piece(head.data(), head.size());
    const std::string plain = plain_name(name);
    if (plain == "requirepass" || plain == "masterauth") {
      plain_ = plain;
      return true;
    }
    if (plain == "by" || plain == "password") {  // SQL
      static const RE2 kSql("(?i)(?:identified|create|alter|user|role|with|encrypted|login|grant)");
      if (start_.quote == '\'' && RE2::PartialMatch(piece, kSql)) {
        plain_ = "password";
        return true;
      }
    }
    if (RE2::PartialMatch(piece, kSetter)) return names_secret();
    if (start_.quote != 0 && (before() == ':' || before() == '@') && !is_name_byte(before(2))) return names_secret();
    return is_scheme(plain) && read_header(from - name.size(), plain);
  }

  static bool is_scheme(std::string_view plain) {
    return plain == "bearer" || plain == "token" || plain == "key" || plain == "apikey" || plain == "api_key" ||
           plain == "genie_key" || plain == "access_token";
  }

  // `Authorization: Token x`: the scheme begins at `scheme`.
  bool read_header(std::size_t scheme, const std::string& plain) {
    if (start_.quote != 0) return false;
    Reader header(text_, scheme);
    header.start_.quote = 0;
    header.read_opening();
    const char quote = header.start_.quote;
    header.operator_ = header.read_operator();
    header.blanks();
    const bool is_known = header.operator_ != Operator::kNone && header.operator_ != Operator::kElement &&
                          header.take_name() && header.names_secret();
    if (is_known) {
      name_ = header.name_;
      plain_ = header.plain_;
    } else if (quote == 0 || (plain != "bearer" && plain != "token")) {
      return false;
    } else {
      plain_ = plain;
    }
    return true;
  }

  // The last name that a `name: X` before `end` gives, in its line or the kApartLines before it. Line by line from the
  // last: nearly always it is the nearest.
  Bytes name_before(std::size_t end) {
    static const RE2 kNamed(
        "(?i)(?:\\b(?:name|key|variable|id)[\"']?[ \\t]{0,4}[:=]?[ \\t]{0,4}[\"']?|<key>)([\\w./-]{2,80})");
    const std::size_t low = end - std::min(end, kApartReach);
    for (std::size_t line = 0; line <= kApartLines; ++line) {
      const std::size_t newline = newline_before(text_, low, end);
      const std::size_t begin = newline == Bytes::npos ? low : newline;
      re2::StringPiece rest(text_.data() + begin, end - begin);
      re2::StringPiece found, last;
      while (RE2::FindAndConsume(&rest, kNamed, &found)) last = found;
      if (last.data() != nullptr) return {last.data(), last.size()};
      if (newline == Bytes::npos) break;
      end = begin;
    }
    return {};
  }

  // The name stands in another assignment before: `- name: X`, then `value: y`.
  bool read_apart() {
    if (plain_ != "value" && plain_ != "string" && plain_ != "default" && plain_ != "default_value") return false;
    if (stays_in_line_) return true;
    const Bytes last = name_before(name_.begin);
    if (last.empty()) return false;
    const auto begin = static_cast<std::size_t>(last.data() - text_.data());
    const ByteSpan apart{begin, begin + last.size()};
    std::string plain = plain_name(apart.of(text_));
    if (!may_name_secret(plain)) return false;
    name_ = apart;
    plain_ = std::move(plain);
    return true;
  }

  std::optional<std::size_t> find_value_end() {
    const Bytes head = text_.substr(floor_, std::max(at_, floor_) - floor_);
    const std::size_t word = head.find_first_not_of(" \t-");
    start_.begins_line = word == Bytes::npos || head.substr(word).find_first_of(" \t\"'`,;(){}&") == Bytes::npos ||
                         head.substr(word).starts_with("export ");
    return value_end(text_, start_);
  }

  Bytes text_;
  std::size_t at_;
  std::size_t floor_;  // of the line, or as far as is looked
  ValueStart start_;
  Operator operator_ = Operator::kNone;
  bool has_blanks_ = false;
  bool is_in_list_ = false;
  bool is_name_quoted_ = false;
  bool stays_in_line_ = false;
  ByteSpan name_;
  std::string plain_;
};

}  // namespace

std::optional<Assignment> assignment_at(Bytes text, std::size_t value_begin) {
  if (!may_be_secret(text, value_begin)) return std::nullopt;
  return Reader(text, value_begin).read();
}

bool may_be_assignment_at(Bytes text, std::size_t value_begin) {
  static_assert(kReach + kApartReach + kLongestName <= kAssignmentReach && kLongestValue + 2 <= kAssignmentReach);
  return may_be_secret(text, value_begin) && Reader(text, value_begin).may_have_name();
}

}  // namespace leaksieve::match
