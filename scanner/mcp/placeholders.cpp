// What stands for a secret and is none. The filter layer's test comes first; what it is too careful for in any text is
// safe to say of a config's value, which is short and stands alone.
#include <algorithm>
#include <array>
#include <vector>

#include "scanner/filter/entropy.h"
#include "scanner/filter/placeholder.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/value_shape.h"

namespace leaksieve::mcp {
namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

// <...>, [...], {...}: what people put around a thing to fill in.
bool has_brackets(Bytes value) {
  for (const std::string_view pair : {"<>", "[]", "{}", "()"}) {
    const std::size_t open = value.find(pair[0]);
    if (open == Bytes::npos) continue;
    const std::size_t close = value.find(pair[1], open);
    if (close != Bytes::npos && (open == 0 || close + 1 == value.size()) && close > open + 2) return true;
  }
  return false;
}

// "ghp_" of "ghp_your_token": a short run that ends with a separator.
Bytes without_prefix(Bytes value) {
  for (int i = 0; i < 3; ++i) {
    const std::size_t at = value.find_first_of("_-.");
    if (at == Bytes::npos || at == 0 || at > 10 || at + 1 >= value.size()) break;
    value.remove_prefix(at + 1);
  }
  return value;
}

// What is left when what people type to fill a place is taken out: abc, 123, xyz, and words of this trade.
bool is_typed_filler(std::string lower) {
  static constexpr std::array<std::string_view, 62> kFillers = {
      "placeholder", "example",  "authorization", "authentication",
      "credentials", "personal", "password",      "replace",
      "access",      "account",  "anthropic",     "openai",
      "github",      "gitlab",   "google",        "slack",
      "notion",      "changeme", "client",        "dummy",
      "sample",      "secret",   "server",        "service",
      "bearer",      "insert",   "enter",         "token",
      "admin",       "config",   "value",         "tavily",
      "brave",       "figma",    "fake",          "here",
      "test",        "demo",     "your",          "keys",
      "real",        "this",     "goes",          "with",
      "user",        "local",    "mysuper",       "super",
      "auth",        "bot",      "abcd",          "1234",
      "api",         "app",      "abc",           "xyz",
      "def",         "key",      "the",           "123",
      "456",         "789"};
  for (const std::string_view filler : kFillers) {
    for (std::size_t at = lower.find(filler); at != std::string::npos; at = lower.find(filler, at))
      lower.erase(at, filler.size());
  }
  std::size_t left = 0;
  for (const char c : lower) left += is_alnum(c) && c != 'x' && c != '0' ? 1 : 0;
  return left <= 2;
}

// A person's password may well hold "my" or "secret"; these ask for one.
bool asks_for_password(const std::string& word) {
  static constexpr std::array<std::string_view, 8> kAsking = {"your", "insert",  "enter",       "replace",
                                                              "here", "example", "placeholder", "changeme"};
  return std::find(kAsking.begin(), kAsking.end(), word) != kAsking.end();
}

bool has_telling_word(const std::vector<std::string>& words) {
  static constexpr std::array<std::string_view, 39> kTelling = {
      "your",  "my",   "insert",      "enter",    "replace",  "paste", "put",      "change",  "example", "sample",
      "dummy", "fake", "placeholder", "todo",     "tbd",      "here",  "redacted", "removed", "hidden",  "secret",
      "xxx",   "xxxx", "from",        "optional", "required", "same",  "generate", "provide", "set",     "fill",
      "add",   "use",  "get",         "none",     "foo",      "bar",   "obtained", "mytoken", "some"};
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(kTelling.begin(), kTelling.end(), word) != kTelling.end();
  });
}

// Words joined by blanks, dashes or underscores, without a digit: nothing that a generator makes.
bool is_words(Bytes value) {
  std::size_t separators = 0;
  for (const char c : value) {
    if (c == ' ' || c == '-' || c == '_' || c == '.' || c == '/') {
      ++separators;
    } else if (!is_alpha(c)) {
      return false;
    }
  }
  return separators >= 1;
}

// "abcd efgh ijkl mnop": an app password, as Google and WordPress show them.
bool is_app_password(Bytes value) {
  if (value.size() < 19 || (value.size() + 1) % 5 != 0) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if ((i % 5 == 4) != (value[i] == ' ') || (value[i] != ' ' && !is_alnum(value[i]))) return false;
  }
  return true;
}

std::string letters_and_digits(Bytes text) {
  std::string out;
  for (const char c : text) {
    if (is_alnum(c)) out.push_back(to_lower(c));
  }
  return out;
}

bool repeats_name(Bytes value, Bytes name) {
  const std::string own = letters_and_digits(value);
  const std::string called = letters_and_digits(name);
  return own.size() >= 4 && (called == own || called.ends_with(own) || own.ends_with(called)) && !called.empty();
}

std::optional<std::string_view> find_in_token(Bytes value, const std::string& lower) {
  const Bytes rest = without_prefix(value);
  if (value.size() < 8) return "too short for a token";
  if (is_words(value)) return "words";
  if (is_typed_filler(lower_case(rest)) || is_typed_filler(lower)) return "an example word";
  if (filter::shannon_entropy(rest) < 2.0) return "too regular for a token";
  if (std::all_of(rest.begin(), rest.end(), is_alpha) && rest.size() < 12) return "a word";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> find_placeholder(Bytes value, Bytes name, bool is_password) {
  if (value.empty()) return "empty";
  const std::string lower = lower_case(value);
  if (contains_any(lower, {"...", "\xe2\x80\xa6", "***", "\xe2\x80\xa2", "xxxxx"})) return "masked";
  const bool random = has_random_part(value);
  if (has_brackets(value)) return "brackets around a name";
  // The filter looks at the byte before the value to tell a string from program text.
  const std::string line = "\"" + std::string(value) + "\"";
  if (!filter::check_placeholder(value, line, {1, 1 + value.size()}, random)) return "an example or a template";
  if (random) return std::nullopt;
  if (repeats_name(value, name)) return "the name itself";
  if (is_app_password(value)) return std::nullopt;
  const std::vector<std::string> words = words_of(value);
  const bool tells = is_password ? std::any_of(words.begin(), words.end(), asks_for_password) : has_telling_word(words);
  if (tells && words.size() > 1) return "words that ask for a value";
  if (value.find(' ') != Bytes::npos && is_words(value)) return "words";
  if (is_password) return value.size() < 4 ? std::optional<std::string_view>("too short") : std::nullopt;
  return find_in_token(value, lower);
}

}  // namespace leaksieve::mcp
