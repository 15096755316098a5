// Paths and texts of a scanned repository, made safe for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace leaksieve {

// Quotes a path the way git does with core.quotePath=true: unchanged when every byte is printable ASCII but '"' and
// '\\'; otherwise in double quotes with C escapes and three-digit octal for other bytes. Source: git-config(1),
// core.quotePath; git's quote.c.
[[nodiscard]] std::string quote_path(std::string_view path);

// One line of untrusted text for people: control bytes (escape sequences, newlines, C1), bidirectional override
// characters and broken UTF-8 become '?'; at most `max_bytes` bytes, cut at a character with "…" behind.
[[nodiscard]] std::string clean_line(std::string_view text, std::size_t max_bytes = 200);

// `bytes` as valid UTF-8: each byte that is not part of valid UTF-8 becomes U+FFFD. Used where a format demands UTF-8
// (JSON).
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

}  // namespace leaksieve
