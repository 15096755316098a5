// The hooks of git that leaksieve knows. Source: githooks(5).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace leaksieve::hook {

enum class Side : std::uint8_t { kClient, kServer };

struct HookType {
  std::string_view name;
  Side side = Side::kClient;
  bool blocks = true;      // false: it only tells
  bool by_default = true;  // installed without --type
};

[[nodiscard]] std::span<const HookType> all_hook_types();
[[nodiscard]] const HookType* find_hook_type(std::string_view name);

// Names of the client's hooks that leaksieve has nothing to say to. A folder that takes the place of a repository's own
// (core.hooksPath) needs a script for each, or they would be lost. push-to-checkout and proc-receive are not among
// them: that they exist changes what git does.
[[nodiscard]] std::span<const std::string_view> passed_on_types();

}  // namespace leaksieve::hook
