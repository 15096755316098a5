// A repository's own settings: `.leaksieve.toml` holds rules (rules/load.h) and, under [scan], defaults for the flags
// of `leaksieve scan`. docs/configuration.md is the reference.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/rules/load.h"

namespace leaksieve::scan {

inline constexpr std::string_view kConfigName = ".leaksieve.toml";

enum class SettingType : std::uint8_t { kText, kTexts, kNumber };  // kTexts: a string or a list of strings

// The keys that [scan] may hold, each named as its flag. Flags that say what to scan, where to write or to show secrets
// are not among them: a scanned repository must not decide these.
struct SettingKey {
  std::string_view name;
  SettingType type;
};
[[nodiscard]] std::span<const SettingKey> setting_keys();

// One key of [scan], as text: the flag of that name reads it.
struct Setting {
  std::string name;
  std::vector<std::string> values;
  std::string where;  // "file:line:column"
};

struct Config {
  std::filesystem::path file;  // empty: there is none
  rules::RuleFile rules;
  std::vector<Setting> settings;
};

// Errors (kUsage), each with "name:line:column": broken TOML, a wrong type, a key of [scan] that does not exist.
// `name` stands for the file in messages and in Config::file. Does not follow [extend] path.
[[nodiscard]] Result<Config> parse_config(std::string_view toml, const std::string& name);
// The same for a file, with what it extends.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);
// The same, with the texts from `read`.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file, const rules::ReadFile& read);

// `folder`/.leaksieve.toml when it is a regular file.
[[nodiscard]] std::optional<std::filesystem::path> find_config(const std::filesystem::path& folder);
// That of the repository at `path` (see git::OpenOptions::use_environment): at its worktree's root; nullopt for a bare
// one.
[[nodiscard]] Result<std::optional<std::filesystem::path>> find_repository_config(const std::string& path,
                                                                                  bool use_environment);
// The same of a repository that is open.
[[nodiscard]] std::optional<std::filesystem::path> find_config(const git::Repository& repository);

// The rules to scan with: the built-in ones as changed by the config, or the config's alone.
[[nodiscard]] std::shared_ptr<const rules::RuleSet> rules_of(const Config& config);

}  // namespace leaksieve::scan
