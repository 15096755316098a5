// leaksieve allow: a fingerprint with its reason, in .leaksieveignore.
#include <ctime>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/terminal.h"
#include "scanner/git/repository.h"
#include "scanner/scan/ignore_list.h"

namespace leaksieve::cli {
namespace {

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace

int run_allow(const Invocation& invocation) {
  if (invocation.operands().empty())
    return fail({ErrorKind::kUsage, "which leak? leaksieve allow FINGERPRINT --reason \"...\""});
  const scan::Allowance allowance{invocation.operands().front(), invocation.text("reason"), invocation.text("expires")};
  git::OpenOptions open;
  open.use_environment = true;
  const Result<git::Repository> repository = git::Repository::open(".", open);
  if (!repository) return fail(repository.error());
  if (!repository->worktree())
    return fail({ErrorKind::kUsage, "a bare repository has no .leaksieveignore: allow it where you work"});
  const Result<bool> added = scan::add_allowance(*repository->worktree(), allowance);
  if (!added) return fail(added.error());
  const Status status = write_stdout(fmt::format("{} {} .leaksieveignore: commit it, so that it counts for others\n",
                                                 allowance.fingerprint, *added ? "is in" : "was already in"));
  return status ? kExitClean : fail(status.error());
}

}  // namespace leaksieve::cli
