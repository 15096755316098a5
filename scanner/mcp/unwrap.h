// Layers that a config is wrapped in: percent encoding, base64, a string inside a program, a commented-out block. Each
// takes one off and keeps the places. Inner header of the layer.
#pragma once

#include <optional>

#include "scanner/mcp/mapped_text.h"

namespace leaksieve::mcp {

// %7B → {; '+' stays, or becomes a blank.
enum class Plus { kKept, kIsBlank };
[[nodiscard]] MappedText percent_decoded(const MappedText& text, Plus plus);

// Both alphabets, padding optional. nullopt when it is none, or decodes to what is no text.
[[nodiscard]] std::optional<MappedText> base64_decoded(const MappedText& text);

// The string around `at` in which quotes are escaped (`"{\"mcpServers\": ..."`), with one layer of escapes taken off.
// Strings that follow each other as the lines of a notebook's cell do ("...\n", "...") are joined. `around` receives
// its span in `text`. nullopt when its begin is not found within kLongestLookBack.
inline constexpr std::size_t kLongestLookBack = std::size_t{64} << 10;
[[nodiscard]] std::optional<MappedText> unescaped_around(const MappedText& text, std::size_t at, ByteSpan& around);

// The run of lines around `at` that begin with the same comment mark (//, #, --, ;, *), without it. nullopt when the
// line that begins at `line` and holds `at` is no comment.
[[nodiscard]] std::optional<MappedText> uncommented_around(const MappedText& text, std::size_t line, std::size_t at,
                                                           ByteSpan& around);

}  // namespace leaksieve::mcp
