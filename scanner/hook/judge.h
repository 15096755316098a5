// From a scan's report to a decision and the words for it. Inner header of the hook layer.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "scanner/hook/run.h"
#include "scanner/report/report.h"

namespace leaksieve::hook {

// What the hook is about, in words.
struct Wording {
  std::string_view has_leaks;  // "this commit would add {}": "{}" becomes "1 secret"
  std::string_view refusal;    // "It is stopped."
  std::string_view advice;     // what to do, lines; "" = see advise_on_push()
};

// Scans under the policy's time limit; an interrupted scan is incomplete.
[[nodiscard]] Result<report::ScanReport> scan_here(const Situation& situation, const scan::ScanOptions& options);

// Decides: leaks refuse (but those of skipped rules); an incomplete scan refuses as the policy says.
[[nodiscard]] Outcome decide(const Situation& situation, report::ScanReport report, const Wording& wording);

}  // namespace leaksieve::hook
