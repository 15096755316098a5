// JSON Web Tokens (RFC 7519): header.payload.signature, each base64url. What they say of themselves tells how much a
// leak matters: an expired session is not a service key for ten years.
#include <ctime>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"

namespace leaksieve::filter {
namespace {

using Json = nlohmann::json;

struct Jwt {
  Json header;
  Json payload;
};

std::optional<Json> parse_part(Bytes part) {
  const std::optional<std::string> text = base64_decode(part);
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, false);  // false: no exceptions
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::optional<Jwt> parse_jwt(Bytes secret) {
  const std::size_t first = secret.find('.');
  if (first == Bytes::npos) return std::nullopt;
  const std::size_t second = secret.find('.', first + 1);
  if (second == Bytes::npos) return std::nullopt;
  std::optional<Json> header = parse_part(secret.substr(0, first));
  std::optional<Json> payload = parse_part(secret.substr(first + 1, second - first - 1));
  if (!header || !payload || !header->contains("alg")) return std::nullopt;
  return Jwt{std::move(*header), std::move(*payload)};
}

// A short text field, without control bytes: reports print it.
std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  std::string text = found->get<std::string>().substr(0, 80);
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

std::string expiry_of(const Json& payload) {
  const auto found = payload.find("exp");
  if (found == payload.end() || !found->is_number()) return "no expiry";
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < 253402300800.0)) return "no readable expiry";  // year 10000
  const std::time_t expiry = static_cast<std::time_t>(seconds);
  std::tm utc{};
  if (gmtime_r(&expiry, &utc) == nullptr) return "no readable expiry";
  const char* verb = expiry < std::time(nullptr) ? "expired" : "expires";
  return fmt::format("{} {:04}-{:02}-{:02}", verb, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

// What the token may do: "scope" is a text of words (RFC 8693), "scp", "scopes" and "permissions" lists or texts.
std::string scope_of(const Json& payload) {
  for (const char* name : {"scope", "scp", "scopes", "permissions"}) {
    if (std::string text = text_of(payload, name); !text.empty()) return text;
    const auto found = payload.find(name);
    if (found == payload.end() || !found->is_array()) continue;
    std::string words;
    for (const Json& word : *found) {
      if (word.is_string() && words.size() < 80) words += (words.empty() ? "" : " ") + word.get<std::string>();
    }
    if (!words.empty()) return text_of(Json{{name, words}}, name);
  }
  return "";
}

std::string note_of(const Jwt& jwt) {
  std::string note = "jwt: " + expiry_of(jwt.payload);
  if (const std::string issuer = text_of(jwt.payload, "iss"); !issuer.empty()) note += ", issuer " + issuer;
  if (const std::string role = text_of(jwt.payload, "role"); !role.empty()) note += ", role " + role;
  if (const std::string scope = scope_of(jwt.payload); !scope.empty()) note += ", scope " + scope;
  if (const std::string audience = text_of(jwt.payload, "aud"); !audience.empty()) note += ", audience " + audience;
  if (const std::string algorithm = text_of(jwt.header, "alg"); !algorithm.empty()) note += ", " + algorithm;
  return note;
}

// The token of jwt.io's front page and of hundreds of tutorials; the keys that every local Supabase has.
bool is_tutorial_token(const Jwt& jwt) {
  if (text_of(jwt.payload, "iss") == "supabase-demo") return true;
  const std::string name = text_of(jwt.payload, "name");
  return text_of(jwt.payload, "sub") == "1234567890" && (name == "John Doe" || name == "Jane Doe");
}

}  // namespace

CheckResult check_jwt(Bytes secret) {
  const std::optional<Jwt> jwt = parse_jwt(secret);
  if (!jwt) return {Verdict::dropped("no JSON Web Token"), ""};
  if (is_tutorial_token(*jwt)) return {Verdict::dropped("placeholder: a tutorial's example"), ""};
  return {Verdict::kept(), note_of(*jwt)};
}

CheckResult check_service_role_jwt(Bytes secret) {
  const std::optional<Jwt> jwt = parse_jwt(secret);
  if (!jwt) return {Verdict::dropped("no JSON Web Token"), ""};
  if (is_tutorial_token(*jwt)) return {Verdict::dropped("placeholder: a tutorial's example"), ""};
  if (text_of(jwt->payload, "role") != "service_role") return {Verdict::dropped("role is not service_role"), ""};
  return {Verdict::kept(), note_of(*jwt)};
}

}  // namespace leaksieve::filter
