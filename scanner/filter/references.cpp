// A value that only says where the value is. What a random password can hold by chance is asked for at the begin of the
// text only, or with its end: "$" and "%" stand in passwords too.
#include "scanner/filter/references.h"

#include <algorithm>

#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

bool is_of_name(char c) { return is_alnum(c) || c == '_'; }

bool is_name(Bytes text) {  // an identifier
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_of_name);
}

bool enclosed(Bytes text, std::string_view open, std::string_view close) {
  return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close);
}

// `open`, then a letter, and `close` further on in the line (the rule's pattern may have stopped before it).
bool has_marks(Bytes value, Bytes rest_of_line, std::string_view open, std::string_view close) {
  const std::size_t at = value.find(open);
  if (at == Bytes::npos) return false;
  std::size_t name = at + open.size();
  while (name < rest_of_line.size() && (rest_of_line[name] == ' ' || rest_of_line[name] == '-')) ++name;
  if (name >= rest_of_line.size()) return true;
  const char c = rest_of_line[name];
  const bool begins_name =
      is_alpha(c) || c == '_' || c == '.' || c == '"' || c == '\'' || c == '/' || c == '$' || c == ':';
  return begins_name && rest_of_line.find(close, name) != Bytes::npos;
}

// ${VAR}, $VAR, {{ x }}, <token>, %VAR%, #{x}, $(x), @x@, [your key], {x}, %s, %(name)s, :name
bool is_template(Bytes value, Bytes line, ByteSpan span) {
  struct Marks {
    std::string_view open;
    std::string_view close;
  };
  static constexpr Marks kMarks[] = {{"${", "}"},  {"{{", "}}"}, {"#{", "}"},   {"$(", ")"},
                                     {"<%", "%>"}, {"%(", ")s"}, {"$[[", "]]"}, {"[[", "]]"}};
  const Bytes rest = line.substr(span.begin);
  for (const Marks& marks : kMarks) {
    if (has_marks(value, rest, marks.open, marks.close)) return true;
  }
  for (const Marks& marks : {Marks{"<", ">"}, Marks{"%", "%"}, Marks{"@", "@"}, Marks{"[", "]"}, Marks{"{", "}"},
                             Marks{"__", "__"}, Marks{"(", ")"}}) {
    if (enclosed(value, marks.open, marks.close)) return true;
  }
  if (value.front() == '$' && value.find('$', 1) != Bytes::npos && value.find(":$") != Bytes::npos) return true;
  if (value.size() > 2 && value.starts_with("$(") && is_alpha(value[2])) return true;
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

// config.db.password, secrets.TOKEN, args["key"]: a path that begins with what programs call the holders of settings.
bool is_path_to_setting(std::string_view lower) {
  static constexpr std::string_view kRoots[] = {
      "secrets.",  "secret.",  "vars.",    "var.",  "local.",   "module.", "data.", "inputs.", "params.", "config.",
      "settings.", "options.", "self.",    "this.", "request.", "req.",    "args.", "props.",  "ctx.",    "steps.",
      "env.",      "values.",  "outputs.", "each.", "cfg.",     "opts.",   "conf.", "app.",    "state.",  "github."};
  const bool has_root =
      std::any_of(std::begin(kRoots), std::end(kRoots), [&](std::string_view root) { return lower.starts_with(root); });
  return has_root && std::all_of(lower.begin(), lower.end(), [](char c) {
           return is_alnum(c) || std::string_view("_.-[]()'\"").find(c) != std::string_view::npos;
         });
}

// Where a program or a tool takes the value from, in place of the value.
bool is_reference(std::string_view lower) {
  static constexpr std::string_view kStarts[] = {
      // programs
      "process.env", "os.environ", "os.getenv", "getenv", "env[", "env.", "env(", "env:", "env!(", "env!", "env/",
      "__env.", "system.getenv", "system.getproperty", "environment.", "import.meta", "deno.env", "bun.env", "std::env",
      "env::var", "option_env!", "$env:", "$_env[", "$_server[", "rails.application", "app.config", "%env(",
      "{env:", "{env.", "{$", "{secret:", "{vault:",
      // secret managers
      "vault:", "vault://", "op://", "secret://", "secrets://", "ssm:", "ssm://", "aws-ssm", "awsssm:", "asm://",
      "arn:aws", "kms:", "sm://", "gsm://", "gcp:secretmanager", "gcpsecrets:", "akv:", "akv://", "azurekeyvault",
      "@microsoft.keyvault(", "https://vault.", "ref+", "keyring:", "keychain:", "doppler://", "bws://", "infisical://",
      "lpass:", "pass://", "credstash:", "chamber:", "awskms:", "gcpkms:", "resolve:", "{{resolve:", "berglas://",
      "secretsmanager:", "aws-secretsmanager", "conjur:", "cyberark:", "secret-manager:", "kubernetes://", "k8s://",
      "k8s:", "from_secret", "fromenv:", "file:", "file://", "/run/secrets/", "/var/run/secrets/", "/etc/",
      "/mnt/secrets",
      // encrypted or hashed on the spot
      "enc[", "enc(", "enc:", "{cipher}", "$ansible_vault", "!vault", "!secret", "!encrypted", "!env", "!ref", "!sub",
      "!getatt", "!importvalue", "fn::", "sops:", "age1", "{bcrypt}$", "secure:", "encrypted:", "aqicah", "pass:$"};
  for (const std::string_view start : kStarts) {
    if (lower.starts_with(start)) return true;
  }
  if (is_path_to_setting(lower)) return true;
  return lower == "(known" || lower == "(sensitive" || lower == "valuefrom" || lower == "secretkeyref";
}

// The words right before the value say so, when the rule's pattern took only what stands behind them.
bool behind_reference(Bytes line, ByteSpan span) {
  const Bytes before = line.substr(0, span.begin);
  for (const std::string_view mark :
       {"ENC[",     "ENC(",       "{cipher}",      "!vault ", "!secret ",   "!Ref ",     "!Sub ",
        "!ENV ",    "secrets.",   "secretKeyRef:", "op://",   "vault:",     "ssm:",      "/run/secrets/",
        "%env(",    "env(",       "ENV[\"",        "ENV['",   "environ[\"", "environ['", "getenv(\"",
        "getenv('", "SecretUri=", "SecretName=",   "$env:"}) {
    if (before.ends_with(mark)) return true;
  }
  return false;
}

bool is_quoted(Bytes line, ByteSpan span) {
  if (span.begin == 0) return false;
  const char before = line[span.begin - 1];
  return before == '"' || before == '\'' || before == '`';
}

// What stands before `at` is an identifier or a path of them: a, a.b, a::b, a->b.
bool is_path_before(Bytes text, std::size_t at) {
  if (at < 2 || is_digit(text.front())) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at),
                     [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == ':' || c == '-' || c == '>'; });
}

