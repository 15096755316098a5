// Values that no vendor's format vouches for: `name = "value"`. Source code is full of values that are no secrets, so a
// value is kept only when it looks like the output of a random generator (generic-value) or like a chosen password
// (password-value).
//
// Words are told from random text by their letter pairs: 302 of the 676 pairs make up 93% of the pairs in the
// identifiers and prose of git, Rails, the C headers and Python's library (each word weighted by the logarithm of its
// count); random text has 45% of its pairs among them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/entropy.h"
#include "scanner/filter/shapes.h"
#include "scanner/filter/words.h"

namespace leaksieve::filter {
namespace {

// Row: first letter; bit: second letter.
constexpr std::array<std::uint32_t, 26> kCommonPairs = {
    0x1bebd6f, 0x1164917, 0x03edd95, 0x01e591f, 0x1eff97f, 0x01e7939, 0x0166991, 0x00e4111, 0x2aef87f,
    0x0000000, 0x0040110, 0x13cc97d, 0x01cd91f, 0x03ced7d, 0x07efd6f, 0x11ed9bd, 0x0100000, 0x13efd7f,
    0x15efdf5, 0x11ef9bd, 0x00eb93f, 0x0041131, 0x0066111, 0x0088114, 0x004a000, 0x0000010};

bool is_common_pair(char first, char second) {
  const auto row = static_cast<std::size_t>(to_lower(first) - 'a');
  return ((kCommonPairs[row] >> (to_lower(second) - 'a')) & 1U) != 0;
}

// What a text is made of.
struct Makeup {
  std::size_t upper = 0;
  std::size_t lower = 0;
  std::size_t digits = 0;
  std::size_t signs = 0;
  std::size_t words = 0;  // runs of letters; a capital after a small letter begins a new one
  std::size_t pairs = 0;  // letter pairs within words
  std::size_t common_pairs = 0;
  std::size_t digit_runs = 0;
};

Makeup makeup_of(Bytes text) {
  Makeup m;
  char before = 0;
  for (const char c : text) {
    if (is_upper(c)) {
      ++m.upper;
    } else if (is_alpha(c)) {
      ++m.lower;
    } else if (is_digit(c)) {
      ++m.digits;
    } else {
      ++m.signs;
    }
    const bool joined = is_alpha(before) && is_alpha(c) && !(is_upper(c) && !is_upper(before));
    if (is_alpha(c) && !joined) ++m.words;
    if (joined) ++m.pairs;
    if (joined && is_common_pair(before, c)) ++m.common_pairs;
    if (is_digit(c) && !is_digit(before)) ++m.digit_runs;
    before = c;
  }
  return m;
}

// Made of words, as identifiers, paths and sentences are.
bool is_wordy(const Makeup& m) {
  const std::size_t letters = m.upper + m.lower;
  if (letters == 0 || m.pairs < 3) return false;
  if (m.digits > 0 && m.lower > 0 && m.upper * 5 > letters * 2) return false;  // no naming style has so many capitals
  return m.common_pairs * 10 >= m.pairs * 8 && letters >= m.words * 3 && m.digits * 5 <= letters + m.digits;
}

// Base64 of words: "bm90IGEgc2VjcmV0" is "not a secret".
bool is_wordy_base64(Bytes text) {
  const std::optional<std::string> decoded = base64_decode(text);
  if (!decoded || decoded->size() < 6) return false;
  const bool printable =
      std::all_of(decoded->begin(), decoded->end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
  return printable && is_wordy(makeup_of(*decoded));
}

bool is_uuid(Bytes text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// 2016-09-08, 2016-09-08T21:47:36Z, 21:47:36
bool is_date_or_time(Bytes text) {
  const std::size_t end = text.find_first_not_of("0123456789-:.TZ+ ");
  const std::size_t marks =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }));
  return end == Bytes::npos && marks >= 2 && is_digit(text.front());
}

// required|string|min:12: the rules of a form, not what is typed into it.
bool is_list_of_rules(Bytes text) {
  if (text.find('|') == Bytes::npos) return false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    const Bytes rule = text.substr(begin, end - begin);
    const Bytes name = rule.substr(0, rule.find(':'));
    if (name.size() < 2 ||
        !std::all_of(name.begin(), name.end(), [](char c) { return (is_alpha(c) && !is_upper(c)) || c == '_'; })) {
      return false;
    }
    begin = end + 1;
  }
  return true;
}

