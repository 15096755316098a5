// Reads JSON as people have it: with comments, trailing and missing commas, unquoted keys, single quotes, expressions
// of a program as values; cut off anywhere. It never fails: it makes the best of what is there. What stands in a
// comment and reads like members is kept, marked as such.
#pragma once

#include "scanner/mcp/node.h"

namespace leaksieve::mcp {

// Reads the value at `at` (blanks before it are passed over), which is moved behind it. A line that begins with ```
// ends the text. Linear in what is read.
[[nodiscard]] Node read_json(const MappedText& text, std::size_t& at);

// The same for YAML's flow collections, where a plain scalar is text and no expression.
[[nodiscard]] Node read_yaml_flow(const MappedText& text, std::size_t& at);

// The members of an object whose braces are not there: `"github": {...}, "slack": {...}`.
[[nodiscard]] Node read_json_members(const MappedText& text);

// Reads the string that begins at the quote `text[at]`, and moves `at` behind it. A '"' or '\'' string ends at the end
// of its line at the latest. `closed` tells whether its end was found.
[[nodiscard]] MappedText read_json_string(const MappedText& text, std::size_t& at, bool& closed);

}  // namespace leaksieve::mcp