// A bracket behind a path: a call's or an index's, when it is the last thing (the rule's pattern stopped there), a
// quote follows, or its partner ends the value.
bool is_call(Bytes secret, char open, char close) {
  const std::size_t at = secret.find(open);
  if (at == Bytes::npos || !is_path_before(secret, at)) return false;
  if (at + 1 == secret.size() || secret[at + 1] == '"' || secret[at + 1] == '\'') return true;
  const std::size_t end = secret.find_last_not_of(";,");
  return end != Bytes::npos && secret[end] == close;
}

// `mark` between two names: a::b, a->b.
bool joins_names(Bytes text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == Bytes::npos || !is_path_before(text, at)) return false;
  const Bytes behind = text.substr(at + mark.size());
  const std::size_t end =
      behind.find_first_not_of("_.:->()abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  return end == Bytes::npos && (behind.empty() || !is_digit(behind.front()));
}

// a.b.c
bool is_dotted_path(Bytes text) {
  if (text.find('.') == Bytes::npos) return false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    if (!is_name(text.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

bool is_of_letters_and(Bytes text, char other) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) { return is_alpha(c) || c == other; });
}

// $Script:Pfx, $args[10], $c.Password, $x->get(, $dir/file, $CI_SLUG-x: a part of a variable, or something with it.
bool is_of_variable(Bytes text) {
  if (!text.starts_with('$')) return false;
  const auto* const behind = std::find_if_not(text.begin() + 1, text.end(), is_of_name);
  const Bytes name(text.begin() + 1, behind), rest(behind, text.end());
  if (!is_name(name) || rest.empty()) return false;
  constexpr std::size_t kLongName = 6;  // of an environment variable
  if (name.size() >= kLongName && std::ranges::none_of(name, [](char c) { return is_alpha(c) && !is_upper(c); })) {
    return true;
  }
  if (rest == "[" || rest == "-" || rest.starts_with("->")) return true;  // ">" ends many a pattern
  return rest.size() > 1 && std::string_view(".:[/").find(rest[0]) != std::string_view::npos &&
         (is_alnum(rest[1]) || std::string_view("$'\"").find(rest[1]) != std::string_view::npos);
}

// "(ConvertTo-SecureString", "($value", "()": where a pattern stopped in an expression.
bool opens_expression(Bytes text) {
  const Bytes inner = text.substr(std::min(text.find_first_not_of('('), text.size()));
  if (inner.size() == text.size()) return false;
  if (inner.empty() || inner.front() == ')') return true;
  const bool is_variable = inner.size() > 1 && inner[0] == '$' && (is_alpha(inner[1]) || inner[1] == '_');
  return is_variable || is_of_letters_and(inner, '-');
}

// What a program lists: "self.password,", "login_password)", and "[server" of a completion's description.
bool is_listed(Bytes text) {
  const Bytes name = text.substr(0, text.find_last_not_of(",);]") + 1);
  if (text.starts_with('[')) return is_of_letters_and(name.substr(std::min<std::size_t>(1, name.size())), '_');
  if (name.size() == text.size()) return false;
  return is_dotted_path(name) || (name.find('_') != Bytes::npos && is_of_letters_and(name, '_'));
}

bool is_call_or_member(Bytes text) {
  return is_call(text, '(', ')') || is_call(text, '[', ']') || joins_names(text, "::") || joins_names(text, "->");
}

// Something put behind a string that a quote has just closed: '--password='+str(x), '--password='.$config['x'].
bool is_joined(Bytes text) {
  if (!text.starts_with('+') && !text.starts_with('.')) return false;
  const Bytes joined = text.substr(1);
  return is_of_variable(joined) || is_call_or_member(joined) || is_dotted_path(joined) || is_listed(joined);
}

// Program text in place of a value, when no quotes say otherwise.
bool is_code(Bytes text) {
  return is_call_or_member(text) || is_dotted_path(text) || is_of_variable(text) || opens_expression(text) ||
         is_listed(text);
}

}  // namespace

Verdict check_reference(Bytes secret, std::string_view lower, Bytes line, ByteSpan span) {
  if (is_template(secret, line, span) || in_template(line, span)) return Verdict::dropped("placeholder: template");
  if (is_reference(lower) || behind_reference(line, span)) return Verdict::dropped("placeholder: reference");
  if (is_joined(secret) || (!is_quoted(line, span) && is_code(secret)))
    return Verdict::dropped("placeholder: program text");
  return Verdict::kept();
}

}  // namespace leaksieve::filter
