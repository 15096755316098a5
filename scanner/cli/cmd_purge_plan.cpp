// leaksieve purge-plan: what git filter-repo needs, or (--verify) the proof that nothing is left.
#include <ctime>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/choose_config.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/progress.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/purge/plan.h"
#include "scanner/purge/steps.h"
#include "scanner/purge/verify.h"
#include "scanner/report/words.h"
#include "scanner/scan/config.h"

namespace leaksieve::cli {
namespace {

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

// The repository, and what its scan needs.
struct Work {
  Target target;
  scan::ScanOptions options;
  std::shared_ptr<const match::PatternDb> db;
  [[nodiscard]] bool uses_environment() const { return target.kind == TargetKind::kCurrentRepository; }
};

Result<Work> prepare(const Invocation& given) {
  Invocation invocation = given;
  if (Status status = invocation.add_environment(leaksieve_environment()); !status) return status.error();
  Work work;
  work.target = invocation.operands().empty() ? Target{TargetKind::kCurrentRepository, "."}
                                              : Target{TargetKind::kRepository, invocation.operands().front()};
  const Result<scan::Config> config = choose_config(invocation, work.target);
  if (!config) return config.error();
  Result<scan::ScanOptions> options = make_scan_options(invocation, std::time(nullptr));
  if (!options) return options.error();
  work.options = std::move(*options);
  Result<std::shared_ptr<const match::PatternDb>> db =
      match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
  if (!db) return db.error();
  work.db = std::move(*db);
  return work;
}

ProgressBar::Show progress_of(const Invocation& invocation) {
  return invocation.has("no-progress") ? ProgressBar::Show::kNever : ProgressBar::Show::kOnTerminal;
}

int make_files(const Invocation& invocation, const Work& work) {
  const std::string file = invocation.text("output");
  if (file.empty()) {
    return fail(
        {ErrorKind::kUsage,
         "--output FILE says where the expressions go: a new file outside of the worktree, or in .git; it holds "
         "the secrets"});
  }
  const StopOnSignal stop;
  ProgressBar bar(progress_of(invocation));
  const purge::Choice choice{invocation.texts("fingerprint"), invocation.texts("rule")};
  const Result<purge::Plan> plan = purge::make_plan(work.target.path, work.uses_environment(), work.options,
                                                    {work.db, stop.token(), bar.callback()}, choice);
  bar.clear();
  if (!plan) return fail(plan.error());
  for (const std::string& gap : plan->gaps) print_warning(clean_line(gap, 400));
  if (!plan->complete) print_warning("the scan is incomplete: the plan may lack leaks");
  const int status = plan->complete ? kExitClean : kExitIncomplete;
  if (plan->leaks.empty()) {
    const Status told = write_stdout("No leaks found: there is nothing to purge.\n");
    return told ? status : fail(told.error());
  }
  const Result<purge::PlanFiles> files = purge::write_plan(*plan, work.target.path, work.uses_environment(), file);
  if (!files) return fail(files.error());
  const Result<std::string> steps = purge::describe_plan(*plan, *files, work.target.path, work.uses_environment());
  if (!steps) return fail(steps.error());
  const Status told = write_stdout(*steps);
  return told ? status : fail(told.error());
}

int verify(const Invocation& invocation, const Work& work) {
  const StopOnSignal stop;
  ProgressBar bar(progress_of(invocation));
  Result<purge::Verified> verified = purge::verify(work.target.path, work.uses_environment(), invocation.text("verify"),
                                                   work.options, {work.db, stop.token(), bar.callback()});
  bar.clear();
  if (!verified) return fail(verified.error());
  report::RunReport run;
  run.scans = std::move(verified->scans);
  run.rules = &verified->db->rule_set();
  run.tool_version = kVersion;
  report::WriteOptions options;
  options.unicode = speaks_utf8();
  options.width = terminal_width(100);
  options.verbose = verified->left > 0;
  if (const Result<bool> color = wants_color("auto"); color) options.color = *color;
  const report::Tally sum = report::tally(run);
  std::string text = report::find_format("text")->write(run, options);
  const std::string values = report::counted(verified->values, "value");
  if (verified->left > 0) {
    text += fmt::format("Not clean: {} of the plan's secrets still stand here.\n", report::grouped(verified->left));
  } else if (!sum.complete) {
    text += fmt::format("Nothing is left of {} in what could be read, but not everything could.\n", values);
  } else {
    text += fmt::format("Clean: nothing is left of {} in any object, reachable or not, nor in the files of .git.\n",
                        values);
  }
  if (const Status told = write_stdout(text); !told) return fail(told.error());
  if (verified->left > 0) return kExitLeaks;
  return sum.complete ? kExitClean : kExitIncomplete;
}

}  // namespace

int run_purge_plan(const Invocation& invocation) {
  const bool verifies = invocation.has("verify");
  for (const char* flag : {"output", "fingerprint", "rule"}) {
    if (verifies && invocation.has(flag)) {
      return fail({ErrorKind::kUsage, fmt::format("--verify takes all from its file: leave --{} out", flag)});
    }
  }
  const Result<Work> work = prepare(invocation);
  if (!work) return fail(work.error());
  return verifies ? verify(invocation, *work) : make_files(invocation, *work);
}

}  // namespace leaksieve::cli
