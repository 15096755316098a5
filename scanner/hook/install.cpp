#include "scanner/hook/install.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scanner/base/quote.h"
#include "scanner/hook/config_hooks.h"
#include "scanner/hook/hook_type.h"
#include "scanner/hook/husky.h"
#include "scanner/hook/places.h"
#include "scanner/hook/script.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBefore = ".before-leaksieve";

using Types = std::vector<std::string>;

std::string shown(const fs::path& path) { return quote_path(path.string()); }

Error failed(std::string_view doing, const fs::path& path, const std::error_code& error) {
  return {ErrorKind::kUnreadable, fmt::format("cannot {} '{}': {}", doing, shown(path), error.message())};
}

bool is_there(const fs::path& file) {
  std::error_code error;
  return fs::exists(fs::symlink_status(file, error));
}

fs::path before_of(const fs::path& file) { return file.string() + std::string(kBefore); }

// Keeps a hook that is not ours beside the place that ours takes.
Status set_aside(const fs::path& file) {
  if (!is_there(file) || version_of_file(file)) return {};
  if (is_there(before_of(file))) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("'{}' is not leaksieve's, and '{}' is there already: two hooks were replaced one after the other. "
                    "Join them into one, and install again",
                    shown(file), shown(before_of(file)))};
  }
  std::error_code error;
  fs::rename(file, before_of(file), error);
  return error ? Status(failed("keep", file, error)) : Status();
}

Status put_back(const fs::path& file) {
  std::error_code error;
  if (version_of_file(file)) {
    fs::remove(file, error);
    if (error) return failed("remove", file, error);
  }
  if (!is_there(before_of(file)) || is_there(file)) return {};
  fs::rename(before_of(file), file, error);
  return error ? Status(failed("put back", file, error)) : Status();
}

Result<std::string> install_beside(const fs::path& folder, const InstallOptions& options, const Types& types) {
  const std::string script = make_script({options.version, options.program, types, {}});
  std::string text;
  for (const std::string& type : types) {
    const fs::path file = folder / type;
    if (Status status = set_aside(file); !status) return status.error();
    if (Status status = write_script(file, script); !status) return status.error();
    if (is_there(before_of(file)))
      text += fmt::format("{}: runs first what was there: {}\n", type, shown(before_of(file)));
  }
  return fmt::format("{} installed in {}\n{}", fmt::join(types, ", "), shown(folder), text);
}

Result<std::string> uninstall_beside(const fs::path& folder) {
  std::string names;
  for (const HookType& type : all_hook_types()) {
    const fs::path file = folder / type.name;
    const bool is_ours = version_of_file(file).has_value();
    if (is_there(file) && !is_ours && is_there(before_of(file))) {
      return Error{
          ErrorKind::kUsage,
          fmt::format("'{}' has taken the place of leaksieve's hook; what stood there before is '{}': decide which one "
                      "stays, remove the other, and uninstall again",
                      shown(file), shown(before_of(file)))};
    }
    if (Status status = put_back(file); !status) return status.error();
    if (is_ours) names += (names.empty() ? "" : ", ") + std::string(type.name);
  }
  return names.empty() ? fmt::format("no hook of leaksieve in {}\n", shown(folder))
                       : fmt::format("{} removed from {}\n", names, shown(folder));
}

// Shell words for the hooks that a folder of ours runs first.
std::vector<std::string> hooks_before(const git::Repository* repository, Scope scope,
                                      const std::optional<std::string>& path) {
  std::vector<std::string> words;
  if (path) {
    words.push_back(shell_word(resolve_hooks_path(repository, *path).string()) + "/\"$type\"");
  } else if (scope == Scope::kWorktree) {
    words.push_back(shell_word(git_hooks_folder(*repository).string()) + "/\"$type\"");
  }
  // A global folder takes the place of each repository's own.
  if (scope == Scope::kGlobal) words.emplace_back("\"$(git rev-parse --git-common-dir 2>/dev/null)/hooks/$type\"");
  return words;
}

// What core.hooksPath says without ours; and whether the scope's own file said it.
struct PathBefore {
  std::optional<std::string> effective;
  std::optional<std::string> in_scope;
};

Result<PathBefore> path_before(const git::Repository* repository, Scope scope, const fs::path& folder,
                               const fs::path& file) {
  const auto set = git::read_setting(file, kHooksPath);
  if (!set) return set.error();
  const auto found = scope == Scope::kGlobal
                         ? Result<std::optional<git::FoundSetting>>(std::optional<git::FoundSetting>())
                         : hooks_path(repository);
  if (!found) return found.error();
  const bool is_ours = *set && fs::path(**set) == folder;
  if (!is_ours) {
    std::optional<std::string> effective = *set;
    if (*found) effective = (*found)->value;
    return PathBefore{effective, *set};
  }
  const auto saved = git::read_setting(file, kPathBefore);
  if (!saved) return saved.error();
  const auto effective = git::read_setting(file, "leaksieve.hooksPathShadowed");
  if (!effective) return effective.error();
  return PathBefore{*effective, *saved};
}

Status write_folder(const fs::path& folder, const std::string& script) {
  std::vector<std::string> names;
  for (const HookType& type : all_hook_types()) names.emplace_back(type.name);
  for (const std::string_view type : passed_on_types()) names.emplace_back(type);
  for (const std::string& name : names) {
    if (Status status = write_script(folder / name, script); !status) return status.error();
  }
  return {};
}

