#include "scanner/mcp/value_shape.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "scanner/filter/entropy.h"
#include "scanner/filter/shapes.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/mapped_text.h"
#include "scanner/mcp/unwrap.h"

namespace leaksieve::mcp {
namespace {

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

constexpr std::size_t kLeastRandom = 12;  // bytes of a part

bool is_random(Bytes part) {
  if (part.size() < kLeastRandom) return false;
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t changes = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    digits += is_digit(part[i]) ? 1 : 0;
    letters += is_alpha(part[i]) ? 1 : 0;
    if (i == 0) continue;
    const bool kind_changes = is_digit(part[i]) != is_digit(part[i - 1]) ||
                              (is_upper(part[i]) && is_lower(part[i - 1])) ||
                              (is_lower(part[i]) && is_upper(part[i - 1]));
    changes += kind_changes ? 1 : 0;
  }
  // Base32 and the like have letters of one case and few digits; words have none at all.
  const bool mixed = digits >= 1 && letters >= 2 && changes >= 3;
  const bool cases = changes >= 5 && part.size() >= 16;
  const double least = part.size() >= 20 ? 3.0 : 2.7;
  return (mixed || cases) && filter::shannon_entropy(part) >= least && !filter::has_sequence(part) &&
         !filter::has_period(part) && !filter::has_repeats(part);
}

bool is_word_char(char c) { return is_alnum(c); }

}  // namespace

