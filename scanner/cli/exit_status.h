// What the program's exit status says; docs/formats.md tells it to users.
#pragma once

namespace leaksieve::cli {

inline constexpr int kExitClean = 0;       // nothing found and everything read
inline constexpr int kExitLeaks = 1;       // leaks found (--exit-code changes it)
inline constexpr int kExitUsage = 2;       // wrong usage or configuration, or no such repository
inline constexpr int kExitIncomplete = 3;  // nothing found, but not everything was read; or stopped

}  // namespace leaksieve::cli
