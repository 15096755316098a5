// Reads TOML line by line, as far as it makes sense: a line that is none is passed over, and lines that were commented
// out are read too. Tables and dotted keys become nested objects; of two tables of one name both are kept. A line that
// begins with ``` ends the text.
#pragma once

#include "scanner/mcp/node.h"

namespace leaksieve::mcp {

[[nodiscard]] Node read_toml(const MappedText& text);

}  // namespace leaksieve::mcp
