// Compiled databases on disk. Inner header of the match layer.
//
// One file a key, "<key>.db" in the cache directory (0700, the file 0600):
//   8 bytes  "LSDB0001"
//   64 bytes the key, hex
//   64 bytes sha256_hex({payload})
//   8 bytes  the payload's size, little-endian
//   the payload: save_database()
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace leaksieve::match {

// The payload stored under `key` (64 hex digits), or nullopt: none there, not ours (owner, mode, symbolic link),
// truncated, of another key, or its sum is wrong.
[[nodiscard]] std::optional<std::string> read_cached(const std::filesystem::path& directory, std::string_view key);

// Stores it with a temporary file and a rename. A cache that cannot be written is no error: the next start compiles
// again.
void write_cached(const std::filesystem::path& directory, std::string_view key, std::string_view payload);

}  // namespace leaksieve::match
