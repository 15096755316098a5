// Where git looks for hooks. Inner header of the hook layer. Source: git-config(1), core.hooksPath.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"
#include "scanner/git/settings.h"
#include "scanner/hook/install.h"

namespace leaksieve::hook {

inline constexpr const char* kHooksPath = "core.hooksPath";
inline constexpr const char* kPathBefore = "leaksieve.hooksPathBefore";  // beside it, what ours replaced; "" = unset

// The folder that a value of core.hooksPath names: "~/" is the home, a relative path begins where hooks run.
[[nodiscard]] std::filesystem::path resolve_hooks_path(const git::Repository* repository, const std::string& value);

// core.hooksPath as git would use it; nullopt: git looks in its own folder.
[[nodiscard]] Result<std::optional<git::FoundSetting>> hooks_path(const git::Repository* repository);
[[nodiscard]] std::filesystem::path git_hooks_folder(const git::Repository& repository);

// The folder of husky's own texts, when `value` is its core.hooksPath (".husky/_", or ".husky" before version 9).
[[nodiscard]] std::optional<std::filesystem::path> husky_folder(const git::Repository& repository,
                                                                const std::string& value);

// The folder that takes the place of another one, for a scope; and the file that names it.
[[nodiscard]] std::filesystem::path own_folder(const git::Repository* repository, Scope scope);
[[nodiscard]] std::filesystem::path scope_file(const git::Repository* repository, Scope scope);

// init.templateDir, or a folder of ours.
[[nodiscard]] Result<std::filesystem::path> template_folder(const InstallOptions& options);

// The types to install: those asked for, or the default ones.
[[nodiscard]] Result<std::vector<std::string>> wanted_types(const git::Repository* repository,
                                                            const InstallOptions& options);

}  // namespace leaksieve::hook
