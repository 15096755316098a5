// Where blocks of YAML begin and end, told by how far left their lines stand. Inner header of the layer.
#pragma once

#include <cstddef>

#include "scanner/base/bytes.h"

namespace leaksieve::mcp {

// All take where a line begins. A line that begins with ``` ends what is YAML.

// Blanks in front of the line's text.
[[nodiscard]] std::size_t indent_at(Bytes text, std::size_t line);
// Where a line stands further left than this one.
[[nodiscard]] std::size_t block_end(Bytes text, std::size_t line);
// Where the next member of its block begins: its own items may stand as far left as it does.
[[nodiscard]] std::size_t member_end(Bytes text, std::size_t line);
// The line of the key (or the list item) that the line belongs to; itself when there is none near.
[[nodiscard]] std::size_t parent_line(Bytes text, std::size_t line);

}  // namespace leaksieve::mcp
