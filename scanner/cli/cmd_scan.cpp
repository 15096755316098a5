// leaksieve scan: one or more targets, one report.
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/choose_config.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/progress.h"
#include "scanner/cli/rule_union.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/scan/scan.h"

namespace leaksieve::cli {
namespace {

// A target with everything that its scan needs.
struct Job {
  Target target;
  Invocation settings;  // the flags, with this target's config behind them
  scan::ScanOptions options;
  std::shared_ptr<const match::PatternDb> db;
};

using Db = std::shared_ptr<const match::PatternDb>;

std::vector<Target> targets_of(const Invocation& invocation) {
  if (invocation.has("stdin")) return {{TargetKind::kStdin, invocation.text("name", "stdin")}};
  if (invocation.has("dir")) return {{TargetKind::kFolder, invocation.text("dir")}};
  if (invocation.operands().empty()) return {{TargetKind::kCurrentRepository, "."}};
  std::vector<Target> targets;
  std::set<std::filesystem::path> seen;  // one that is named twice is one repository with one set of leaks
  for (const std::string& path : invocation.operands()) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    if (error || seen.insert(real).second) targets.push_back({TargetKind::kRepository, path});
  }
  return targets;
}

// Targets without a config of their own share one database.
Result<Db> compile(const scan::Config& config, Db& shared) {
  if (config.file.empty() && shared) return shared;
  Result<Db> db = match::PatternDb::compile(scan::rules_of(config), {match::default_cache_directory()});
  if (db && config.file.empty()) shared = *db;
  return db;
}

Result<Job> prepare(const Invocation& invocation, const Target& target, std::int64_t now, Db& shared) {
  const Result<scan::Config> config = choose_config(invocation, target);
  if (!config) return config.error();
  Job job{target, invocation, {}, nullptr};
  job.settings.add_settings(*config);
  Result<scan::ScanOptions> options = make_scan_options(job.settings, now);
  if (!options) return options.error();
  job.options = std::move(*options);
  Result<Db> db = compile(*config, shared);
  if (!db) return db.error();
  job.db = std::move(*db);
  return job;
}

Result<report::ScanReport> scan_target(const Job& job, const std::string& input, const scan::JobContext& context) {
  switch (job.target.kind) {
    case TargetKind::kRepository:
      return scan::scan_repository(job.target.path, false, job.options, context);
    case TargetKind::kCurrentRepository:
      return scan::scan_repository(job.target.path, true, job.options, context);
    case TargetKind::kFolder:
      return scan::scan_folder(job.target.path, job.options, context);
    case TargetKind::kStdin:
      break;
  }
  return scan::scan_text(input, job.target.path, job.options, context);
}

report::ScanReport not_begun(const Target& target) {
  report::ScanReport report;
  report.target = target.path;
  report.complete = false;
  report.interrupted = true;
  return report;
}

// What the scans gave, and how many targets failed (each was told on standard error).
struct Outcome {
  report::RunReport run;
  RuleUnion rules;
  std::size_t failed = 0;
};

void scan_all(const std::vector<Job>& jobs, const std::string& input, ProgressBar::Show show, Outcome& outcome) {
  const StopOnSignal stop;
  ProgressBar bar(show);
  for (const Job& job : jobs) {
    if (stop.token().stop_requested()) {
      outcome.run.scans.push_back(not_begun(job.target));
      continue;
    }
    Result<report::ScanReport> report = scan_target(job, input, {job.db, stop.token(), bar.callback()});
    bar.clear();
    if (!report) {
      print_error(report.error());
      ++outcome.failed;
      continue;
    }
    outcome.rules.adopt(*report, job.db);
    outcome.run.scans.push_back(std::move(*report));
  }
}

int exit_status(const Outcome& outcome, int leaks_exit) {
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
const Invocation& run_settings(const Invocation& invocation, const std::vector<Job>& jobs, std::size_t targets) {
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

  Outcome outcome;
  const std::vector<Target> targets = targets_of(invocation);
  std::vector<Job> jobs;
  Db shared;
  for (const Target& target : targets) {
    Result<Job> job = prepare(invocation, target, now, shared);
    if (job) {
      jobs.push_back(std::move(*job));
    } else {
      print_error(job.error());
      ++outcome.failed;
    }
  }
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
  if (const Status status = write_report(outcome.run, *options); !status) return fail(status.error());
  return exit_status(outcome, options->leaks_exit);
}

}  // namespace leaksieve::cli
