// The words that lead to MCP configs. Inner header of the layer.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

enum class TriggerKind : std::uint8_t {
  kTable,    // the key of a table of servers
  kServer,   // a field of a server, outside of a table perhaps
  kCommand,  // a command line
  kLink      // an install link
};

struct Trigger {
  std::size_t at = 0;
  std::size_t size = 0;
  TriggerKind kind = TriggerKind::kTable;
};

// Of the words at `places` (mcp/word_places.h), in their order.
[[nodiscard]] std::vector<Trigger> triggers_at(Bytes text, const std::vector<std::size_t>& places);

// Those of the whole text, in its order.
[[nodiscard]] std::vector<Trigger> find_triggers(Bytes text);

}  // namespace leaksieve::mcp
