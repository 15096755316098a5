// Files of our cache: written whole or not at all, and believed only when they are ours and unbroken.
//
//   8 bytes  the format's magic, its version included
//   64 bytes the key, hex: what the payload was made from
//   64 bytes sha256_hex({payload})
//   8 bytes  the payload's size, little-endian
//   the payload
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace leaksieve {

struct CacheFile {
  std::filesystem::path path;
  std::string_view magic;  // 8 bytes
  std::string key;         // 64 hex digits
};

// $XDG_CACHE_HOME/leaksieve or ~/.cache/leaksieve; empty when neither is known.
[[nodiscard]] std::filesystem::path cache_directory();

// The payload, or nullopt: no such file, not ours (owner, mode, symbolic link), truncated, of another key, or its sum
// is wrong.
[[nodiscard]] std::optional<std::string> read_cache_file(const CacheFile& file);

// Stores it with a temporary file and a rename; makes its folder (0700, the file 0600). False: it could not be written,
// which is no error for a cache.
bool write_cache_file(const CacheFile& file, std::string_view payload);

}  // namespace leaksieve
