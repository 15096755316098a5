// Single settings in git's configuration files, by file: what an installer reads and changes. Source: git-config(1).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

enum class ConfigScope { kWorktree, kLocal, kGlobal, kSystem };  // the first that says something wins
[[nodiscard]] std::string_view name_of(ConfigScope scope);       // "worktree", "local", ...

// The file of a scope, there or not; the global one is GIT_CONFIG_GLOBAL's, else ~/.gitconfig or git/config under
// XDG_CONFIG_HOME. `repository` may be null for kGlobal and kSystem. Empty: there is no such file (no HOME; a
// repository without extensions.worktreeConfig).
[[nodiscard]] std::filesystem::path config_file(const Repository* repository, ConfigScope scope);

// nullopt: unset, or no such file. "~/" at the begin of a path is not expanded. Errors: a file that cannot be parsed.
[[nodiscard]] Result<std::optional<std::string>> read_setting(const std::filesystem::path& file,
                                                              const std::string& key);
// nullopt removes it. The file is made when it is not there.
[[nodiscard]] Status write_setting(const std::filesystem::path& file, const std::string& key,
                                   const std::optional<std::string>& value);

// The value of `git -c KEY=VALUE`, as git hands it to the hooks that it runs (GIT_CONFIG_PARAMETERS), or of
// GIT_CONFIG_COUNT; these win over all files. nullopt: neither has it.
[[nodiscard]] std::optional<std::string> environment_setting(std::string_view key);

// What the environment, else the repository's configuration says.
[[nodiscard]] std::optional<std::string> setting(const Repository& repository, const std::string& key);

struct FoundSetting {
  std::string value;
  ConfigScope scope;
};
// The value that git would use.
[[nodiscard]] Result<std::optional<FoundSetting>> find_setting(const Repository* repository, const std::string& key);

struct ListedSetting {
  std::string key;  // section and name in lower case
  std::string value;
  ConfigScope scope = ConfigScope::kLocal;
};
// All settings of the repository's files whose key matches, in the order in which git reads them; a key may come more
// than once. `regex` is POSIX extended.
[[nodiscard]] Result<std::vector<ListedSetting>> list_settings(const Repository& repository, const std::string& regex);

}  // namespace leaksieve::git
