// Where the words stand that lead to MCP configs. What is read of a text is decided by them, so a text that was made
// from one whose places are known needs a search only where it is new. kConflictMark is one of the words.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/piece.h"

namespace leaksieve::mcp {

inline constexpr std::string_view kConflictMark = "<<<<<<<";  // at the begin of a line: of a merge conflict

// Each byte of `text` that a word begins at, in order. About 1 GB/s.
[[nodiscard]] std::vector<std::size_t> find_word_places(Bytes text);

// The same places, for less: `text` was made of `pieces`, which cover it, and `base` are the places of the text that
// they copy from.
[[nodiscard]] std::vector<std::size_t> find_word_places(Bytes text, std::span<const Piece> pieces,
                                                        const std::vector<std::size_t>& base);

}  // namespace leaksieve::mcp
