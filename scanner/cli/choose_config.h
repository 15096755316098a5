// Which settings a command works with: --config, the target's own .leaksieve.toml, or none.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/base/result.h"
#include "scanner/cli/invocation.h"
#include "scanner/scan/config.h"

namespace leaksieve::cli {

enum class TargetKind : std::uint8_t { kRepository, kCurrentRepository, kFolder, kStdin };

struct Target {
  TargetKind kind = TargetKind::kRepository;
  std::string path;  // as the user named it
};

// An empty Config when there is none. kCurrentRepository obeys git's environment; kStdin takes the current
// repository's, and without one the current folder's. Prints the file's warnings, unless --quiet.
[[nodiscard]] Result<scan::Config> choose_config(const Invocation& invocation, const Target& target);
// The same for a repository that is open.
[[nodiscard]] Result<scan::Config> choose_config(const Invocation& invocation, const git::Repository& repository);

}  // namespace leaksieve::cli
