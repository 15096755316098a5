// The layer's face: what the MCP configs in a text hold, value by value. It knows nothing of git.
#pragma once

#include <string>
#include <vector>

#include "scanner/mcp/judged_value.h"

namespace leaksieve::mcp {

// Judges every value of every server in `text`, ordered by place, each place once. `path` adds certainty about the
// client
// ("" = unknown); what is judged, and how, does not depend on it. Any bytes.
[[nodiscard]] std::vector<JudgedValue> judge_documents(Bytes text, Bytes path);

// The client whose config lies at `path`: its id, or "".
[[nodiscard]] std::string client_at(Bytes path);

}  // namespace leaksieve::mcp
