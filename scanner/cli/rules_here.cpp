#include "scanner/cli/rules_here.h"

#include "scanner/cli/choose_config.h"
#include "scanner/cli/invocation.h"

namespace leaksieve::cli {

Result<rules::RuleSet> rules_here(const Invocation& given) {
  Invocation invocation = given;
  if (invocation.on_command_line("config") && invocation.on_command_line("no-config")) {
    return Error{ErrorKind::kUsage, "--config and --no-config do not go together: leave one out"};
  }
  if (const Status status = invocation.add_environment(leaksieve_environment()); !status) return status.error();
  const Result<scan::Config> config = choose_config(invocation, {TargetKind::kStdin, "."});
  if (!config) return config.error();
  return *scan::rules_of(*config);
}

}  // namespace leaksieve::cli
