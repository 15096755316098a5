// Bytes as git's binary files have them: unsigned, big-endian. Inner header of git/pack.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace leaksieve::git::pack {

using Raw = std::span<const std::uint8_t>;

[[nodiscard]] inline std::uint32_t load_be32(const std::uint8_t* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

[[nodiscard]] inline std::uint64_t load_be64(const std::uint8_t* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

// Deflate makes at most this many bytes out of one (RFC 1951: 258 bytes for two bits, rounded up); a header that claims
// more is refused before anything is allocated.
inline constexpr std::uint64_t kMostDeflateRatio = 1032;

// True when `compressed` bytes can inflate to `size` bytes.
[[nodiscard]] inline bool can_inflate_to(std::uint64_t compressed, std::uint64_t size) {
  return size / kMostDeflateRatio <= compressed;
}

}  // namespace leaksieve::git::pack
