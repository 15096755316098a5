// The servers in a parsed document. Inner header of the layer.
#pragma once

#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {

// Appends the servers of every table in `root`, and what stands beside them (inputs, a client's own environment).
void append_servers(Node root, std::vector<Server>& out);

// Does append_servers() read the value as a server or as a table of some, by its key (node.key) and what is in it?
[[nodiscard]] bool is_server_or_table(const Node& node);
// Does it, when it is a member of what a table's key names, or an element of it?
[[nodiscard]] bool looks_like_server(const Node& node);

// `node` is one server. `name` is used when it has none of its own.
void append_server(Node node, std::string name, std::string client, std::vector<Server>& out);

}  // namespace leaksieve::mcp
