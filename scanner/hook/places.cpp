#include "scanner/hook/places.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/hook/hook_type.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

fs::path home() {
  const char* const value = std::getenv("HOME");
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path settings_folder() {
  const char* const xdg = std::getenv("XDG_CONFIG_HOME");
  const bool is_set = xdg != nullptr && *xdg != '\0';
  return (is_set ? fs::path(xdg) : home() / ".config") / "leaksieve";
}

}  // namespace

fs::path resolve_hooks_path(const git::Repository* repository, const std::string& value) {
  if (value.starts_with("~/")) return home() / value.substr(2);
  if (fs::path(value).is_absolute() || repository == nullptr) return value;
  return repository->worktree().value_or(repository->git_dir()) / value;
}

Result<std::optional<git::FoundSetting>> hooks_path(const git::Repository* repository) {
  return git::find_setting(repository, kHooksPath);
}

fs::path git_hooks_folder(const git::Repository& repository) { return repository.common_dir() / "hooks"; }

std::optional<fs::path> husky_folder(const git::Repository& repository, const std::string& value) {
  fs::path folder = resolve_hooks_path(&repository, value);
  if (!folder.has_filename()) folder = folder.parent_path();
  if (folder.filename() == "_" && folder.parent_path().filename() == ".husky") return folder.parent_path();
  std::error_code error;
  const bool is_old = folder.filename() == ".husky" && fs::exists(folder / "_" / "husky.sh", error);
  return is_old ? std::optional(folder) : std::nullopt;
}

fs::path own_folder(const git::Repository* repository, Scope scope) {
  switch (scope) {
    case Scope::kLocal:
      return repository->common_dir() / "leaksieve-hooks";
    case Scope::kWorktree:
      return repository->git_dir() / "leaksieve-worktree-hooks";
    default:
      return settings_folder() / "hooks";
  }
}

fs::path scope_file(const git::Repository* repository, Scope scope) {
  switch (scope) {
    case Scope::kLocal:
      return git::config_file(repository, git::ConfigScope::kLocal);
    case Scope::kWorktree:
      return git::config_file(repository, git::ConfigScope::kWorktree);
    default:
      return git::config_file(repository, git::ConfigScope::kGlobal);
  }
}

Result<fs::path> template_folder(const InstallOptions& options) {
  if (!options.template_folder.empty()) return fs::absolute(options.template_folder);
  const auto set = git::read_setting(git::config_file(nullptr, git::ConfigScope::kGlobal), "init.templateDir");
  if (!set) return set.error();
  if (*set) return resolve_hooks_path(nullptr, **set);
  return settings_folder() / "template";
}

Result<std::vector<std::string>> wanted_types(const git::Repository* repository, const InstallOptions& options) {
  std::vector<std::string> types;
  for (const std::string& name : options.types) {
    const HookType* const type = find_hook_type(name);
    if (type == nullptr) {
      std::string names;
      for (const HookType& known : all_hook_types()) names += (names.empty() ? "" : ", ") + std::string(known.name);
      return Error{ErrorKind::kUsage, fmt::format("there is no hook '{}'; there are: {}", clean_line(name, 40), names)};
    }
    if (std::ranges::find(types, name) == types.end()) types.push_back(name);
  }
  if (!types.empty()) return types;
  const bool is_server = repository != nullptr && !repository->worktree() && options.scope == Scope::kLocal;
  for (const HookType& type : all_hook_types()) {
    if (type.by_default && (type.side == Side::kServer) == is_server) types.emplace_back(type.name);
  }
  return types;
}

}  // namespace leaksieve::hook
