// The program without main(): finds the command, parses, calls.
#pragma once

#include <string>
#include <vector>

namespace leaksieve::cli {

// `arguments` without the program's name. Gives the exit status.
[[nodiscard]] int run(const std::vector<std::string>& arguments);

}  // namespace leaksieve::cli
