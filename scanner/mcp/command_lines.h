// Servers in command lines and install links. Inner header of the layer.
#pragma once

#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {

// The command around `at`, where a word of kCommandWords begins (`claude mcp add …`, `npx mcp-remote …`). Returns where
// it ends.
std::size_t append_command_line(const MappedText& text, std::size_t at, std::vector<Server>& out);

// The link around `at` (`cursor://…/mcp/install?name=…&config=…`, `vscode:mcp/install?{…}`). Returns where it ends.
std::size_t append_install_link(const MappedText& text, std::size_t at, std::vector<Server>& out);

}  // namespace leaksieve::mcp
