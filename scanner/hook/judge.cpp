#include "scanner/hook/judge.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/hook/deadline.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/mask.h"
#include "scanner/report/words.h"
#include "scanner/scan/scan.h"

namespace leaksieve::hook {
namespace {

constexpr std::size_t kMostTold = 10;
constexpr std::size_t kShortId = 10;

std::string place_of(const finding::Leak& leak) {
  return leak.occurrences.empty() ? "?" : report::spot_words(leak.occurrences.front());
}

std::string tell_leak(const finding::Leak& leak, const rules::Rule& rule) {
  std::string text = fmt::format("\n  {}  {} ({})\n      {}\n", place_of(leak), rule.description, rule.id,
                                 clean_line(leak.secret.redacted(), 40));
  if (!leak.standing.reopened.empty())
    text += fmt::format("      {}\n", clean_line(report::standing_words(leak.standing), 300));
  if (leak.occurrences.empty()) return text;
  const finding::Occurrence& place = leak.occurrences.front();
  if (!place.commit.is_null()) {
    text += fmt::format("      in commit {} \"{}\"{}\n", place.commit.hex().substr(0, kShortId),
                        clean_line(place.summary, 60),
                        leak.occurrences.size() > 1 ? fmt::format(" and {} more", leak.occurrences.size() - 1) : "");
  }
  return text;
}

std::string tell_leaks(const report::RunReport& run, const Wording& wording) {
  const std::vector<finding::Leak>& leaks = run.scans.front().leaks;
  std::string text = fmt::format("leaksieve: {}. {}\n",
                                 fmt::format(fmt::runtime(wording.has_leaks), report::counted(leaks.size(), "secret")),
                                 wording.refusal);
  for (std::size_t i = 0; i < leaks.size() && i < kMostTold; ++i)
    text += tell_leak(leaks[i], report::rule_of(run, leaks[i]));
  if (leaks.size() > kMostTold) text += fmt::format("\n  and {} more\n", leaks.size() - kMostTold);
  return text;
}

std::string tell_allowing(const finding::Leak& leak) {
  return fmt::format(
      "A false alarm? A comment `leaksieve:allow` on that line, or:\n"
      "  leaksieve allow {} --reason \"...\"\n",
      leak.fingerprint);
}

std::string tell_skips(const report::ScanReport& report) {
  std::string text;
  for (const finding::Skip& skip : report.skipped) {
    if (text.size() > 600) break;
    text += fmt::format("  {}: {}\n", clean_line(skip.what, 100), clean_line(skip.reason, 160));
  }
  if (text.empty()) text = "  the scan was stopped before its end\n";
  return text;
}

// Takes the leaks of skipped rules out.
std::size_t drop_skipped(const Situation& situation, report::ScanReport& report) {
  const auto& rules = situation.context.db->rule_set().rules;
  return std::erase_if(report.leaks,
                       [&](const finding::Leak& leak) { return situation.policy.skips(rules[leak.rule].id); });
}

}  // namespace

Result<report::ScanReport> scan_here(const Situation& situation, const scan::ScanOptions& options) {
  const Deadline deadline(situation.policy.timeout, situation.context.stop);
  return scan::scan_repository(situation.repository, ".", options, {situation.context.db, deadline.token(), {}});
}

Outcome decide(const Situation& situation, report::ScanReport report, const Wording& wording) {
  const bool blocks = situation.call.type->blocks;
  if (situation.policy.strict) std::ranges::move(report.known, std::back_inserter(report.leaks));
  const std::size_t known = situation.policy.strict ? 0 : report.known.size();
  const std::size_t skipped = drop_skipped(situation, report);
  Outcome outcome;
  report::RunReport run;
  run.rules = &situation.context.db->rule_set();
  run.scans.push_back(std::move(report));
  const report::RunReport masked = report::mask_secrets(run);
  const report::ScanReport& shown = masked.scans.front();
  if (!shown.leaks.empty()) {
    outcome.refused = blocks;
    outcome.text =
        tell_leaks(masked, wording) + "\n" + std::string(wording.advice) + tell_allowing(shown.leaks.front());
  }
  if (skipped > 0)
    outcome.text += fmt::format("leaksieve: {} passed by LEAKSIEVE_SKIP\n", report::counted(skipped, "secret"));
  if (known > 0) {
    outcome.text +=
        fmt::format("leaksieve: note: {} that HEAD holds already in these files: leaksieve scan tells more\n",
                    report::counted(known, "secret"));
  }
  if (!shown.complete && !outcome.refused) {
    const OnError on_error = shown.interrupted ? situation.policy.on_timeout : situation.policy.on_error;
    outcome.refused = blocks && on_error == OnError::kBlock;
    outcome.text += fmt::format("leaksieve: not everything could be checked for secrets{}:\n{}",
                                outcome.refused ? ", so this is refused" : "", tell_skips(shown));
    if (outcome.refused) {
      outcome.text += shown.interrupted
                          ? "To let what takes too long pass: git config leaksieve.onTimeout accept-and-report\n"
                          : "To let such cases pass: git config leaksieve.onError allow\n";
    }
  }
  return outcome;
}

}  // namespace leaksieve::hook
