// Small files of a git folder. Inner header of the git layer.
#pragma once

#include <filesystem>
#include <string>

#include "scanner/base/result.h"

namespace leaksieve::git {

// The whole file. Errors: kNotFound, kUnreadable, with the system's reason alone (the caller names the file); kLimit
// over 2 GiB. Does not wait for a FIFO.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace leaksieve::git
