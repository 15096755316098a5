// Where in an MCP config a secret stands.
#pragma once

#include <string>

namespace leaksieve::mcp {

struct Place {
  std::string client;  // id from patterns/mcp-clients.toml; "" when nothing names one
  std::string server;  // "" when it has no name
  std::string field;   // "env.GITHUB_TOKEN", "args[2]", "url"
  friend auto operator<=>(const Place&, const Place&) = default;
};

// "claude-desktop › github › env.GITHUB_TOKEN"; a client that is not known is "mcp".
[[nodiscard]] inline std::string describe(const Place& place) {
  constexpr const char* kArrow = " \xE2\x80\xBA ";
  std::string text = place.client.empty() ? "mcp" : place.client;
  if (!place.server.empty()) text += kArrow + place.server;
  return text + kArrow + place.field;
}

}  // namespace leaksieve::mcp
