// Reads the part of YAML that configs are written in: block mappings and sequences, flow collections (as JSON), plain
// and quoted scalars, blocks of text (| and >), comments (lines that were commented out are read too). Anchors and tags
// are passed over, an alias is a plain scalar. It never fails; a line that begins with ``` ends the text.
#pragma once

#include "scanner/mcp/node.h"

namespace leaksieve::mcp {

// The block of lines in `text`, whatever its indentation is; ends where a line stands further left than the first.
[[nodiscard]] Node read_yaml(const MappedText& text);

}  // namespace leaksieve::mcp
