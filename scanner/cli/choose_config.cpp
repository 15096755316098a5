#include "scanner/cli/choose_config.h"

#include <optional>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/terminal.h"

namespace leaksieve::cli {
namespace {

using OptionalPath = std::optional<std::filesystem::path>;

Result<OptionalPath> find(const Target& target) {
  switch (target.kind) {
    case TargetKind::kRepository:
      return scan::find_repository_config(target.path, false);
    case TargetKind::kCurrentRepository:
      return scan::find_repository_config(".", true);
    case TargetKind::kFolder:
      return scan::find_config(target.path);
    case TargetKind::kStdin:
      break;
  }
  Result<OptionalPath> found = scan::find_repository_config(".", true);
  if (found && *found) return found;
  return scan::find_config(".");
}

// `find_own` gives the target's own file.
template <class FindOwn>
Result<scan::Config> choose(const Invocation& invocation, FindOwn find_own) {
  if (invocation.has("no-config") && !invocation.on_command_line("config")) return scan::Config{};
  OptionalPath file;
  if (const Given* given = invocation.find("config")) {
    file = given->values.back();
    std::error_code error;
    if (!std::filesystem::exists(*file, error)) {
      return error_of(*given, {ErrorKind::kUsage, fmt::format("no such file: '{}'", quote_path(file->string()))});
    }
  } else {
    Result<OptionalPath> found = find_own();
    if (!found) return found.error();
    file = *found;
  }
  if (!file) return scan::Config{};
  Result<scan::Config> config = scan::load_config(*file);
  if (config && !invocation.has("quiet")) {
    for (const std::string& warning : config->rules.warnings) print_warning(warning);
  }
  return config;
}

}  // namespace

Result<scan::Config> choose_config(const Invocation& invocation, const Target& target) {
  return choose(invocation, [&] { return find(target); });
}

Result<scan::Config> choose_config(const Invocation& invocation, const git::Repository& repository) {
  return choose(invocation, [&] { return Result<OptionalPath>(scan::find_config(repository)); });
}

}  // namespace leaksieve::cli
