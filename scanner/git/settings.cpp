#include "scanner/git/settings.h"

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/handle.h"
#include "scanner/git/library.h"

namespace leaksieve::git {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path global_file() {
  if (std::getenv("GIT_CONFIG_GLOBAL") != nullptr) return from_environment("GIT_CONFIG_GLOBAL");
  const fs::path home = from_environment("HOME");
  if (home.empty()) return {};
  std::error_code error;
  const fs::path xdg = from_environment("XDG_CONFIG_HOME");
  fs::path second = (xdg.empty() ? home / ".config" : xdg) / "git" / "config";
  const bool only_second = !fs::exists(home / ".gitconfig", error) && fs::exists(second, error);
  return only_second ? second : home / ".gitconfig";
}

fs::path system_file() {
  const char* const none = std::getenv("GIT_CONFIG_NOSYSTEM");
  if (none != nullptr && *none != '\0' && *none != '0') return {};
  if (std::getenv("GIT_CONFIG_SYSTEM") != nullptr) return from_environment("GIT_CONFIG_SYSTEM");
  return "/etc/gitconfig";
}

Result<ConfigHandle> open_file(const fs::path& file) {
  start_library();
  git_config* raw = nullptr;
  const int rc = git_config_open_ondisk(&raw, file.c_str());
  if (rc < 0) return from_git(rc, fmt::format("cannot read '{}'", quote_path(file.string())));
  return ConfigHandle(raw);
}

}  // namespace

std::string_view name_of(ConfigScope scope) {
  switch (scope) {
    case ConfigScope::kWorktree:
      return "worktree";
    case ConfigScope::kLocal:
      return "local";
    case ConfigScope::kGlobal:
      return "global";
    case ConfigScope::kSystem:
      break;
  }
  return "system";
}

fs::path config_file(const Repository* repository, ConfigScope scope) {
  switch (scope) {
    case ConfigScope::kWorktree: {
      const auto extension = repository->config("extensions.worktreeConfig");
      const bool has_own = extension && (*extension == "true" || *extension == "1" || *extension == "yes" || *extension == "on");
      return has_own ? repository->git_dir() / "config.worktree" : fs::path();
    }
    case ConfigScope::kLocal:
      return repository->common_dir() / "config";
    case ConfigScope::kGlobal:
      return global_file();
    case ConfigScope::kSystem:
      break;
  }
  return system_file();
}

Result<std::optional<std::string>> read_setting(const fs::path& file, const std::string& key) {
  std::error_code error;
  if (file.empty() || !fs::is_regular_file(file, error)) return std::optional<std::string>();
  const Result<ConfigHandle> config = open_file(file);
  if (!config) return config.error();
  Buffer value;
  const int rc = git_config_get_string_buf(&value.raw, config->get(), key.c_str());
  if (rc == GIT_ENOTFOUND) return std::optional<std::string>();
  if (rc < 0) return from_git(rc, fmt::format("cannot read {} in '{}'", key, quote_path(file.string())));
  return std::optional<std::string>(value.text());
}

Status write_setting(const fs::path& file, const std::string& key, const std::optional<std::string>& value) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const Result<ConfigHandle> config = open_file(file);
  if (!config) return config.error();
  const int rc = value ? git_config_set_string(config->get(), key.c_str(), value->c_str())
                       : git_config_delete_entry(config->get(), key.c_str());
  if (rc < 0 && rc != GIT_ENOTFOUND) return from_git(rc, fmt::format("cannot write {} to '{}'", key, quote_path(file.string())));
  return {};
}

Result<std::optional<FoundSetting>> find_setting(const Repository* repository, const std::string& key) {
  for (const ConfigScope scope : {ConfigScope::kWorktree, ConfigScope::kLocal, ConfigScope::kGlobal, ConfigScope::kSystem}) {
    const bool needs_repository = scope == ConfigScope::kWorktree || scope == ConfigScope::kLocal;
    if (needs_repository && repository == nullptr) continue;
    const Result<std::optional<std::string>> value = read_setting(config_file(repository, scope), key);
    if (!value) return value.error();
    if (*value) return std::optional<FoundSetting>({**value, scope});
  }
  return std::optional<FoundSetting>();
}

}  // namespace leaksieve::git
