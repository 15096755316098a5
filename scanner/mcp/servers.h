// Finds MCP servers in any text: whole config files, code blocks, here-documents, strings inside strings, commented-out
// blocks, command lines, install links. The judge and the audit start from what this gives.
#pragma once

#include <string>
#include <vector>

#include "scanner/mcp/node.h"
#include "scanner/mcp/server_values.h"

namespace leaksieve::mcp {

struct Server {
  std::string client;  // id from patterns/mcp-clients.toml, when the content names one; else ""
  std::string name;    // "" when it has none
  Node node;           // its table; without children for a command line
  std::vector<ServerValue> values;
};

// In the order of the text. `text` has to outlive the result. Any bytes; linear in their number.
[[nodiscard]] std::vector<Server> find_servers(Bytes text);
// The same, when its words are known (mcp/word_places.h).
[[nodiscard]] std::vector<Server> find_servers(Bytes text, const std::vector<std::size_t>& places);

}  // namespace leaksieve::mcp
