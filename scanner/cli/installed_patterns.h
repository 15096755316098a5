// The rule files that the built-in rules were made from. They hold the examples, which the program itself does not.
#pragma once

#include <filesystem>
#include <vector>

#include "scanner/base/result.h"

namespace leaksieve::cli {

// The files of share/leaksieve/patterns beside the program's bin folder or, for a program in build/<preset>, of the
// source tree; sorted. Errors: kNotFound, when the program was copied away from them.
[[nodiscard]] Result<std::vector<std::filesystem::path>> installed_patterns();

}  // namespace leaksieve::cli
