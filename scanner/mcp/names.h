// What the name of a variable, header, flag, key or query parameter says of its value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

enum class NameKind {
  kToken,     // a key or token that a machine made
  kPassword,  // what a person may have thought up
  kPublic,    // publishable, anon: meant to be seen
  kHarmless,  // a path, a port, a mode, an identifier
  kNeutral    // says nothing
};

[[nodiscard]] NameKind kind_of_name(std::string_view name);

// The words of a name, in lower case: "exaApiKey", "EXA_API_KEY", "--exa-api-key" → exa, api, key.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name);

// "mcp" stands in it, in any case.
[[nodiscard]] bool names_mcp(Bytes text);

}  // namespace leaksieve::mcp
