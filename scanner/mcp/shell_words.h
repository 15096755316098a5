// Cuts a command line into words as a POSIX shell does (quotes, backslashes, lines joined by a backslash); PowerShell's
// and cmd's line joins (` and ^) are taken too. Inner header of the layer.
#pragma once

#include <vector>

#include "scanner/mcp/mapped_text.h"

namespace leaksieve::mcp {

// The words from `at` to the end of the command: an unquoted newline, ';', '|', '&', or the end of a Markdown code
// span. `at` is moved there.
[[nodiscard]] std::vector<MappedText> shell_words(const MappedText& text, std::size_t& at);

}  // namespace leaksieve::mcp
