#include "scanner/git/settings.h"

#include <algorithm>
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

// Section and name of a key are the same in either case, what is between them is not.
std::string normal_key(std::string_view key) {
  std::string out(key);
  const std::size_t first = std::min(out.find('.'), out.size()), last = std::min(out.rfind('.'), out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if ((i < first || i > last) && out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] + 32);
  }
  return out;
}

// Takes one word in single quotes, as git's sq_quote_buf() writes it: 'a'\''b' is a'b.
std::optional<std::string> take_quoted(std::string_view& text) {
  if (!text.starts_with('\'')) return std::nullopt;
  std::string word;
  while (text.starts_with('\'')) {
    const std::size_t end = text.find('\'', 1);
    if (end == std::string_view::npos) return std::nullopt;
    word += text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (text.size() >= 3 && text.front() == '\\' && text[2] == '\'') {
      word += text[1];
      text.remove_prefix(2);
    }
  }
  return word;
}

// 'key'='value' or 'key=value', with blanks between. Source: git's config.c, parse_config_env_list().
std::optional<std::string> parameter(std::string_view list, const std::string& key) {
  std::optional<std::string> found;
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(' '), list.size()));
    std::optional<std::string> name = take_quoted(list);
    if (!name) return found;
    std::string value = "true";
    if (list.starts_with('=')) {
      list.remove_prefix(1);
      value = take_quoted(list).value_or("");
    } else if (const std::size_t equals = name->find('='); equals != std::string::npos) {
      value = name->substr(equals + 1);
      name->resize(equals);
    }
    if (normal_key(*name) == key) found = value;
  }
}

}  // namespace

std::optional<std::string> environment_setting(std::string_view key) {
  const std::string wanted = normal_key(key);
  std::optional<std::string> found;
  const char* const count = std::getenv("GIT_CONFIG_COUNT");
  const unsigned long pairs = count == nullptr ? 0 : std::min(std::strtoul(count, nullptr, 10), 10'000UL);
  for (unsigned long i = 0; i < pairs; ++i) {
    const char* const name = std::getenv(fmt::format("GIT_CONFIG_KEY_{}", i).c_str());
    const char* const value = std::getenv(fmt::format("GIT_CONFIG_VALUE_{}", i).c_str());
    if (name != nullptr && value != nullptr && normal_key(name) == wanted) found = value;
  }
  const char* const list = std::getenv("GIT_CONFIG_PARAMETERS");
  if (list != nullptr) {
    if (auto value = parameter(list, wanted)) found = std::move(value);
  }
  return found;
}

std::optional<std::string> setting(const Repository& repository, const std::string& key) {
  if (auto value = environment_setting(key)) return value;
  return repository.config(key);
}

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
      const bool has_own =
          extension && (*extension == "true" || *extension == "1" || *extension == "yes" || *extension == "on");
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
  const fs::file_status status = fs::status(file, error);
  // libgit2 renames a new file over the old one: /dev/null (GIT_CONFIG_GLOBAL=/dev/null) would be gone.
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("cannot write {} to '{}': it is no regular file", key, quote_path(file.string()))};
  }
  fs::create_directories(file.parent_path(), error);
  const Result<ConfigHandle> config = open_file(file);
  if (!config) return config.error();
  const int rc = value ? git_config_set_string(config->get(), key.c_str(), value->c_str())
                       : git_config_delete_entry(config->get(), key.c_str());
  if (rc < 0 && rc != GIT_ENOTFOUND)
    return from_git(rc, fmt::format("cannot write {} to '{}'", key, quote_path(file.string())));
  return {};
}

Result<std::optional<FoundSetting>> find_setting(const Repository* repository, const std::string& key) {
  for (const ConfigScope scope :
       {ConfigScope::kWorktree, ConfigScope::kLocal, ConfigScope::kGlobal, ConfigScope::kSystem}) {
    const bool needs_repository = scope == ConfigScope::kWorktree || scope == ConfigScope::kLocal;
    if (needs_repository && repository == nullptr) continue;
    const Result<std::optional<std::string>> value = read_setting(config_file(repository, scope), key);
    if (!value) return value.error();
    if (*value) return std::optional<FoundSetting>({**value, scope});
  }
  return std::optional<FoundSetting>();
}

Result<std::vector<ListedSetting>> list_settings(const Repository& repository, const std::string& regex) {
  std::vector<ListedSetting> all;
  for (const ConfigScope scope :
       {ConfigScope::kSystem, ConfigScope::kGlobal, ConfigScope::kLocal, ConfigScope::kWorktree}) {
    const fs::path file = config_file(&repository, scope);
    std::error_code error;
    if (file.empty() || !fs::is_regular_file(file, error)) continue;
    const Result<ConfigHandle> config = open_file(file);
    if (!config) return config.error();
    git_config_iterator* iterator = nullptr;
    int rc = git_config_iterator_glob_new(&iterator, config->get(), regex.c_str());
    git_config_entry* entry = nullptr;
    while (rc == 0 && (rc = git_config_next(&entry, iterator)) == 0) {
      all.push_back({entry->name, entry->value == nullptr ? "true" : entry->value, scope});
    }
    git_config_iterator_free(iterator);
    if (rc != GIT_ITEROVER) return from_git(rc, fmt::format("cannot read '{}'", quote_path(file.string())));
  }
  return all;
}

}  // namespace leaksieve::git
