// The last word of a name tells most: API_KEY_FILE is a file, TOKEN_URL a URL. Then secret words anywhere in it.
#include "scanner/mcp/names.h"

#include <algorithm>
#include <initializer_list>

#include "scanner/mcp/chars.h"

namespace leaksieve::mcp {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_one_of(const std::string& word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_one_of(const std::vector<std::string>& all, Words words) {
  return std::any_of(all.begin(), all.end(), [&](const std::string& word) { return is_one_of(word, words); });
}

// What a value of this name is, whatever stands before it.
bool ends_harmless(const std::string& last) {
  return is_one_of(
      last,
      {"file",        "path",         "paths",      "dir",       "directory",  "folder",   "root",      "name",
       "names",       "type",         "mode",       "id",        "ids",        "limit",    "limits",    "header",
       "enabled",     "disabled",     "ttl",        "expiry",    "expiration", "expires",  "timeout",   "size",
       "count",       "endpoint",     "host",       "hostname",  "port",       "region",   "zone",      "version",
       "prefix",      "suffix",       "model",      "models",    "algorithm",  "scope",    "scopes",    "method",
       "provider",    "strategy",     "env",        "var",       "domain",     "email",    "user",      "username",
       "level",       "format",       "length",     "max",       "min",        "interval", "workspace", "project",
       "org",         "organization", "account",    "tenant",    "bucket",     "index",    "channel",   "channels",
       "language",    "locale",       "timezone",   "debug",     "readonly",   "only",     "allowed",   "store",
       "agent",       "dimensions",   "collection", "database",  "schema",     "table",    "branch",    "repo",
       "repository",  "owner",        "location",   "style",     "profile",    "address",  "cache",     "storage",
       "server",      "servers",      "site",       "subdomain", "instance",   "vault",    "ref",       "title",
       "description", "label",        "status",     "state",     "event",      "required", "rotation",  "threshold",
       "command"});
}

bool is_password_word(const std::string& word) {
  return is_one_of(word, {"password", "passwd", "pwd", "pass", "passphrase", "pw", "passcode", "pin", "userpass"}) ||
         word.ends_with("password") || word.ends_with("passwd") || (word.size() > 5 && word.ends_with("pass"));
}

bool is_token_word(const std::string& word) {
  return is_one_of(word,
                   {"token",        "secret",      "secrets",   "apikey",        "apitoken",   "accesskey", "secretkey",
                    "privatekey",   "pat",         "auth",      "authorization", "bearer",     "cookie",    "cookies",
                    "credential",   "credentials", "creds",     "jwt",           "session",    "dsn",       "xoxc",
                    "xoxd",         "xoxb",        "seed",      "mnemonic",      "otp",        "totp",      "signature",
                    "webhook",      "sessionid",   "sessdata",  "psid",          "sid",        "hmac",      "salt",
                    "refreshtoken", "csrf",        "appsecret", "authkey",       "accesstoken"}) ||
         word.ends_with("token") || word.ends_with("apikey") || word.ends_with("secret");
}

bool is_key(const std::vector<std::string>& words) {
  if (words.back() != "key" && words.back() != "keys" && words.back() != "pem") return false;
  return words.size() == 1 ||
         !is_one_of(words[words.size() - 2],
                    {"public", "primary", "foreign", "sort", "partition", "cache", "hot", "object", "row", "project",
                     "issue", "host", "jira", "space", "board", "short", "registry", "tag"});
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_alnum(c)) {
      flush();
      continue;
    }
    const bool after_lower = i > 0 && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
    const bool before_lower = i + 1 < name.size() && is_lower(name[i + 1]) && i > 0 && is_upper(name[i - 1]);
    if (is_upper(c) && (after_lower || before_lower)) flush();
    word.push_back(to_lower(c));
  }
  flush();
  return words;
}

NameKind kind_of_name(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  // "API_KEY_2", "TOKEN_PROD", "SECRET_VALUE": the word before tells.
  while (words.size() > 1 && (is_one_of(words.back(), {"value", "prod", "production", "dev", "staging", "live", "test",
                                                       "default", "v1", "v2", "base64", "b64", "string", "here"}) ||
                              std::all_of(words.back().begin(), words.back().end(), is_digit))) {
    if (words.back() == "string" && has_one_of(words, {"connection"})) break;
    words.pop_back();
  }
  if (words.empty()) return NameKind::kNeutral;
  const std::string& last = words.back();
  if (has_one_of(words, {"publishable", "anon", "public"}) && !is_password_word(last)) return NameKind::kPublic;
  if (has_one_of(words, {"sitekey", "clientid"})) return NameKind::kPublic;
  const bool session_id = last == "id" && has_one_of(words, {"session", "sess"});
  if (session_id) return NameKind::kToken;
  if (ends_harmless(last)) return NameKind::kHarmless;
  if (is_password_word(last)) return NameKind::kPassword;
  if (has_one_of(words, {"tokens"}) || last == "tokenizer" || last == "author") return NameKind::kHarmless;
  if (is_key(words)) return NameKind::kToken;
  if (last == "hash" && has_one_of(words, {"api", "password", "auth"})) return NameKind::kToken;
  if (is_one_of(last, {"url", "uri", "urls", "endpoints"})) return NameKind::kNeutral;  // its text tells
  if (std::any_of(words.begin(), words.end(), is_password_word)) return NameKind::kPassword;
  if (std::any_of(words.begin(), words.end(), is_token_word)) return NameKind::kToken;
  if (words.size() > 1 && std::find(words.begin(), words.end(), "key") != words.end() &&
      is_one_of(last, {"secret", "access"}))
    return NameKind::kToken;
  return NameKind::kNeutral;
}

bool names_mcp(Bytes text) { return lower_case(text).find("mcp") != std::string::npos; }

}  // namespace leaksieve::mcp
