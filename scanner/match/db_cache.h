// Compiled databases on disk. Inner header of the match layer.
//
// One file a key (base/cache_file.h), "<key>.db" in the cache directory; the payload is save_database()'s.
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
