#include "scanner/hook/config_hooks.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scanner/base/quote.h"
#include "scanner/git/settings.h"
#include "scanner/hook/hook_type.h"
#include "scanner/hook/places.h"
#include "scanner/hook/script.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "leaksieve-";

std::string key_of(std::string_view type, std::string_view what) {
  return fmt::format("hook.{}{}.{}", kPrefix, type, what);
}

// Beside the folder that core.hooksPath would name: both ways may be in use.
fs::path script_folder(const git::Repository* repository, Scope scope) {
  fs::path folder = own_folder(repository, scope);
  folder += "-by-config";
  return folder;
}

Result<fs::path> config_of(const git::Repository* repository, Scope scope) {
  const fs::path file = scope_file(repository, scope);
  if (scope == Scope::kTemplate)
    return Error{ErrorKind::kUsage, "--template has no configuration: leave --config-based out"};
  if (!file.empty()) return file;
  return Error{ErrorKind::kUsage,
               scope == Scope::kWorktree
                   ? "this repository has no settings by worktree: git config extensions.worktreeConfig true"
                   : "there is no global configuration of git: set HOME"};
}

struct Named {
  std::vector<std::string> events;
  std::string command;
  std::string_view scope;
  bool is_enabled = true;
};

bool is_off(const std::string& value) {
  return value == "false" || value == "no" || value == "off" || value == "0" || value.empty();
}

void take(const git::ListedSetting& setting, std::map<std::string, Named>& hooks) {
  const std::size_t last = setting.key.rfind('.');
  const std::string name = setting.key.substr(5, last - 5);  // behind "hook."
  const std::string_view what = std::string_view(setting.key).substr(last + 1);
  Named& hook = hooks[name];
  if (what == "event") {
    if (setting.value.empty()) hook.events.clear();
    if (!setting.value.empty()) hook.events.push_back(setting.value);
    hook.scope = git::name_of(setting.scope);
  } else if (what == "command") {
    hook.command = setting.value;
  } else if (what == "enabled") {
    hook.is_enabled = !is_off(setting.value);
  }
}

}  // namespace

Result<std::string> install_in_config(const git::Repository* repository, const InstallOptions& options,
                                      const std::vector<std::string>& types) {
  const Result<fs::path> file = config_of(repository, options.scope);
  if (!file) return file.error();
  const fs::path folder = script_folder(repository, options.scope);
  const std::string script = make_script({options.version, options.program, types, {}});
  for (const std::string& type : types) {
    if (Status status = write_script(folder / type, script); !status) return status.error();
    const std::initializer_list<std::pair<std::string, std::string>> settings = {
        {key_of(type, "command"), shell_word((folder / type).string())}, {key_of(type, "event"), type}};
    for (const auto& [key, value] : settings) {
      if (Status status = git::write_setting(*file, key, value); !status) return status.error();
    }
  }
  return fmt::format(
      "{} installed in {}, as hook.{}TYPE\ngit 2.54 or later runs them, before those of its folder; an older git "
      "passes over "
      "them\n",
      fmt::join(types, ", "), quote_path(file->string()), kPrefix);
}

Result<std::string> uninstall_from_config(const git::Repository* repository, Scope scope) {
  if (scope == Scope::kTemplate) return std::string();
  const fs::path file = scope_file(repository, scope);
  if (file.empty()) return std::string();
  const fs::path folder = script_folder(repository, scope);
  std::string names;
  for (const HookType& type : all_hook_types()) {
    const auto command = git::read_setting(file, key_of(type.name, "command"));
    if (!command) return command.error();
    if (!*command) continue;
    for (const char* what : {"command", "event"}) {
      if (Status status = git::write_setting(file, key_of(type.name, what), std::nullopt); !status)
        return status.error();
    }
    std::error_code error;
    if (version_of_file(folder / type.name)) fs::remove(folder / type.name, error);
    names += (names.empty() ? "" : ", ") + std::string(type.name);
  }
  if (names.empty()) return std::string();
  std::error_code error;
  fs::remove(folder, error);  // not when something else is in it
  return fmt::format("{} removed from {}\n", names, quote_path(file.string()));
}

Result<std::string> tell_config_hooks(const git::Repository& repository) {
  const Result<std::vector<git::ListedSetting>> settings = git::list_settings(repository, "^hook\\..*\\.[a-z]+$");
  if (!settings) return settings.error();
  std::map<std::string, Named> hooks;
  for (const git::ListedSetting& setting : *settings) take(setting, hooks);
  std::string text;
  for (const auto& [name, hook] : hooks) {
    for (const std::string& event : hook.events) {
      const auto all = hooks.find(event);
      std::string why;
      if (hook.command.empty()) why = "; git refuses it: it has no command";
      if (!hook.is_enabled) why = fmt::format("; off: hook.{}.enabled is false", clean_line(name, 60));
      if (all != hooks.end() && !all->second.is_enabled) why = fmt::format("; off: hook.{}.enabled is false", event);
      const bool ours = name.starts_with(kPrefix);
      const bool calls = ours || hook.command.find("leaksieve") != std::string::npos;
      text += fmt::format("  {:<17} {} by hook.{} ({}){}\n", clean_line(event, 40),
                          calls ? "leaksieve," : "another hook,", clean_line(name, 60), hook.scope, why);
    }
  }
  if (text.empty()) return text;
  return "git 2.54 or later runs also what its configuration names, before those:\n" + text;
}

}  // namespace leaksieve::hook
