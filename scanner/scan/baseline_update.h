// From the leaks of a scan to a baseline: what is new, what is gone, what has expired. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/finding/baseline.h"
#include "scanner/finding/ledger.h"
#include "scanner/report/report.h"

namespace leaksieve::scan {

// A scan without debt (ScanOptions::settle_debt is false) beside a baseline and a ledger. Rotated leaks are neither new
// nor gone: the ledger has them.
struct BaselineDiff {
  std::vector<finding::BaselineEntry> fresh;    // leaks that no entry knows, as entries
  std::vector<finding::BaselineEntry> kept;     // entries that know a leak, with its aliases of today
  std::vector<finding::BaselineEntry> expired;  // of `kept`: those that are over; also in `kept`
  std::vector<finding::BaselineEntry> gone;     // entries that know no leak of the scan
  std::size_t rotated = 0;                      // leaks that the ledger knows
};

// Sorted by fingerprint. `scans` is masked here, so that no path that holds a secret gets into an entry; `today` is a
// day in UTC.
[[nodiscard]] BaselineDiff compare_baseline(const finding::Baseline& baseline, const finding::Ledger& ledger,
                                            const report::RunReport& run, std::string_view today);

}  // namespace leaksieve::scan
