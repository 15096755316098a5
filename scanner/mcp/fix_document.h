// Takes the secrets out of an MCP config: each becomes a reference in the client's own syntax, or the server is started
// by a launcher that reads the store. Pure functions on text; who writes files is `leaksieve fix`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/secret.h"
#include "scanner/mcp/place.h"

namespace leaksieve::mcp {

// Where the secrets are to be kept.
enum class Store : std::uint8_t {
  kAuto,         // what the client does best: input where it has them, else env
  kEnv,          // the environment that the client is started with
  kInput,        // ${input:id}: the client asks once and keeps it
  kOnePassword,  // op://…, by `op run`
  kKeychain,     // macOS' keychain, or secret-tool
  kVault         // HashiCorp Vault
};
[[nodiscard]] const char* name_of(Store store);  // "auto", "env", "input", "op", "keychain", "vault"
[[nodiscard]] std::optional<Store> store_named(std::string_view name);

struct FixedSecret {
  Place place;
  ByteSpan span;  // in the text that was given
  Secret secret;
  std::string variable;       // [A-Za-z0-9_]
  std::string reference;      // what stands there now; "" = it was left as it is
  Store store = Store::kEnv;  // where it is looked for: never kAuto
  bool by_launcher = false;   // a shell in front of the server reads the store
  std::string slug;           // the server's name as the stores have it: [A-Za-z0-9_-]
  std::string note;           // what a person still has to do, "" = nothing
};

struct FixedDocument {
  std::string text;
  std::vector<FixedSecret> secrets;  // in the order of the text
  [[nodiscard]] bool is_changed(Bytes before) const { return text != before; }
};

// Every byte that is no secret, and no launcher or input that it needs, stays. A second call changes nothing.
[[nodiscard]] FixedDocument fix_document(Bytes text, Bytes path, Store store);

// The shell lines that put the secrets into their stores; they ask for each and show none. Safe to paste: all names are
// [A-Za-z0-9_-].
[[nodiscard]] std::vector<std::string> store_lines(const std::vector<FixedSecret>& secrets);

}  // namespace leaksieve::mcp
