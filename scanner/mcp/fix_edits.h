// Replacements in a text, and the pieces that make them. Inner header of the layer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scanner/mcp/clients.h"
#include "scanner/mcp/fix_document.h"
#include "scanner/mcp/judged_value.h"
#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {

struct Edit {
  ByteSpan span;  // empty: an insertion
  std::string text;
};
// REQUIRED: no two edits overlap. Insertions at one place keep their order.
[[nodiscard]] std::string with_edits(Bytes text, std::vector<Edit> edits);

// One secret of a server on its way out.
struct Removal {
  JudgedValue value;
  std::string variable;
  std::string holder;     // the name of the variable, header or flag whose value it is, or is in
  ByteSpan scalar;        // of the YAML plain scalar that it stands in; empty when quotes are there, or not needed
  bool is_whole = false;  // of that value; a part of it otherwise ("Bearer …")
  std::string reference;
};

// --- names (fix_names.cpp) ---
// [A-Za-z0-9_-], never empty.
[[nodiscard]] std::string slug_of(const std::string& server);
// The environment variable that stands for the value.
[[nodiscard]] std::string variable_of(const JudgedValue& value);

// --- what a client understands (fix_references.cpp) ---
struct ClientSyntax {
  std::string environment;  // with {NAME}; "" = it has none
  std::string input;        // likewise
  std::string setting;      // a bundle's ${user_config.x}
  bool is_known = false;    // false: the config could be anybody's, so ${NAME} is written
};
[[nodiscard]] ClientSyntax syntax_of(const std::string& client);
[[nodiscard]] std::string filled(const std::string& syntax, const std::string& name);

// --- a shell in front of the server (fix_launcher.cpp) ---
// Edits that start `server` through its store, with references put into `removals`; nullopt when it has no command that
// stands in the text as it is.
[[nodiscard]] std::optional<std::vector<Edit>> launcher_edits(Bytes text, const Server& server, Store store,
                                                              std::vector<Removal>& removals);

// The JSON document's own object, behind a BOM and comments; without children when there is none.
[[nodiscard]] Node json_root(Bytes text);

// --- entries that the client asks for (fix_inputs.cpp) ---
// Edits that add an `inputs` entry for each name that has none yet; nullopt when there is no place for it.
[[nodiscard]] std::optional<std::vector<Edit>> input_edits(Bytes text, std::size_t at,
                                                           const std::vector<std::string>& variables);
// The same for a bundle's `user_config`.
[[nodiscard]] std::optional<std::vector<Edit>> setting_edits(Bytes text, const std::vector<std::string>& variables);
[[nodiscard]] std::string input_id(const std::string& variable);    // "acme-api-token"
[[nodiscard]] std::string setting_id(const std::string& variable);  // "acme_api_token"

}  // namespace leaksieve::mcp
