// The values of one server's config, each with its field: what is then judged. Inner header of the layer.
#pragma once

#include <string>
#include <vector>

#include "scanner/mcp/judged_value.h"
#include "scanner/mcp/node.h"

namespace leaksieve::mcp {

struct ServerValue {
  MappedText value;
  std::string field;  // "env.X", "args[2]"
  std::string name;   // of the variable, header or flag; "" = none
  PlaceKind kind = PlaceKind::kOther;
  bool is_expression = false;
  bool is_sensitive = false;
  bool is_commented = false;
};

// Of a server's node: environment, headers, arguments, command, URL and whatever else it has.
[[nodiscard]] std::vector<ServerValue> values_of_server(const Node& server);

// Of a command line's words: `npx x --token y`, `docker run -e KEY=VALUE image`, `sh -c "KEY=VALUE npx x"`. Fields are
// `field`[i].
void append_arguments(const std::vector<MappedText>& words, const std::string& field, std::vector<ServerValue>& out);

// Of `inputs: [{id, default, password}]` (VS Code) or `user_config: {id: {default, sensitive}}` (bundles).
void append_inputs(const Node& inputs, std::vector<ServerValue>& out);

}  // namespace leaksieve::mcp
