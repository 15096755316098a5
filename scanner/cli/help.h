// --help, made from the table of flags.
#pragma once

#include <string>

#include "scanner/cli/flags.h"

namespace leaksieve::cli {

[[nodiscard]] std::string program_help();
[[nodiscard]] std::string command_help(const Command& command);
// "-o, --output FILE"
[[nodiscard]] std::string flag_usage(const Flag& flag);
// "scan [flags] [REPO...]"
[[nodiscard]] std::string command_usage(const Command& command);

}  // namespace leaksieve::cli
