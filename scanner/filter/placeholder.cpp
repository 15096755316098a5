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

#include "scanner/filter/shapes.h"

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

Verdict check_strict(Bytes secret) {
  if (is_masked(secret)) return Verdict::dropped("placeholder: masked");
  if (has_repeats(secret)) return Verdict::dropped("placeholder: repeated characters");
  if (has_sequence(secret)) return Verdict::dropped("placeholder: counting characters");
  if (has_period(secret)) return Verdict::dropped("placeholder: repeated pattern");
  if (has_strict_word(lower_case(secret))) return Verdict::dropped("placeholder: example word");
  return Verdict::kept();
}

bool is_name(Bytes text) {  // an identifier
  return !text.empty() && !is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

bool enclosed(Bytes text, std::string_view open, std::string_view close) {
  return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close);
}

// ${VAR}, $VAR, {{ x }}, <token>, %VAR%, #{x}, $(x), @x@, [your key], {x}, %s, %(name)s, :name
bool is_template(Bytes value) {
  for (const std::string_view mark : {"${", "{{", "#{", "$(", "<%", "%(", "$[["}) {
    if (value.find(mark) != Bytes::npos) return true;
  }
  if (enclosed(value, "<", ">") || enclosed(value, "%", "%") || enclosed(value, "@", "@") ||
      enclosed(value, "[", "]") || enclosed(value, "{", "}") || enclosed(value, "__", "__") ||
      enclosed(value, "(", ")")) {
    return true;
  }
  if (value.size() > 1 && (value.front() == '$' || value.front() == ':' || value.front() == '&')) {
    if (is_name(value.substr(1))) return true;
  }
  return value == "%s" || value == "%d" || value == "%v" || value == "{}" || value == "?" || value == "%q";
}

// The same marks when the rule's pattern took only what stands between them.
bool in_template(Bytes line, ByteSpan span) {
  const Bytes before = line.substr(0, span.begin);
  const Bytes behind = line.substr(span.end);
  const auto around = [&](std::string_view open, std::string_view close) {
    return before.ends_with(open) && behind.starts_with(close);
  };
  if (around("${", "}") || around("{{", "}}") || around("{{ ", " }}") || around("<", ">") || around("%", "%") ||
      around("#{", "}") || around("$(", ")") || around("{", "}")) {
    return true;
  }
  return before.ends_with("$") && is_name(span.of(line));
}

// Where a program or a tool takes the value from, in place of the value.
bool is_reference(Bytes secret, std::string_view lower) {
  for (const std::string_view start : {"process.env",
                                       "os.environ",
                                       "os.getenv",
                                       "getenv",
                                       "env[",
                                       "env.",
                                       "env(",
                                       "env:",
                                       "system.getenv",
                                       "environment.",
                                       "import.meta",
                                       "vault:",
                                       "op://",
                                       "secret://",
                                       "ssm:",
                                       "aws-ssm",
                                       "arn:aws",
                                       "kms:",
                                       "gcp:secretmanager",
                                       "ref+",
                                       "keyring:",
                                       "file:",
                                       "/run/secrets/",
                                       "secrets.",
                                       "secret.",
                                       "vars.",
                                       "var.",
                                       "local.",
                                       "module.",
                                       "data.",
                                       "inputs.",
                                       "params.",
                                       "config.",
                                       "settings.",
                                       "options.",
                                       "self.",
                                       "this.",
                                       "request.",
                                       "req.",
                                       "args.",
                                       "props.",
                                       "ctx."}) {
    if (lower.starts_with(start)) return true;
  }
  return lower == "!vault" || secret.starts_with("!Ref") || secret.starts_with("!Sub");
}

bool is_quoted(Bytes line, ByteSpan span) {
  if (span.begin == 0) return false;
  const char before = line[span.begin - 1];
  return before == '"' || before == '\'' || before == '`';
}

// Program text in place of a value, when no quotes say otherwise: calls, indexing, `a.b.c`, `A::b`, `a->b`.
bool is_code(Bytes secret) {
  if (secret.find('(') != Bytes::npos && secret.find_first_of("([") != 0) {
    return is_alnum(secret[secret.find('(') - 1]) || secret[secret.find('(') - 1] == '_';
  }
  if (secret.find("::") != Bytes::npos || secret.find("->") != Bytes::npos) return true;
  if (secret.ends_with("[") || secret.find("[\"") != Bytes::npos || secret.find("['") != Bytes::npos) return true;
  if (secret.find('.') == Bytes::npos) return false;
  for (std::size_t begin = 0; begin <= secret.size();) {
    const std::size_t end = std::min(secret.find('.', begin), secret.size());
    if (!is_name(secret.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
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
       {"test",     "testing", "dummy", "sample",      "demo",      "fake",      "mock",   "your",
        "insert",   "replace", "todo",  "fixme",       "bogus",     "redacted",  "masked", "notasecret",
        "changeme", "xxx",     "xxxx",  "placeholder", "undefined", "mypassword"}) {
    if (has_word(secret, lower, word)) return true;
  }
  return false;
}

// MY_API_KEY, DB-PASSWORD: the name of a variable, not its value.
bool is_constant_name(Bytes secret) {
  bool joined = false;
  for (const char c : secret) {
    if (c == '_' || c == '-') {
      joined = true;
    } else if (!is_upper(c)) {
      return false;
    }
  }
  return joined;
}

Verdict check_loose(Bytes secret, Bytes line, ByteSpan span) {
  const std::string lower = lower_case(secret);
  if (is_template(secret) || in_template(line, span)) return Verdict::dropped("placeholder: template");
  if (is_reference(secret, lower)) return Verdict::dropped("placeholder: reference");
  if (!is_quoted(line, span) && is_code(secret)) return Verdict::dropped("placeholder: program text");
  if (is_constant_name(secret)) return Verdict::dropped("placeholder: name of a variable");
  if (is_filler(lower)) return Verdict::dropped("placeholder: filler word");
  if (has_loose_word(secret, lower)) return Verdict::dropped("placeholder: example word");
  if (longest_run(secret).length * 2 > secret.size()) return Verdict::dropped("placeholder: repeated characters");
  return Verdict::kept();
}

}  // namespace

Verdict check_placeholder(Bytes secret, Bytes line, ByteSpan secret_in_line, bool structured) {
  if (secret.empty()) return Verdict::dropped("placeholder: empty");
  if (const Verdict strict = check_strict(secret); !strict) return strict;
  if (structured) return Verdict::kept();
  // A secret of several lines has its span cut to the line it starts in.
  const ByteSpan span{std::min(secret_in_line.begin, line.size()), std::min(secret_in_line.end, line.size())};
  return check_loose(secret, line, span);
}

}  // namespace leaksieve::filter
