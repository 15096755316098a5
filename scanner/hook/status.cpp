// What git would really run.
#include <fmt/format.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/hook/config_hooks.h"
#include "scanner/hook/hook_type.h"
#include "scanner/hook/husky.h"
#include "scanner/hook/install.h"
#include "scanner/hook/places.h"
#include "scanner/hook/script.h"

namespace leaksieve::hook {
namespace fs = std::filesystem;
namespace {

std::string tell_program(const std::string& program) {
  std::error_code error;
  if (fs::is_regular_file(program, error) && ::access(program.c_str(), X_OK) == 0) return "";
  return fmt::format("; its program {} is gone: the one on PATH is run, if any", quote_path(program));
}

// Who wrote a hook that is not ours, by the words that managers leave in theirs.
std::string owner_of(const std::string& text) {
  for (const char* name : {"lefthook", "husky", "pre-commit.com", "overcommit", "git lfs"}) {
    if (text.find(name) != std::string::npos) return fmt::format("{}'s hook", name);
  }
  return "another hook";
}

std::string tell_hook(const fs::path& file, const std::string& type) {
  const std::string text = read_text(file);
  std::error_code error;
  if (!fs::exists(file, error)) return "not installed";
  const bool runs = ::access(file.c_str(), X_OK) == 0;
  const std::string_view ignored = runs ? "" : "; git ignores it: it is not executable (chmod +x)";
  const auto version = version_of_script(text);
  if (!version) {
    const bool calls = text.find("leaksieve hook run") != std::string::npos;
    return fmt::format("{}{}{}", owner_of(text),
                       calls ? ", which calls leaksieve" : ", without leaksieve: leaksieve hook install", ignored);
  }
  const bool chained = fs::exists(file.string() + ".before-leaksieve", error);
  const bool checks =
      text.find(" " + type + " ") != std::string::npos || text.find(" " + type + ")") != std::string::npos;
  if (!checks) return fmt::format("passed on to the hooks of before{}", ignored);
  return fmt::format("leaksieve {}{}{}{}", *version, chained ? ", behind the hook that was there" : "",
                     tell_program(program_of_script(text)), ignored);
}

}  // namespace

Result<std::string> tell_status(const git::Repository& repository) {
  const auto path = hooks_path(&repository);
  if (!path) return path.error();
  fs::path folder = git_hooks_folder(repository);
  std::string text;
  if (*path) {
    folder = resolve_hooks_path(&repository, (*path)->value);
    text = fmt::format("core.hooksPath ({}): ", git::name_of((*path)->scope));
  }
  text += fmt::format("git runs the hooks in {}\n", quote_path(folder.string()));
  const auto husky = *path ? husky_folder(repository, (*path)->value) : std::nullopt;
  const bool is_bare = !repository.worktree();
  for (const HookType& type : all_hook_types()) {
    const std::string name(type.name);
    const bool here = (type.side == Side::kServer) == is_bare;
    std::string line =
        husky && is_in_husky(*husky, name) ? "leaksieve, as a part of husky's hook" : tell_hook(folder / name, name);
    if (!here && line == "not installed") continue;
    text += fmt::format("  {:<17} {}\n", name, line);
  }
  const Result<std::string> by_config = tell_config_hooks(repository);
  if (!by_config) return by_config;
  return text + *by_config;
}

}  // namespace leaksieve::hook
