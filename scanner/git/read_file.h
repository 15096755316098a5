// Small files of a git folder. Inner header of the git layer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "scanner/base/result.h"

namespace leaksieve::git {

enum class Links { kFollow, kRefuse };  // when the last part of the path is a symbolic link
constexpr std::uint64_t kLargestGitFile = std::uint64_t{2} << 30U;

// The whole file, as long as it was when it was opened; less when it has shrunk since. Errors: kNotFound, kUnreadable,
// with the system's reason alone (the caller names the file); kLimit over `max_bytes`. Does not wait for a FIFO.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file, Links links = Links::kFollow,
                                            std::uint64_t max_bytes = kLargestGitFile);

}  // namespace leaksieve::git
