// Files that hold secrets because the user asked for that.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "scanner/base/result.h"

namespace leaksieve::purge {

// Creates `path` with mode 600 and writes `bytes`, forced to disk. It must not exist, not even as a symbolic link:
// nothing is overwritten and no link is followed. What could not be written whole is removed again.
[[nodiscard]] Status create_private_file(const std::filesystem::path& path, std::string_view bytes);

// The whole of a regular file. Errors: not there, no regular file, over 256 MiB, or others than its owner may read it.
[[nodiscard]] Result<std::string> read_private_file(const std::filesystem::path& path);

}  // namespace leaksieve::purge