bool starts_with_any(Bytes text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

// Paths, addresses, digests, public keys, media types: things with a form of their own that are no secrets.
bool is_other_thing(Bytes text) {
  if (text.find("://") != Bytes::npos || is_uuid(text) || is_date_or_time(text) || is_list_of_rules(text)) return true;
  if (starts_with_any(text, {"/",       "./",        "../",       "~/",           "C:\\",     "sha1-",    "sha256-",
                             "sha384-", "sha512-",   "sha1:",     "sha256:",      "sha512:",  "md5:",     "ssh-",
                             "ecdsa-",  "AAAAB3Nza", "AAAAC3Nza", "AAAAE2Vj",     "arn:",     "urn:",     "did:",
                             "data:",   "image/",    "text/",     "application/", "MIIB",     "MIIC",     "MIID",
                             "MIIE",    "MIIF",      "MIIG",      "-----",        "@",        "#",        "www.",
                             "http",    "--",        "0x",        "pk.eyJ",       "pk_live_", "pk_test_", "bcrypt$",
                             "pbkdf2_"})) {
    return true;
  }
  const std::string lower = lower_case(text);
  for (const std::string_view end :
       {".js",  ".ts",  ".py",   ".rb",   ".go",  ".java", ".c",    ".h",   ".png", ".jpg",   ".svg",
        ".gif", ".css", ".html", ".json", ".yml", ".yaml", ".toml", ".xml", ".txt", ".md",    ".pem",
        ".key", ".crt", ".cer",  ".pub",  ".p12", ".com",  ".org",  ".net", ".io",  ".local", ".zip",
        ".gz",  ".so",  ".jar",  ".exe",  ".dll", ".conf", ".cfg",  ".ini", ".env", ".lock"}) {
    if (lower.ends_with(end)) return true;
  }
  return false;
}

// "contraseña": letters of other scripts are bytes of 0x80 and more in UTF-8.
bool is_foreign_word(Bytes text) {
  const auto is_foreign = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; };
  return std::any_of(text.begin(), text.end(), is_foreign) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_foreign(c) || is_alpha(c) || c == ' '; });
}

// Alphabets and character sets that tokens are made from: most characters differ from those before by one.
bool is_alphabet(Bytes text) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) steps += text[i] == text[i - 1] + 1 ? 1 : 0;
  return steps * 3 > text.size();
}

// Letters that no word gives: of the pairs that they make, whatever their case, few are common ones; with capitals in
// places where no naming style has them a few more may be. A tenth of random passwords of 12 letters and digits have no
// digit.
bool is_random_letters(Bytes text, const Makeup& m) {
  constexpr std::size_t kLeastPairs = 7;
  std::size_t pairs = 0;
  std::size_t common = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (!is_alpha(text[i - 1]) || !is_alpha(text[i])) continue;
    ++pairs;
    common += is_common_pair(text[i - 1], text[i]) ? 1 : 0;
  }
  if (pairs < kLeastPairs || is_made_of_words(lower_case(text))) return false;
  const std::size_t letters = m.upper + m.lower;
  const bool odd_capitals = m.upper * 4 >= letters && m.lower * 4 >= letters;
  return odd_capitals ? common * 3 <= pairs * 2 : letters >= 12 && common * 2 <= pairs;
}

bool is_identifier_like(Bytes text, const Makeup& m) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || std::string_view("_-.:/").find(c) != std::string_view::npos;
  });
  return plain && (m.digits == 0 || is_wordy(m));
}

