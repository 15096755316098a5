// For a developer who has one screen to learn which secrets got out, where each came in, how far it got and what to
// rotate first. The leaks come sorted; the summary stands last, because that is where the eye is when the command ends.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/formats.h"
#include "scanner/report/text_leak.h"
#include "scanner/report/text_style.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

using finding::Exposure;

constexpr std::size_t kFewSkips = 5;

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : std::string(separator)) + part;
  return out;
}

void append_heading(std::string& out, const TextStyle& style, const ScanReport& scan) {
  const std::string name = style.plain(quote_path(scan.target));
  out += style.paint(Style::kBold, "== " + name + " ") +
         style.paint(Style::kBold, std::string(style.width() - std::min(style.width() - 4, columns(name) + 4), '=')) +
         "\n\n";
}

void append_skips(std::string& out, const TextStyle& style, const ScanReport& scan) {
  const std::uint64_t total = std::max<std::uint64_t>(scan.skipped_total, scan.skipped.size());
  if (total == 0) return;
  out += style.paint(Style::kWarn, fmt::format("not read: {}", counted(total, "object"))) + "\n";
  const std::size_t shown = style.options().verbose ? scan.skipped.size() : std::min(scan.skipped.size(), kFewSkips);
  for (std::size_t i = 0; i < shown; ++i) {
    out +=
        "  " + style.untrusted(scan.skipped[i].what, 200) + ": " + style.untrusted(scan.skipped[i].reason, 200) + "\n";
  }
  if (shown < total) {
    const bool all_listed = total == scan.skipped.size();
    out += fmt::format("  and {} more{}\n", grouped(total - shown), all_listed ? " (--verbose shows all)" : "");
  }
}

// Debt and what is done with: counted in the summary, listed only on demand.
void append_settled_leaks(std::string& out, const TextStyle& style, const RunReport& run, const ScanReport& scan) {
  if (!style.options().verbose || scan.settled.empty()) return;
  out += style.paint(Style::kBold, "accepted or rotated: " + counted(scan.settled.size(), "leak")) + "\n";
  for (const finding::Leak& leak : scan.settled) append_settled(out, style, run, leak);
}

void append_notes(std::string& out, const TextStyle& style, const ScanReport& scan) {
  if (scan.interrupted) {
    out += style.paint(Style::kWarn, "stopped: the scan was interrupted before its end") + "\n";
  }
  for (const std::string& note : scan.notes) {
    out += style.paint(Style::kWarn, "note: ") + style.untrusted(note, 400) + "\n";
  }
}

// "3 leaks: 1 pushed, 1 in a local branch" and what to start with.
std::string found_line(const TextStyle& style, const Tally& sum) {
  if (sum.leaks == 0) {
    const char* const what = sum.accepted + sum.rotated > 0 ? "No open leaks found" : "No leaks found";
    return sum.complete ? style.paint(Style::kGood, fmt::format("{}.", what))
                        : style.paint(Style::kWarn, fmt::format("{} in what could be read.", what));
  }
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < finding::kExposures; ++i) {
    if (sum.by_exposure[i] == 0) continue;
    parts.push_back(grouped(sum.by_exposure[i]) + " " + std::string(exposure_words(static_cast<Exposure>(i))));
  }
  std::string line = style.paint(Style::kAlarm, counted(sum.leaks, "leak"));
  if (!parts.empty()) line += ": " + join(parts, ", ");
  const std::uint64_t pushed = sum.by_exposure[static_cast<std::size_t>(Exposure::kPushed)];
  if (pushed > 0 && sum.leaks > 1) {
    line += style.plain(" — rotate the pushed ") + (pushed == 1 ? "one first" : grouped(pushed) + " first");
  }
  return line;
}

std::string scanned_line(const TextStyle& style, const Tally& sum) {
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t number, std::string_view noun) {
    if (number > 0) parts.push_back(counted(number, noun));
  };
  add(sum.blobs, "blob");
  add(sum.files, "file");
  add(sum.commits, "commit");
  add(sum.tags, "tag");
  add(sum.trees, "tree");
  const std::string time =
      sum.seconds < 0.95 ? fmt::format("{:.0f} ms", sum.seconds * 1000) : fmt::format("{:.1f} s", sum.seconds);
  std::string line =
      fmt::format("scanned {}{}{} in {}", join(parts, ", "), parts.empty() ? "" : ", ", byte_size(sum.bytes), time);
  if (sum.is_recalled) line += " (unchanged since the last scan)";
  if (sum.allowed > 0) line += fmt::format("; {} allowed", counted(sum.allowed, "leak"));
  if (sum.accepted > 0) line += fmt::format("; {} accepted by the baseline", counted(sum.accepted, "leak"));
  if (sum.rotated > 0) line += fmt::format("; {} rotated", counted(sum.rotated, "leak"));
  if (sum.complete) return style.paint(Style::kDim, line + "; complete");
  line += "; ";
  std::string reason;
  if (sum.skipped > 0) reason = fmt::format(": {} not read", counted(sum.skipped, "object"));
  if (sum.interrupted) reason += reason.empty() ? ": interrupted" : ", interrupted";
  return style.paint(Style::kDim, line) + style.paint(Style::kAlarm, "INCOMPLETE" + reason);
}

}  // namespace

std::string write_text(const RunReport& run, const WriteOptions& options) {
  const TextStyle style(options);
  std::string out;
  std::size_t number = 0;
  for (const ScanReport& scan : run.scans) {
    if (run.scans.size() > 1) append_heading(out, style, scan);
    for (const finding::Leak& leak : scan.leaks) append_leak(out, style, run, leak, ++number);
    const std::size_t before = out.size();
    append_settled_leaks(out, style, run, scan);
    append_skips(out, style, scan);
    append_notes(out, style, scan);
    const bool clean = run.scans.size() > 1 && scan.leaks.empty();
    if (clean) out += scan.complete ? "no leaks\n" : "no leaks in what could be read\n";
    if (out.size() > before) out += '\n';
  }
  const Tally sum = tally(run);
  return out + found_line(style, sum) + "\n" + scanned_line(style, sum) + "\n";
}

}  // namespace leaksieve::report
