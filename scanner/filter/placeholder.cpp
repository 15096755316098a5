// Two kinds of test. The strict ones hold for every secret: shapes that a random token does not have (runs, sequences,
// "example"). The loose ones are for passwords and generic values, whose text is free: template marks, references to a
// variable or a call, words that documentation uses.
//
// A wrong drop loses a leak, a wrong keep costs a look. So a word counts only when it stands alone ("my-test-key", not
// "attestation"), and structured tokens are never judged by short words.
#include "scanner/filter/placeholder.h"

#include <algorithm>
#include <array>
#include <vector>

#include "scanner/filter/references.h"
#include "scanner/filter/shapes.h"
#include "scanner/filter/words.h"

namespace leaksieve::filter {
namespace {

using Words = std::initializer_list<std::string_view>;

// Long enough that random base-62 text does not hold them by chance: (2/62)^6 * 40 = 5e-8.
bool has_strict_word(std::string_view lower) {
  static constexpr std::array<std::string_view, 22> kWords = {
      "example",     "placeholder", "redacted",   "changeme", "change_me", "change-me", "replaceme",  "replace_me",
      "replace-me",  "yourtoken",   "yourkey",    "your_",    "your-",     "yourapi",   "yoursecret", "insert_your",
      "notarealkey", "not_a_real",  "not-a-real", "deadbeef", "cafebabe",  "foobar"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

// Typed in place of what was cut out: stars, dots, the ellipsis, bullets.
bool is_masked(Bytes secret) {
  for (const std::string_view mask : {"***", "...", "\xE2\x80\xA6", "\xE2\x80\xA2\xE2\x80\xA2", "###", "[REDACTED]"}) {
    if (secret.find(mask) != Bytes::npos) return true;
  }
  return false;
}

// "ghp_thisIsNotTheTokenYouAreLookingFor": a token's characters, and no token. What stands before the last '_' or '-'
// of its begin is the vendor's word. Connection strings and the like, which hold words, have other characters too.
bool is_word_token(Bytes secret) {
  constexpr std::size_t kLongestPrefix = 12;
  const bool plain =
      std::all_of(secret.begin(), secret.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; });
  if (!plain) return false;
  const std::size_t mark = secret.substr(0, kLongestPrefix).find_last_of("_-");
  return is_made_of_words(lower_case(mark == Bytes::npos ? secret : secret.substr(mark + 1)));
}

Verdict check_strict(Bytes secret) {
  if (is_masked(secret)) return Verdict::dropped("placeholder: masked");
  if (has_repeats(secret)) return Verdict::dropped("placeholder: repeated characters");
  if (has_sequence(secret)) return Verdict::dropped("placeholder: counting characters");
  if (has_period(secret)) return Verdict::dropped("placeholder: repeated pattern");
  if (has_strict_word(lower_case(secret))) return Verdict::dropped("placeholder: example word");
  return Verdict::kept();
}

// The value's letters can be cut into words that name a field, its user or its emptiness: "my-test-password_1",
// "secrettoken". With more than a few digits it is no filler: "admin" is one, "Admin7f3k9c2x" is not.
bool is_filler(std::string_view lower) {
  static constexpr std::array<std::string_view, 66> kWords = {
      "password",   "passwd", "passphrase", "pass",      "pwd",    "pw",      "secret", "secrets",  "token",
      "tokens",     "key",    "keys",       "api",       "auth",   "access",  "client", "test",     "tests",
      "testing",    "dummy",  "sample",     "demo",      "foo",    "bar",     "baz",    "qux",      "quux",
      "null",       "nil",    "none",       "undefined", "true",   "false",   "yes",    "no",       "todo",
      "tbd",        "fixme",  "user",       "username",  "name",   "root",    "admin",  "guest",    "postgres",
      "postgresql", "mysql",  "redis",      "mongo",     "string", "value",   "my",     "the",      "a",
      "new",        "old",    "wrong",      "bad",       "good",   "invalid", "valid",  "changeit", "default",
      "some",       "here",   "is"};
  constexpr std::size_t kMostDigits = 5;
  std::string letters;
  std::size_t digits = 0;
  for (const char c : lower) {
    if (is_alpha(c)) letters.push_back(c);
    if (is_digit(c)) ++digits;
  }
  if (letters.empty() || digits > kMostDigits) return false;
  std::vector<bool> reached(letters.size() + 1, false);  // reached[i]: the first i letters can be cut into words
  reached[0] = true;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (!reached[i]) continue;
    for (const std::string_view word : kWords) {
      if (std::string_view(letters).substr(i).starts_with(word)) reached[i + word.size()] = true;
    }
  }
  return reached.back();
}

// Marks of something made up, wherever they stand as a word.
bool has_loose_word(Bytes secret, std::string_view lower) {
  for (const std::string_view word :
       {"dummy", "fake", "your", "insert", "replace", "todo", "fixme", "bogus", "redacted", "masked", "notasecret",
        "changeme", "xxxx", "placeholder", "undefined", "mypassword"}) {
    if (has_word(secret, lower, word)) return true;
  }
  return false;
}

// Words of the same sense that also stand in real secrets: as an environment's mark (`pk_test_...`), or by chance.
bool has_trial_word(Bytes secret, std::string_view lower) {
  for (const std::string_view word : {"test", "testing", "sample", "demo", "mock", "xxx"}) {
    if (has_word(secret, lower, word)) return true;
  }
  return false;
}

// A stretch of letters and digits that was not typed: long, mixed, and no words.
bool has_random_stretch(std::string_view lower) {
  constexpr std::size_t kLeast = 12;
  for (std::size_t at = 0; at < lower.size();) {
    std::size_t end = at;
    std::size_t digits = 0;
    while (end < lower.size() && is_alnum(lower[end])) digits += is_digit(lower[end++]) ? 1 : 0;
    const std::string_view stretch = lower.substr(at, end - at);
    const bool mixed = digits >= 2 && digits < stretch.size();
    if (stretch.size() >= kLeast && mixed && bytes_in_words(stretch) * 2 < stretch.size()) return true;
    at = end + 1;
  }
  return false;
}

// MY_API_KEY, DB-PASSWORD, KEY_PRIVATE_PKCS8: the name of a variable, not its value.
bool is_constant_name(Bytes secret) {
  bool joined = false;
  std::size_t digits = 0;
  for (const char c : secret) {
    if (c == '_' || c == '-') {
      joined = true;
    } else if (is_digit(c)) {
      ++digits;
    } else if (!is_upper(c)) {
      return false;
    }
  }
  return joined &&
         (digits == 0 || (digits <= 2 && is_upper(secret.front()) && bytes_in_words(lower_case(secret)) >= 4));
}

Verdict check_loose(Bytes secret, Bytes line, ByteSpan span) {
  const std::string lower = lower_case(secret);
  if (const Verdict elsewhere = check_reference(secret, lower, line, span); !elsewhere) return elsewhere;
  if (is_constant_name(secret)) return Verdict::dropped("placeholder: name of a variable");
  if (is_filler(lower)) return Verdict::dropped("placeholder: filler word");
  if (has_loose_word(secret, lower)) return Verdict::dropped("placeholder: example word");
  if (has_trial_word(secret, lower) && !has_random_stretch(lower)) {
    return Verdict::dropped("placeholder: example word");
  }
  if (longest_run(secret).length * 2 > secret.size()) return Verdict::dropped("placeholder: repeated characters");
  return Verdict::kept();
}

}  // namespace

Verdict check_placeholder(Bytes secret, Bytes line, ByteSpan secret_in_line, bool structured) {
  if (secret.empty()) return Verdict::dropped("placeholder: empty");
  if (const Verdict strict = check_strict(secret); !strict) return strict;
  if (structured) {
    return is_word_token(secret) ? Verdict::dropped("placeholder: words in place of a token") : Verdict::kept();
  }
  // A secret of several lines has its span cut to the line it starts in.
  const ByteSpan span{std::min(secret_in_line.begin, line.size()), std::min(secret_in_line.end, line.size())};
  return check_loose(secret, line, span);
}

}  // namespace leaksieve::filter
