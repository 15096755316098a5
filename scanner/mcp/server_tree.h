// The servers in a parsed document. Inner header of the layer.
#pragma once

#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {

// Appends the servers of every table in `root`, and what stands beside them (inputs, a client's own environment).
void append_servers(Node root, std::vector<Server>& out);

// `node` is one server. `name` is used when it has none of its own.
void append_server(Node node, std::string name, std::string client, std::vector<Server>& out);

}  // namespace leaksieve::mcp
