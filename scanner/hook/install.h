// Puts leaksieve's hooks where git runs hooks, beside what is there, and takes them away again.
//
// Where git looks in its own folder (.git/hooks), a hook that stands there is kept beside ours as NAME.before-leaksieve
// and runs first. Where core.hooksPath names a folder, that folder is somebody else's (often it is committed): ours get
// a folder of their own, which runs the other's hooks first, and core.hooksPath names that. husky's hooks are texts in
// the repository: ours is a part of them between two marks. Newer gits read hooks from their configuration too
// (config_hooks.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::hook {

enum class Scope { kLocal, kWorktree, kGlobal, kTemplate };

struct InstallOptions {
  Scope scope = Scope::kLocal;
  std::vector<std::string> types;  // empty: those that are installed by default (a bare repository: the server's)
  std::string program;             // absolute path of leaksieve
  std::string version;
  bool by_config = false;                 // hook.NAME.command of git 2.54, instead of files where git looks for hooks
  std::filesystem::path template_folder;  // kTemplate: "" = init.templateDir, else one under XDG_CONFIG_HOME
};

// Both give lines for people: what was done, and where. `repository` may be null for kGlobal and kTemplate.
// Errors: an unknown type (kUsage); a folder that cannot be written; a scope that the repository does not have.
[[nodiscard]] Result<std::string> install(const git::Repository* repository, const InstallOptions& options);
[[nodiscard]] Result<std::string> uninstall(const git::Repository* repository, const InstallOptions& options);

// What git would run now in `repository`, a line a hook; who put it there, which version, and why it may not run.
[[nodiscard]] Result<std::string> tell_status(const git::Repository& repository);

}  // namespace leaksieve::hook
