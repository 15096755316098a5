#include "scanner/cli/scan_jobs.h"

#include <filesystem>
#include <set>

#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/scan/scan.h"

namespace leaksieve::cli {
namespace {

using Db = std::shared_ptr<const match::PatternDb>;

// Targets without a config of their own share one database.
Result<Db> compile(const scan::Config& config, Db& shared) {
  if (config.file.empty() && shared) return shared;
  Result<Db> db = match::PatternDb::compile(scan::rules_of(config), {match::default_cache_directory()});
  if (db && config.file.empty()) shared = *db;
  return db;
}

Result<ScanJob> prepare(const Invocation& invocation, const Target& target, std::int64_t now, Db& shared) {
  const Result<scan::Config> config = choose_config(invocation, target);
  if (!config) return config.error();
  ScanJob job{target, invocation, {}, nullptr};
  job.settings.add_settings(*config);
  Result<scan::ScanOptions> options = make_scan_options(job.settings, now);
  if (!options) return options.error();
  job.options = std::move(*options);
  Result<Db> db = compile(*config, shared);
  if (!db) return db.error();
  job.db = std::move(*db);
  return job;
}

Result<report::ScanReport> scan_target(const ScanJob& job, const std::string& input, const scan::JobContext& context) {
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

}  // namespace

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

std::vector<ScanJob> prepare_jobs(const Invocation& invocation, const std::vector<Target>& targets, std::int64_t now,
                                  ScanOutcome& outcome) {
  std::vector<ScanJob> jobs;
  Db shared;
  for (const Target& target : targets) {
    Result<ScanJob> job = prepare(invocation, target, now, shared);
    if (job) {
      jobs.push_back(std::move(*job));
    } else {
      print_error(job.error());
      ++outcome.failed;
    }
  }
  return jobs;
}

void scan_all(const std::vector<ScanJob>& jobs, const std::string& input, ProgressBar::Show show,
              ScanOutcome& outcome) {
  const StopOnSignal stop;
  ProgressBar bar(show);
  for (const ScanJob& job : jobs) {
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

}  // namespace leaksieve::cli
