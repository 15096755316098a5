// Scans of one or more targets, each with its own config: what `scan` and `report` begin with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/cli/choose_config.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/progress.h"
#include "scanner/cli/rule_union.h"
#include "scanner/match/matcher.h"
#include "scanner/report/report.h"
#include "scanner/scan/options.h"

namespace leaksieve::cli {

// A target with everything that its scan needs.
struct ScanJob {
  Target target;
  Invocation settings;  // the flags, with this target's config behind them
  scan::ScanOptions options;
  std::shared_ptr<const match::PatternDb> db;
};

// What the scans gave, and how many targets failed (each was told on standard error).
struct ScanOutcome {
  report::RunReport run;
  RuleUnion rules;
  std::size_t failed = 0;
};

// By the operands, --stdin and --dir; a repository that is named twice is one target.
[[nodiscard]] std::vector<Target> targets_of(const Invocation& invocation);

// Reads each target's config and compiles its rules. One that cannot be is told and counted in `outcome`. `now` is what
// relative dates count from.
[[nodiscard]] std::vector<ScanJob> prepare_jobs(const Invocation& invocation, const std::vector<Target>& targets,
                                                std::int64_t now, ScanOutcome& outcome);

// Scans them all, until a signal stops it; `input` is the text of --stdin. Adopts the rules into outcome.rules.
void scan_all(const std::vector<ScanJob>& jobs, const std::string& input, ProgressBar::Show show, ScanOutcome& outcome);

}  // namespace leaksieve::cli
