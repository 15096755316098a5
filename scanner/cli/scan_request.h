// From flags to what the scan and the report need.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/base/result.h"
#include "scanner/cli/invocation.h"
#include "scanner/report/report.h"
#include "scanner/scan/options.h"

namespace leaksieve::cli {

// Refuses flags that contradict each other; the message says which to leave out. Only what stands on the command line
// counts: a default from the environment or the config gives way to it.
[[nodiscard]] Status check_conflicts(const Invocation& invocation);

// `now` is what relative dates count from, seconds since 1970.
[[nodiscard]] Result<scan::ScanOptions> make_scan_options(const Invocation& invocation, std::int64_t now);

struct ReportOptions {
  const report::Format* format = nullptr;
  report::WriteOptions write;
  std::string output;  // "" = standard output
  bool quiet = false;
  int leaks_exit = 1;
};
[[nodiscard]] Result<ReportOptions> make_report_options(const Invocation& invocation);

}  // namespace leaksieve::cli
