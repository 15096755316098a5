// Scans without git: a folder, and one text.
#include <chrono>

#include <fmt/format.h>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/scan/decisions.h"
#include "scanner/scan/file_scan.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/progress_ticker.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {

Result<report::ScanReport> scan_folder(const std::string& folder, const ScanOptions& options,
                                       const JobContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<git::FileList> files = git::list_folder(folder);
  if (!files) return files.error();
  const Result<Decisions> decisions = load_decisions(folder, options, context.debt.get());
  if (!decisions) return decisions.error();
  Result<Sieve> sieve = Sieve::make(context.db, options, decisions->ignored);
  if (!sieve) return sieve.error();
  report::ScanReport report;
  {
    ProgressTicker ticker(context.progress);
    ticker.begin("reading files");
    const auto wanted = [&options](const git::WorktreeFile& file) { return selects_path(options, file.path); };
    report.files = scan_files(*files, *sieve, wanted, context.stop, ticker.counters());
  }
  report.target = folder;
  report.sources = {"folder"};
  add_leaks({sieve->db(), options, decisions->ignored, {}, {}, finding::Exposure::kInput}, sieve->take_findings(),
            report);
  settle_leaks(decisions->debt, Judged::kState, today(), report);
  report.bytes = sieve->bytes();
  report.interrupted = context.stop.stop_requested();
  if (report.interrupted) report.complete = false;
  sieve->skips().move_to(report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

Result<report::ScanReport> scan_text(std::string_view text, const std::string& name, const ScanOptions& options,
                                     const JobContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<Decisions> decisions = load_decisions({}, options, context.debt.get());
  if (!decisions) return decisions.error();
  ScanOptions one = options;
  one.threads = 1;
  Result<Sieve> sieve = Sieve::make(context.db, one, decisions->ignored);
  if (!sieve) return sieve.error();
  scan_path(*sieve, name, Origin::kFile, 0);
  sieve->scan({text, name, Origin::kFile, {}, name}, 0);
  report::ScanReport report;
  report.target = name;
  report.sources = {"stdin"};
  report.files = 1;
  add_leaks({sieve->db(), one, decisions->ignored, {}, {}, finding::Exposure::kInput}, sieve->take_findings(), report);
  settle_leaks(decisions->debt, Judged::kState, today(), report);
  report.bytes = sieve->bytes();
  sieve->skips().move_to(report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace leaksieve::scan
