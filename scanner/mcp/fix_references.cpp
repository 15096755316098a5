#include "scanner/mcp/fix_edits.h"

namespace leaksieve::mcp {

ClientSyntax syntax_of(const std::string& client) {
  ClientSyntax syntax;
  const Client* known = builtin_clients().find(client);
  syntax.is_known = known != nullptr && known->name != "mcp";
  if (!syntax.is_known) {
    syntax.environment = "${{NAME}}";
    return syntax;
  }
  for (const ReferenceSyntax& reference : known->references) {
    if (reference.write.empty() || !reference.fields.empty()) continue;
    std::string& place = reference.name == "input"                ? syntax.input
                         : reference.name == "the user's setting" ? syntax.setting
                                                                  : syntax.environment;
    if (place.empty()) place = reference.write;
  }
  return syntax;
}

std::string filled(const std::string& syntax, const std::string& name) {
  constexpr std::string_view kName = "{NAME}";
  std::string text = syntax;
  const std::size_t at = text.find(kName);
  if (at != std::string::npos) text.replace(at, kName.size(), name);
  return text;
}

const char* name_of(Store store) {
  switch (store) {
    case Store::kAuto:
      return "auto";
    case Store::kEnv:
      return "env";
    case Store::kInput:
      return "input";
    case Store::kOnePassword:
      return "op";
    case Store::kKeychain:
      return "keychain";
    case Store::kVault:
      break;
  }
  return "vault";
}

std::optional<Store> store_named(std::string_view name) {
  for (const Store store :
       {Store::kAuto, Store::kEnv, Store::kInput, Store::kOnePassword, Store::kKeychain, Store::kVault}) {
    if (name == name_of(store)) return store;
  }
  return std::nullopt;
}

}  // namespace leaksieve::mcp
