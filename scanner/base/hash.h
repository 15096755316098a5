// Hashes for names and cache keys (never for object ids).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace leaksieve {

// SHA-256 (FIPS 180-4) of several parts, each preceded by its length as 8 little-endian bytes, so that ("ab","c") and
// ("a","bc") differ. Lower-case hex, 64 digits.
[[nodiscard]] std::string sha256_hex(std::initializer_list<std::string_view> parts);

// CRC-32 as in gzip and zip (RFC 1952, section 8).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

}  // namespace leaksieve