// Random text of 16 characters or more is seldom below this part of the mean: none of 30,000 in words_test.cpp is.
bool has_random_entropy(Bytes text) {
  constexpr double kLeastPart = 0.8;
  const double expected = expected_entropy(text.size(), alphabet_size(text));
  return shannon_entropy(text) >= kLeastPart * expected;
}

}  // namespace

CheckResult check_generic_value(Bytes secret) {
  if (is_other_thing(secret)) return {Verdict::dropped("not random: another kind of value"), ""};
  const Makeup m = makeup_of(secret);
  const std::size_t letters = m.upper + m.lower;
  if (letters == 0 || (m.digits == 0 && (m.upper == 0 || m.lower == 0) && !is_random_letters(secret, m))) {
    return {Verdict::dropped("not random: one kind of character"), ""};
  }
  if (m.signs * 3 > secret.size()) return {Verdict::dropped("not random: mostly signs"), ""};
  if (is_wordy(m)) return {Verdict::dropped("not random: words"), ""};
  if (m.digits == 0 && m.signs > 0 && m.words * 4 <= letters) return {Verdict::dropped("not random: words"), ""};
  if (is_wordy_base64(secret)) return {Verdict::dropped("not random: words in base64"), ""};
  if (is_alphabet(secret)) return {Verdict::dropped("not random: an alphabet"), ""};
  if (is_made_of_words(lower_case(secret))) return {Verdict::dropped("not random: words"), ""};
  if (!has_random_entropy(secret)) return {Verdict::dropped("not random: too even for its alphabet"), ""};
  return {Verdict::kept(), ""};
}

CheckResult check_password_value(Bytes secret) {
  if (is_other_thing(secret)) return {Verdict::dropped("not a password: another kind of value"), ""};
  const Makeup m = makeup_of(secret);
  const std::size_t letters = m.upper + m.lower;
  if (letters == 0) return {Verdict::dropped("not a password: no letters"), ""};
  const bool no_digits = m.digits == 0 && !is_random_letters(secret, m);
  if (is_identifier_like(secret, m) && (m.digits == 0 ? no_digits : m.words > 1)) {
    return {Verdict::dropped("not a password: an identifier"), ""};
  }
  if (is_foreign_word(secret)) return {Verdict::dropped("not a password: a word"), ""};
  const std::size_t end = secret.find_last_not_of(",.;:)") + 1;  // "the --user and --password switches, if"
  if (no_digits && m.signs == secret.size() - end) return {Verdict::dropped("not a password: a word"), ""};
  if (is_wordy_base64(secret)) return {Verdict::dropped("not a password: words in base64"), ""};
  if (m.signs * 2 > secret.size()) return {Verdict::dropped("not a password: mostly signs"), ""};
  return {Verdict::kept(), ""};
}

CheckResult check_random_text(Bytes secret) {
  if (is_made_of_words(lower_case(secret))) return {Verdict::dropped("not random: words"), ""};
  if (!has_random_entropy(secret)) return {Verdict::dropped("not random: too even for its alphabet"), ""};
  return {Verdict::kept(), ""};
}

// Three of small letters, capitals, digits and signs, or letters and digits that change often: what prose has not.
CheckResult check_mixed_characters(Bytes secret) {
  const Makeup m = makeup_of(secret);
  const int kinds = (m.upper > 0 ? 1 : 0) + (m.lower > 0 ? 1 : 0) + (m.digits > 0 ? 1 : 0) + (m.signs > 0 ? 1 : 0);
  const bool random_case = m.upper > 1 && is_random_letters(secret, m);
  const bool mixed = (kinds >= 3 && m.digits > 0) || m.digit_runs >= 2 || random_case;
  if (m.upper + m.lower == 0 || !mixed) return {Verdict::dropped("not a password: one kind of character"), ""};
  return {Verdict::kept(), ""};
}

CheckResult check_not_uuid(Bytes secret) {
  if (is_uuid(secret)) return {Verdict::dropped("a UUID"), ""};
  return {Verdict::kept(), ""};
}

}  // namespace leaksieve::filter
