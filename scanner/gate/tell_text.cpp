#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/gate/log_text.h"
#include "scanner/gate/tell.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"

namespace leaksieve::gate {
namespace {

constexpr std::size_t kMostTold = 20;
constexpr std::size_t kMostPlaces = 5;
constexpr std::size_t kSummaryBytes = 60;

std::string commit_words(const Oid& commit, const finding::Stamp& author, const std::string& summary) {
  return fmt::format("{} {} {} \"{}\"", commit.short_hex(), report::iso_date(author), clean_line(author.name, 40),
                     clean_line(summary, kSummaryBytes));
}

void append_leak(std::string& out, const Telling& telling, std::size_t number) {
  const finding::Leak& leak = telling.masked.scans.front().leaks[number];
  const rules::Rule& rule = report::rule_of(telling.masked, leak);
  const bool of_change = number < telling.verdict.blocked.size();
  for (std::size_t i = 0; i < leak.occurrences.size() && i < kMostPlaces; ++i) {
    const finding::Occurrence& place = leak.occurrences[i];
    out += fmt::format("{}{}", i == 0 ? "\n  " : "      also ", report::spot_words(place));
    if (i == 0) out += fmt::format("  {} ({}), {}", rule.description, rule.id, rules::name_of(rule.severity));
    out += '\n';
    if (i == 0) {
      const std::string shown = rule.tells_files() ? "" : clean_line(leak.secret.redacted(), 40) + "  ";
      out += fmt::format("      {}{}\n", shown, leak.fingerprint);
    }
    if (!place.decoded.empty()) {
      std::string steps;
      for (const std::string& step : place.decoded) steps += (steps.empty() ? "" : ", ") + step;
      out += fmt::format("      inside: {}\n", clean_line(steps, 160));
    }
    if (!place.commit.is_null()) {
      out += fmt::format("      {} {}\n", of_change ? "added by" : "in commit",
                         commit_words(place.commit, place.author, place.summary));
    }
  }
  if (leak.occurrences.size() > kMostPlaces) {
    out += fmt::format("      and {} more places\n", leak.occurrences.size() - kMostPlaces);
  }
  if (!leak.standing.reopened.empty()) out += fmt::format("      {}\n", clean_line(leak.standing.reopened, 300));
  if (!of_change) return;
  const Blocked& blocked = telling.verdict.blocked[number];
  out += fmt::format("      {}\n", fate_words(telling.verdict, number, leak));
  if (!blocked.allowed_by.empty()) {
    out += fmt::format(
        "      allowed by this change: needs a person ({} would let it pass, and a change cannot allow "
        "its own secrets)\n",
        blocked.allowed_by);
  }
}

std::string advice(const Telling& telling) {
  const Verdict& verdict = telling.verdict;
  const finding::Leak& first = telling.masked.scans.front().leaks.front();
  std::string text =
      "\nWhat to do: rotate it first: who can read the repository can read it. Then take it out of the commits "
      "(git rebase -i),\nnot with one more commit on top.\n";
  const std::string target =
      verdict.told.target.empty() ? "the branch that this goes to" : clean_line(verdict.told.target, 80);
  if (verdict.blocked.empty()) {
    return text +
           fmt::format("A false alarm: leaksieve allow {} --reason \"...\". Known debt: leaksieve baseline create.\n",
                       first.fingerprint);
  }
  text +=
      fmt::format("A false alarm? Somebody who may write to {} allows it there: leaksieve allow {} --reason \"...\"\n",
                  target, first.fingerprint);
  const bool needs_person =
      std::ranges::any_of(verdict.blocked, [](const Blocked& b) { return !b.allowed_by.empty(); });
  if (needs_person) text += "Or a person who has looked at it runs this gate once with --trust-head.\n";
  return text;
}

std::string checked_line(const Telling& telling) {
  const report::ScanReport& scan = telling.masked.scans.front();
  const Verdict& verdict = telling.verdict;
  std::string text = fmt::format("checked {}: {}, {}", subject_words(verdict), report::counted(scan.commits, "commit"),
                                 report::counted(scan.blobs, "file version"));
  if (verdict.change.scope != Scope::kAll) {
    text += verdict.change.base ? fmt::format("; rules and allowances of {}", verdict.change.base->short_hex())
                                : "; built-in rules, for there is no base";
  }
  if (scan.allowed > 0) text += fmt::format("; {} allowed", report::counted(scan.allowed, "leak"));
  if (!scan.settled.empty()) {
    text += fmt::format("; {} accepted or rotated", report::counted(scan.settled.size(), "leak"));
  }
  if (verdict.trusted > 0) text += fmt::format("; {} passed by --trust-head", report::counted(verdict.trusted, "leak"));
  return text + (scan.complete ? "\n" : "; INCOMPLETE\n");
}

void append_skips(std::string& out, const report::ScanReport& scan, const System* system) {
  if (scan.complete) return;
  out += "\nleaksieve: not everything could be read, so this is not green:\n";
  constexpr std::size_t kMost = 10;
  for (std::size_t i = 0; i < scan.skipped.size() && i < kMost; ++i) {
    out += fmt::format("  {}: {}\n", clean_line(scan.skipped[i].what, 200), clean_line(scan.skipped[i].reason, 200));
  }
  if (scan.skipped.size() > kMost) out += fmt::format("  and {} more\n", scan.skipped_total - kMost);
  if (scan.interrupted) out += "  the scan was stopped before its end\n";
  const auto any_says = [&scan](std::string_view words) {
    return std::ranges::any_of(scan.skipped,
                               [&](const finding::Skip& skip) { return skip.reason.find(words) != std::string::npos; });
  };
  if (any_says("shallow boundary")) {
    out += fmt::format("The clone is shallow. Mend it: {}\n",
                       system == nullptr ? "git fetch --unshallow" : system->deepen);
  }
  const bool is_partial = any_says("partial clone") || any_says("is missing");
  if (is_partial && system != nullptr && !system->complete.empty()) {
    out += fmt::format("Is it a partial clone? Mend it: {}\n", system->complete);
  }
}

}  // namespace

std::string subject_words(const Verdict& verdict) {
  std::string text = clean_line(verdict.told.subject, 100);
  if (text.empty()) text = "everything";
  if (!verdict.told.target.empty()) text += fmt::format(" into {}", clean_line(verdict.told.target, 80));
  return text;
}

std::string fate_words(const Verdict& verdict, std::size_t leak, const finding::Leak& masked) {
  if (verdict.blocked[leak].is_in_head) {
    const bool is_message = std::ranges::all_of(masked.occurrences, [](const finding::Occurrence& place) {
      return place.kind == finding::PlaceKind::kCommitMessage || place.kind == finding::PlaceKind::kTagMessage;
    });
    return is_message ? "a message cannot be taken back by a later commit" : "it stands in the head of this change";
  }
  const std::string by = masked.removals.empty()
                             ? "taken back by a later commit of this change"
                             : fmt::format("reverted by {} \"{}\"", masked.removals.front().commit.short_hex(),
                                           clean_line(masked.removals.front().summary, kSummaryBytes));
  return by +
         ", but it stays in history when this is merged, and in the request's own refs (refs/pull) when it is squashed";
}

std::string tell_text(const Telling& telling) {
  const report::ScanReport& scan = telling.masked.scans.front();
  const Verdict& verdict = telling.verdict;
  std::string out;
  if (!scan.leaks.empty()) {
    const bool of_change = !verdict.blocked.empty();
    out += of_change ? fmt::format("leaksieve: this change adds {}. It is stopped.\n",
                                   report::counted(scan.leaks.size(), "secret"))
                     : fmt::format("leaksieve: this repository holds {}.\n",
                                   report::counted(scan.leaks.size(), "open secret"));
    for (std::size_t i = 0; i < scan.leaks.size() && i < kMostTold; ++i) append_leak(out, telling, i);
    if (scan.leaks.size() > kMostTold) out += fmt::format("\n  and {} more\n", scan.leaks.size() - kMostTold);
    out += advice(telling);
  } else if (scan.complete) {
    out += verdict.change.scope == Scope::kAll ? "leaksieve: no open secrets\n"
                                               : "leaksieve: this change adds no secrets\n";
  }
  append_skips(out, scan, verdict.system);
  if (!verdict.edited.empty()) {
    out += fmt::format("note: this change edits {}: that counts once it is in the base\n",
                       fmt::join(verdict.edited, ", "));
  }
  for (const std::string& note : scan.notes) out += fmt::format("note: {}\n", clean_line(note, 400));
  return harmless_in_log(out + checked_line(telling));
}

std::string tell_obstacle(const Obstacle& obstacle, const System* system) {
  return harmless_in_log(fmt::format("leaksieve: this cannot be judged: {}.\nMend it{}: {}\n", obstacle.what,
                                     system == nullptr ? "" : fmt::format(" ({})", system->title), obstacle.mend));
}

}  // namespace leaksieve::gate
