// Hooks that git reads from its configuration: hook.NAME.command and hook.NAME.event. Git 2.54 or later runs them,
// before the one in its folder; an older one passes over them. Inner header of the hook layer. Source: git-hook(1),
// git-config(1) of git 2.54, "hook.<friendly-name>".
#pragma once

#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/hook/install.h"

namespace leaksieve::hook {

// A hook a type, each named "leaksieve-TYPE" (a name may not be an event's) and with a script of its own, which knows
// what to do when the program is gone. Gives lines for people.
[[nodiscard]] Result<std::string> install_in_config(const git::Repository* repository, const InstallOptions& options,
                                                    const std::vector<std::string>& types);
// "" when there are none of ours in that scope.
[[nodiscard]] Result<std::string> uninstall_from_config(const git::Repository* repository, Scope scope);

// All hooks that the repository's configuration names, a line each; "" when there are none.
[[nodiscard]] Result<std::string> tell_config_hooks(const git::Repository& repository);

}  // namespace leaksieve::hook
