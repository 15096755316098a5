// leaksieve scan: one or more targets, one report.
#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/progress.h"
#include "scanner/cli/scan_jobs.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

namespace leaksieve::cli {
namespace {

int exit_status(const ScanOutcome& outcome, int leaks_exit) {
  const auto& scans = outcome.run.scans;
  if (std::ranges::any_of(scans, [](const auto& scan) { return scan.interrupted; })) return kExitIncomplete;
  if (std::ranges::any_of(scans, [](const auto& scan) { return !scan.leaks.empty(); })) return leaks_exit;
  if (outcome.failed > 0) return kExitUsage;
  const bool complete = std::ranges::all_of(scans, [](const auto& scan) { return scan.complete; });
  return complete ? kExitClean : kExitIncomplete;
}

Status write_report(const report::RunReport& run, const ReportOptions& options) {
  if (options.output.empty()) {
    return options.quiet ? Status{} : write_stdout(options.format->write(run, options.write));
  }
  const Status status = report::write_file_atomically(options.output, options.format->write(run, options.write));
  if (!status || options.quiet) return status;
  std::size_t leaks = 0;
  for (const report::ScanReport& scan : run.scans) leaks += scan.leaks.size();
  write_stderr(fmt::format("leaksieve: {} leak{}; the report is in '{}'\n", leaks, leaks == 1 ? "" : "s",
                           quote_path(options.output)));
  return status;
}

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

// The run's own settings (format, exit status): one target's config may give defaults for them; of several only
// --config.
const Invocation& run_settings(const Invocation& invocation, const std::vector<ScanJob>& jobs, std::size_t targets) {
  const bool one_voice = targets == 1 || invocation.has("config");
  return one_voice && !jobs.empty() ? jobs.front().settings : invocation;
}

}  // namespace

int run_scan(const Invocation& given) {
  Invocation invocation = given;
  if (const Status status = check_conflicts(invocation); !status) return fail(status.error());
  if (const Status status = invocation.add_environment(leaksieve_environment()); !status) return fail(status.error());
  const std::int64_t now = std::time(nullptr);
  // What the user said is checked before any target is looked at.
  if (const auto options = make_scan_options(invocation, now); !options) return fail(options.error());
  if (const auto options = make_report_options(invocation); !options) return fail(options.error());

  ScanOutcome outcome;
  const std::vector<Target> targets = targets_of(invocation);
  const std::vector<ScanJob> jobs = prepare_jobs(invocation, targets, now, outcome);
  if (jobs.empty()) return kExitUsage;
  const auto options = make_report_options(run_settings(invocation, jobs, targets.size()));
  if (!options) return fail(options.error());

  std::string input;
  if (invocation.has("stdin")) {
    Result<std::string> text = read_stdin();
    if (!text) return fail(text.error());
    input = std::move(*text);
  }
  const bool silent = options->quiet || invocation.has("no-progress");
  scan_all(jobs, input, silent ? ProgressBar::Show::kNever : ProgressBar::Show::kOnTerminal, outcome);
  if (outcome.run.scans.empty()) return kExitUsage;
  outcome.run.rules = &outcome.rules.rules();
  outcome.run.tool_version = kVersion;
  outcome.run.started = now;
  if (const Status status = write_report(outcome.run, *options); !status) return fail(status.error());
  return exit_status(outcome, options->leaks_exit);
}

}  // namespace leaksieve::cli