Result<std::string> install_in_front(const git::Repository* repository, const InstallOptions& options,
                                     const Types& types) {
  const fs::path folder = own_folder(repository, options.scope);
  const fs::path file = scope_file(repository, options.scope);
  if (file.empty()) {
    return Error{ErrorKind::kUsage,
                 options.scope == Scope::kWorktree
                     ? "this repository has no settings by worktree: git config extensions.worktreeConfig true"
                     : "there is no global configuration of git: set HOME"};
  }
  const Result<PathBefore> before = path_before(repository, options.scope, folder, file);
  if (!before) return before.error();
  const std::string script = make_script(
      {options.version, options.program, types, hooks_before(repository, options.scope, before->effective)});
  if (Status status = write_folder(folder, script); !status) return status.error();
  const std::initializer_list<std::pair<const char*, std::optional<std::string>>> settings = {
      {kPathBefore, before->in_scope},
      {"leaksieve.hooksPathShadowed", before->effective},
      {kHooksPath, folder.string()}};
  for (const auto& [key, value] : settings) {
    if (Status status = git::write_setting(file, key, value); !status) return status.error();
  }
  std::string text = fmt::format("{} installed in {}, which core.hooksPath names now (in {})\n", fmt::join(types, ", "),
                                 shown(folder), shown(file));
  if (before->effective) text += fmt::format("the hooks of {} run first\n", shown(*before->effective));
  if (options.scope == Scope::kGlobal) text += "each repository's own hooks run first\n";
  return text;
}

Result<std::string> uninstall_in_front(const git::Repository* repository, Scope scope) {
  const fs::path folder = own_folder(repository, scope);
  const fs::path file = scope_file(repository, scope);
  const auto set = git::read_setting(file, kHooksPath);
  if (!set) return set.error();
  if (!*set || fs::path(**set) != folder) return std::string();
  const auto before = git::read_setting(file, kPathBefore);
  if (!before) return before.error();
  const std::initializer_list<std::pair<const char*, std::optional<std::string>>> settings = {
      {kHooksPath, *before}, {kPathBefore, std::nullopt}, {"leaksieve.hooksPathShadowed", std::nullopt}};
  for (const auto& [key, value] : settings) {
    if (Status status = git::write_setting(file, key, value); !status) return status.error();
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (version_of_file(entry.path())) fs::remove(entry.path(), error);
  }
  fs::remove(folder, error);  // not when something else is in it
  return fmt::format("hooks removed: core.hooksPath in {} is {} again\n", shown(file),
                     *before ? "'" + **before + "'" : "unset");
}

Result<std::string> install_local(const git::Repository& repository, const InstallOptions& options,
                                  const Types& types) {
  const auto path = hooks_path(&repository);
  if (!path) return path.error();
  if (!*path) return install_beside(git_hooks_folder(repository), options, types);
  if (const auto husky = husky_folder(repository, (*path)->value)) {
    for (const std::string& type : types) {
      if (Status status = add_to_husky(*husky, type); !status) return status.error();
    }
    return fmt::format("{} installed as a part of husky's hooks in {}: commit them for the team\n",
                       fmt::join(types, ", "), shown(*husky));
  }
  return install_in_front(&repository, options, types);
}

Result<std::string> uninstall_local(const git::Repository& repository) {
  Result<std::string> in_front = uninstall_in_front(&repository, Scope::kLocal);
  if (!in_front || !in_front->empty()) return in_front;
  std::string text;
  const auto path = hooks_path(&repository);
  if (!path) return path.error();
  if (const auto husky = *path ? husky_folder(repository, (*path)->value) : std::nullopt) {
    for (const HookType& type : all_hook_types()) {
      if (!is_in_husky(*husky, std::string(type.name))) continue;
      if (Status status = remove_from_husky(*husky, std::string(type.name)); !status) return status.error();
      text += fmt::format("{} removed from husky's hooks\n", type.name);
    }
  }
  const Result<std::string> beside = uninstall_beside(git_hooks_folder(repository));
  if (!beside) return beside;
  return text.empty() ? *beside : text;
}

Result<std::string> uninstall_files(const git::Repository* repository, const InstallOptions& options) {
  if (options.scope == Scope::kLocal) return uninstall_local(*repository);
  if (options.scope == Scope::kTemplate) {
    const Result<fs::path> folder = template_folder(options);
    return folder ? uninstall_beside(*folder / "hooks") : Result<std::string>(folder.error());
  }
  Result<std::string> text = uninstall_in_front(repository, options.scope);
  if (text && text->empty()) return std::string("leaksieve's hooks are not installed there\n");
  return text;
}

}  // namespace

Result<std::string> install(const git::Repository* repository, const InstallOptions& options) {
  const Result<Types> types = wanted_types(repository, options);
  if (!types) return types.error();
  if (options.by_config) return install_in_config(repository, options, *types);
  if (options.scope == Scope::kLocal) return install_local(*repository, options, *types);
  if (options.scope != Scope::kTemplate) return install_in_front(repository, options, *types);
  const Result<fs::path> folder = template_folder(options);
  if (!folder) return folder.error();
  Result<std::string> text = install_beside(*folder / "hooks", options, *types);
  if (!text) return text;
  if (Status status = git::write_setting(scope_file(nullptr, Scope::kGlobal), "init.templateDir", folder->string());
      !status) {
    return status.error();
  }
  return *text + "new repositories and clones get them (init.templateDir)\n";
}

Result<std::string> uninstall(const git::Repository* repository, const InstallOptions& options) {
  Result<std::string> by_config = uninstall_from_config(repository, options.scope);
  if (!by_config) return by_config;
  if (options.by_config)
    return by_config->empty() ? std::string("leaksieve's hooks are not in that configuration\n") : *by_config;
  Result<std::string> by_files = uninstall_files(repository, options);
  return by_files ? *by_config + *by_files : by_files;
}

}  // namespace leaksieve::hook
