// Families of commands, each with its flags in a file of its own; flags.cpp joins them to the one table.
#pragma once

#include <span>

#include "scanner/cli/flags.h"

namespace leaksieve::cli {

[[nodiscard]] std::span<const Command> hook_commands();    // hook_commands.cpp: hook install, run, ...; allow
[[nodiscard]] std::span<const Command> report_commands();  // report_commands.cpp: report
[[nodiscard]] std::span<const Command> debt_commands();    // debt_commands.cpp: baseline create, ...; rotated
[[nodiscard]] std::span<const Command> mcp_commands();     // mcp_commands.cpp: audit, fix
[[nodiscard]] std::span<const Command> ci_commands();      // ci_commands.cpp: ci
[[nodiscard]] std::span<const Command> purge_commands();   // purge_commands.cpp: purge-plan

}  // namespace leaksieve::cli
