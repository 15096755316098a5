// The version that --version and reports tell; a test compares it with CMakeLists.txt.
#pragma once

#include <string_view>

namespace leaksieve::cli {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace leaksieve::cli
