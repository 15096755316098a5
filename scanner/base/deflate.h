// Bytes made smaller, for files of our own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leaksieve {

// The size of `bytes` (8 bytes, little-endian), then they as a DEFLATE stream (RFC 1951), packed fast rather than
// small.
[[nodiscard]] std::string deflate(std::string_view bytes);

// What deflate() was given. nullopt: these bytes are not of it, or it was more than `most` bytes.
[[nodiscard]] std::optional<std::string> inflate(std::string_view packed, std::size_t most);

}  // namespace leaksieve
