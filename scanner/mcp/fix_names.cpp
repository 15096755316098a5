// Names for secrets in stores and environments. Only letters, digits, '_' and '-' come out, whatever goes in: they are
// pasted into shells.
#include <algorithm>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_edits.h"
#include "scanner/mcp/names.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLongestName = 60;

std::string upper_words(std::string_view name) {
  std::string joined;
  for (const std::string& word : words_of(name)) {
    std::string part;
    for (const char c : word) {
      if (is_alnum(c)) part += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (part.empty()) continue;
    if (!joined.empty()) joined += '_';
    joined += part;
  }
  return joined.substr(0, kLongestName);
}

bool is_variable(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

// What the value is for, without its server: "API_KEY", "TOKEN".
std::string purpose_of(const JudgedValue& value) {
  std::string name = upper_words(value.name);
  if (name.starts_with("X_")) name.erase(0, 2);
  const bool is_authorization = name == "AUTHORIZATION" || name == "PROXY_AUTHORIZATION" || name == "HEADERS";
  if (is_authorization || name == "BEARER" || name == "COOKIE") return name == "COOKIE" ? name : "TOKEN";
  if (value.kind == PlaceKind::kUrl && name == "PATH") return "URL_KEY";
  if (value.kind == PlaceKind::kUrl && (name == "URL" || name == "URI")) return "URL_TOKEN";
  return name.empty() ? "SECRET" : name;
}

}  // namespace

std::string slug_of(const std::string& server) {
  std::string slug;
  for (const char c : server) {
    if (is_alnum(c) || c == '_') slug += c;
    if (!is_alnum(c) && c != '_' && !slug.empty() && slug.back() != '-') slug += '-';
  }
  slug = slug.substr(0, kLongestName);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "server" : slug;
}

std::string variable_of(const JudgedValue& value) {
  const bool is_nested = value.kind == PlaceKind::kEnv && value.field.ends_with("." + value.name) &&
                         value.field.find('.') != value.field.rfind('.');
  if (value.kind == PlaceKind::kEnv && !is_nested && is_variable(value.name)) return value.name;
  const std::string server = upper_words(value.server);
  std::string name = purpose_of(value);
  const bool has_server = server.empty() || name == server || name.starts_with(server + "_");
  if (!has_server) name = server + "_" + name;
  return is_digit(name.front()) ? "MCP_" + name : name;
}

}  // namespace leaksieve::mcp