bool has_random_part(Bytes value) {
  for (std::size_t begin = 0; begin < value.size();) {
    std::size_t end = begin;
    while (end < value.size() && is_word_char(value[end])) ++end;
    if (is_random(value.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

bool is_uuid(Bytes value) {
  static const RE2 kUuid("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  return RE2::FullMatch(piece(value), kUuid);
}

bool has_token_format(Bytes value) {
  // Prefixes that vendors give their secrets, as their documentation tells; the rest has to be random.
  static const RE2 kPrefixed(
      R"((?:gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt|soat|ft|agent|cbt)-|sk-|sk_|rk_|xox[a-z]-|xapp-|AIza|GOCSPX-|ya29\.|figd_|tvly-|fc-|pplx-|ntn_|secret_|lin_(?:api|oauth)_|sb[ps]_|sb_secret_|napi_|hf_|r8_|gsk_|xai-|do[opr]_v1_|sntry[us]_|apify_api_|e2b_|pcsk_|dapi|ops_|shp(?:at|ss|ca|pa)_|ATATT|ATCTT|npm_|pypi-|dckr_pat_|glsa_|NRAK-|rnd_|HRKU-|PMAK-|phx_|key-|SG\.|whsec_|sq0|EAA|AGE-SECRET-KEY-|bb_(?:live|test)_|ctx7sk|BSA|re_|pat[A-Za-z0-9]{14}\.|pat-[a-z]{2}\d-|cal_live_|vercel_|nfp_|railway_|tfp_|tk_|api-|jina_|co_|ls[v]2_(?:pt|sk)_|lsv2_|fo1_|FlyV1|mcp_|sm[it]_|ak_|cu_|us_)([A-Za-z0-9_.=+/:~-]{12,}))");
  re2::StringPiece rest;
  if (RE2::FullMatch(piece(value), kPrefixed, &rest)) {
    const Bytes random(rest.data(), rest.size());
    return has_random_part(random) ||
           (random.size() >= 20 && filter::shannon_entropy(random) >= 3.6 && !filter::has_sequence(random));
  }
  if (value.starts_with("eyJ") && std::count(value.begin(), value.end(), '.') == 2 && value.size() > 60) return true;
  return value.find("-----BEGIN ") != Bytes::npos && value.find("PRIVATE KEY") != Bytes::npos;
}

bool is_long_random(Bytes value) {
  if (value.size() < 24 || value.find_first_of(" /:\\,@.()") != Bytes::npos || is_uuid(value)) return false;
  // One long random part: not words joined by dashes, nor a digest's name.
  for (std::size_t begin = 0; begin < value.size();) {
    std::size_t end = begin;
    while (end < value.size() && is_word_char(value[end])) ++end;
    const Bytes part = value.substr(begin, end - begin);
    if (part.size() >= 20 && is_random(part)) return true;
    begin = end + 1;
  }
  return false;
}

std::optional<std::string_view> find_reference(Bytes value, ByteSpan& default_value) {
  static const RE2 kDefault(R"(\$\{[A-Za-z_][\w.:/]*:-([^{}]*)\})");
  static const RE2 kScheme(R"((?i)\b(?:bearer|basic|token|apikey|api-key|key|bot|authorization|https?|wss?)\b)");
  const RE2& any = builtin_clients().any_reference();
  std::string rest(value);
  std::size_t references = 0;
  for (std::size_t from = 0; from <= value.size();) {
    re2::StringPiece found;
    if (!any.Match(piece(value), from, value.size(), RE2::UNANCHORED, &found, 1) || found.empty()) break;
    const auto begin = static_cast<std::size_t>(found.data() - value.data());
    from = begin + found.size();
    // A password may hold a '$' or '%': only a reference that stands by itself is one.
    const bool bare = (found[0] == '$' && found.size() > 1 && is_alpha(found[1])) || found[0] == '%';
    const bool stands_alone =
        begin == 0 || std::string_view(" :=\"'/").find(value[begin - 1]) != std::string_view::npos;
    const bool is_name = std::none_of(found.begin() + 1, found.end(), is_lower) || from == value.size();
    if (bare && !(stands_alone && is_name)) continue;
    ++references;
    std::fill(rest.begin() + static_cast<std::ptrdiff_t>(begin), rest.begin() + static_cast<std::ptrdiff_t>(from), ' ');
  }
  if (references == 0) return std::nullopt;
  re2::StringPiece inner;
  if (RE2::PartialMatch(piece(value), kDefault, &inner) && !inner.empty()) {
    const auto begin = static_cast<std::size_t>(inner.data() - value.data());
    default_value = {begin, begin + inner.size()};
  }
  RE2::GlobalReplace(&rest, kScheme, "");
  const auto left = std::count_if(rest.begin(), rest.end(), is_alnum);
  if (left > 8 && has_random_part(rest)) return std::nullopt;
  return "a reference";
}

std::optional<std::string_view> find_public(Bytes value) {
  for (const std::string_view start :
       {"pk_live_", "pk_test_", "sb_publishable_", "pk.eyJ", "phc_", "pub-c-", "sub-c-"}) {
    if (value.starts_with(start)) return "a publishable key";
  }
  if (value.starts_with("eyJ")) {  // source: Supabase "API keys": the anon key is a JWT with the role anon
    const std::size_t first = value.find('.');
    const std::size_t second = first == Bytes::npos ? first : value.find('.', first + 1);
    if (second != Bytes::npos) {
      const auto payload = base64_decoded(MappedText(value.substr(first + 1, second - first - 1)));
      if (payload && payload->text().find(R"("role":"anon")") != Bytes::npos) return "a JWT for the role anon";
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> find_harmless(Bytes value) {
  struct Shape {
    const char* regex;
    std::string_view what;
  };
  static const std::array<Shape, 9> kShapes = {{
      {R"([+-]?\d{1,7}(?:\.\d+)?(?:ms|s|m|h|d|kb|mb|gb|%)?)", "a number"},
      {R"((?i)true|false|yes|no|on|off|null|none|undefined|auto|default)", "a switch"},
      {R"((?:~|\.{1,2})?/[\w.@~+ -]*(?:/[\w.@~+ -]*)+|~?/[\w.-]+|\.{1,2}|\.{1,2}/.*|(?:[A-Za-z]:|%\w+%)[\\/].*|file://.*)",
       "a path"},
      {R"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", "an e-mail address"},
      {R"(v?\d+\.\d+(?:\.\d+)?(?:[-+.][\w.-]{1,12})?)", "a version"},
      {R"((?i)(?:localhost|[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,5}\.?[a-z]{2,10}|(?:\d{1,3}\.){3}\d{1,3}|0\.0\.0\.0)(?::\d{1,5})?)",
       "a host"},
      {R"((?i)[a-z]{2}(?:-gov)?-[a-z]+-\d[a-z]?)", "a region"},
      {R"(\d{4}-\d{2}-\d{2}(?:T[\d:.Z+-]+)?)", "a date"},
      {R"((?i)[\w-]+(?:/[\w.-]+)?\.(?:json|ya?ml|toml|js|ts|mjs|cjs|py|sh|pem|key|crt|cert|sqlite|db|txt|md|exe|log|env|duckdb))",
       "a file name"},
  }};
  static const std::array<RE2, 9> kRegexes = {{{kShapes[0].regex},
                                               {kShapes[1].regex},
                                               {kShapes[2].regex},
                                               {kShapes[3].regex},
                                               {kShapes[4].regex},
                                               {kShapes[5].regex},
                                               {kShapes[6].regex},
                                               {kShapes[7].regex},
                                               {kShapes[8].regex}}};
  for (std::size_t i = 0; i < kRegexes.size(); ++i) {
    if (RE2::FullMatch(piece(value), kRegexes[i])) return kShapes[i].what;
  }
  return std::nullopt;
}

bool is_weak_password(Bytes password, Bytes user) {
  static const RE2 kCommon(
      R"((?i)(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|root|admin|administrator|user|test|guest|neo4j|minio(?:admin)?|elastic|sa|dev|development|local|docker|secret|pass(?:word|wd)?|toor|default|changeme|qwerty|letmein|welcome|example|demo|app|db|my|strong|super|pwd)?[._@#!-]?(?:postgres|mysql|root|admin|user|test|neo4j|minio|secret|pass(?:word|wd)?|dev|local|app|db|pwd)?[._@#!-]?\d{0,6}!?)");
  if (password.empty() || RE2::FullMatch(piece(password), kCommon)) return true;
  const std::string lower = lower_case(password);
  if (!user.empty() && lower == lower_case(user)) return true;
  const bool plain = std::all_of(password.begin(), password.end(), [](char c) { return is_lower(c) || is_digit(c); });
  return password.size() < 6 || (plain && password.size() < 9 && !has_random_part(password));
}

bool reads_like_program(Bytes bare) {
  return bare.find_first_of(" ()[]{}<>\"'`") != Bytes::npos || std::none_of(bare.begin(), bare.end(), is_digit);
}

}  // namespace leaksieve::mcp
