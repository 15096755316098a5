// What a system shows beside its log: annotations on lines, a page about the step.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/gate/log_text.h"
#include "scanner/gate/tell.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/markdown_text.h"
#include "scanner/report/words.h"

namespace leaksieve::gate {
namespace {

constexpr std::size_t kMostAnnotations = 10;  // what GitHub shows of one kind for a step
constexpr std::size_t kMostRows = 200;        // a summary may have 1 MiB
constexpr std::size_t kMostPath = 4096;       // bytes

// The text that an annotation shows: no secrets, no second line that could be a command.
std::string message_of(const Telling& telling, std::size_t number) {
  const finding::Leak& leak = telling.masked.scans.front().leaks[number];
  const rules::Rule& rule = report::rule_of(telling.masked, leak);
  std::string text =
      fmt::format("{} {} ({}). ", rule.description, clean_line(leak.secret.redacted(), 40), leak.fingerprint);
  if (rule.tells_files()) text = fmt::format("{} ({}). ", rule.description, leak.fingerprint);
  const finding::Occurrence& place = leak.occurrences.front();
  if (!place.commit.is_null()) text += fmt::format("Added by {}; ", place.commit.short_hex());
  if (!leak.standing.reopened.empty()) text += clean_line(leak.standing.reopened, 300) + "; ";
  if (number < telling.verdict.blocked.size()) {
    text += fate_words(telling.verdict, number, leak) + ". ";
    if (!telling.verdict.blocked[number].allowed_by.empty()) text += "Allowed by this change: needs a person. ";
  }
  return text + "Rotate it.";
}

std::string github_error(const finding::Occurrence* place, std::string_view title, const std::string& message) {
  std::string line = "::error ";
  if (place != nullptr && place->kind == finding::PlaceKind::kFile && !place->path.empty()) {
    line += fmt::format("file={},", github_property(harmless_in_log(clean_line(place->path, kMostPath))));
    if (place->position.line > 0) line += fmt::format("line={},col={},", place->position.line, place->position.column);
  }
  return line + fmt::format("title={}::{}\n", github_property(title), github_message(harmless_in_log(message)));
}

std::string azure_error(const finding::Occurrence* place, const std::string& code, const std::string& message) {
  std::string line = "##vso[task.logissue type=error;";
  if (place != nullptr && place->kind == finding::PlaceKind::kFile && !place->path.empty()) {
    line += fmt::format("sourcepath={};", azure_value(harmless_in_log(clean_line(place->path, kMostPath))));
    if (place->position.line > 0) {
      line += fmt::format("linenumber={};columnnumber={};", place->position.line, place->position.column);
    }
  }
  return line + fmt::format("code={};]{}\n", azure_value(code), azure_value(harmless_in_log(message)));
}

}  // namespace

std::string tell_annotations(const Telling& telling) {
  const System* system = telling.verdict.system;
  if (system == nullptr || system->commands == LogCommands::kNone) return "";
  const auto& leaks = telling.masked.scans.front().leaks;
  std::string out;
  // The last one tells how many more there are.
  const std::size_t told = leaks.size() <= kMostAnnotations ? leaks.size() : kMostAnnotations - 1;
  const bool is_github = system->commands == LogCommands::kGithub;
  for (std::size_t i = 0; i < told; ++i) {
    const rules::Rule& rule = report::rule_of(telling.masked, leaks[i]);
    const finding::Occurrence* place = &leaks[i].occurrences.front();
    const std::string message = message_of(telling, i);
    out += is_github ? github_error(place, "leaksieve: " + rule.id, message) : azure_error(place, rule.id, message);
  }
  if (told < leaks.size()) {
    const std::string message =
        fmt::format("and {} more secrets: the log and the report have them all", leaks.size() - told);
    out += is_github ? github_error(nullptr, "leaksieve", message) : azure_error(nullptr, "leaksieve", message);
  }
  if (leaks.empty() && !telling.masked.scans.front().complete) {
    const std::string message = "not everything could be read, so this is not green: the log tells what";
    out += is_github ? github_error(nullptr, "leaksieve", message) : azure_error(nullptr, "leaksieve", message);
  }
  if (!is_github && !out.empty()) out += "##vso[task.complete result=Failed;]leaksieve\n";
  return out;
}

std::string annotate_obstacle(const Obstacle& obstacle, const System* system) {
  if (system == nullptr || system->commands == LogCommands::kNone) return "";
  const std::string message = fmt::format("this cannot be judged: {}. Mend it: {}", obstacle.what, obstacle.mend);
  return system->commands == LogCommands::kGithub ? github_error(nullptr, "leaksieve", message)
                                                  : azure_error(nullptr, "leaksieve", message);
}

std::string tell_summary(const Telling& telling) {
  const report::ScanReport& scan = telling.masked.scans.front();
  const Verdict& verdict = telling.verdict;
  std::string out = "### leaksieve: ";
  if (!scan.leaks.empty()) {
    out += report::counted(scan.leaks.size(), "secret") + (verdict.blocked.empty() ? "\n" : " in this change\n");
  } else {
    out += scan.complete ? "no secrets\n" : "not everything could be read\n";
  }
  out += fmt::format("\n{}: {}, {}.\n", report::markdown_prose(subject_words(verdict)),
                     report::counted(scan.commits, "commit"), report::counted(scan.blobs, "file version"));
  if (!scan.leaks.empty()) out += "\n| where | what | secret | commit | |\n| --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < scan.leaks.size() && i < kMostRows; ++i) {
    const finding::Leak& leak = scan.leaks[i];
    const rules::Rule& rule = report::rule_of(telling.masked, leak);
    const finding::Occurrence& place = leak.occurrences.front();
    std::string fate;
    if (i < verdict.blocked.size()) {
      fate = report::markdown_prose(fate_words(verdict, i, leak));
      if (!verdict.blocked[i].allowed_by.empty()) fate += "; **allowed by this change: needs a person**";
    }
    out += fmt::format("| {} | {} ({}) | {} {} | {} | {} |\n", report::markdown_prose(report::spot_words(place)),
                       report::markdown_prose(rule.description), report::markdown_prose(rules::name_of(rule.severity)),
                       report::markdown_prose(rule.tells_files() ? "" : leak.secret.redacted()), leak.fingerprint,
                       place.commit.is_null() ? "" : place.commit.short_hex(), fate);
  }
  if (scan.leaks.size() > kMostRows) out += fmt::format("\nand {} more\n", scan.leaks.size() - kMostRows);
  if (!scan.leaks.empty()) {
    out +=
        "\nRotate first; then take it out of the commits, not with one more commit on top. A false alarm is allowed on "
        "the "
        "branch that this goes to.\n";
  }
  for (const std::string& edited : verdict.edited) {
    out += fmt::format("\nThis change edits {}: that counts once it is in the base.\n", report::markdown_prose(edited));
  }
  for (const std::string& note : scan.notes) out += fmt::format("\n{}\n", report::markdown_prose(note));
  return out;
}

}  // namespace leaksieve::gate
