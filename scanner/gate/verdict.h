// The gate's decision, and what is told of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/gate/change.h"
#include "scanner/gate/judge.h"
#include "scanner/gate/systems.h"
#include "scanner/report/report.h"
#include "scanner/scan/options.h"
#include "scanner/scan/scan.h"

namespace leaksieve::gate {

// What is known besides of a leak that blocks.
struct Blocked {
  bool is_in_head = true;  // false: the change took it out again, but its history keeps it
  std::string allowed_by;  // what in the change itself would let it pass; "" = nothing
};

struct Verdict {
  Told told;
  const System* system = nullptr;  // null: none
  Change change;
  report::ScanReport report;        // leaks: those that block
  std::vector<Blocked> blocked;     // of report.leaks, in that order; empty when everything was looked at (Scope::kAll)
  std::vector<std::string> edited;  // settings that the change edits, quoted
  std::size_t trusted = 0;          // leaks that --trust-head let pass
};

struct GateOptions {
  scan::ScanOptions scan;
  JudgeWishes wishes;
  bool trust_head = false;
};

// Judges a change that has a head and no obstacle. `base`: its settings (read_config() has been asked).
[[nodiscard]] Result<Verdict> judge_change(const git::Repository& repository, Verdict verdict,
                                           const GateOptions& options, CommitFiles& base,
                                           const scan::JobContext& context);
// Looks at everything that the repository's refs reach: no change is told.
[[nodiscard]] Result<Verdict> judge_everything(Verdict verdict, const GateOptions& options,
                                               const scan::JobContext& context);

}  // namespace leaksieve::gate
