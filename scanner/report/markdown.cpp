// For comments on pull requests, job summaries and issue trackers: a table, a leak a row, then a folded part for each
// with its places. Everything that comes from the repository goes through markdown_text.h.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/report/formats.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/markdown_text.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr std::size_t kMostPlaces = 20;
constexpr std::size_t kMostGaps = 20;
constexpr std::size_t kMostRefs = 5;

std::string commit_words(const Oid& commit, const finding::Stamp& author) {
  if (commit.is_null()) return {};
  std::string text = markdown_code(commit.short_hex()) + " " + iso_date(author);
  if (!author.name.empty()) text += " " + markdown_code(author.name, 60);
  return text;
}

std::string exposure_text(const finding::Leak& leak) {
  const auto exposure = furthest_of(leak);
  return exposure ? std::string(exposure_words(*exposure)) : "unknown";
}

std::string first_place(const finding::Leak& leak) {
  return leak.occurrences.empty() ? "" : markdown_code(place_and_line(leak.occurrences[primary_of(leak)]));
}

void append_row(std::string& out, const RunReport& run, const finding::Leak& leak, std::size_t number) {
  const rules::Rule& rule = rule_of(run, leak);
  const std::size_t others = leak.occurrences.empty() ? 0 : leak.occurrences.size() - 1;
  std::string introduced;
  if (!leak.occurrences.empty()) {
    const finding::Occurrence& place = leak.occurrences[primary_of(leak)];
    introduced = commit_words(place.commit, place.author);
  }
  out += fmt::format("| {} | {} | {} | {}{} | {} | {} |\n", number, rules::name_of(rule.severity),
                     markdown_words(title_of(rule)), first_place(leak),
                     others == 0 ? "" : fmt::format(" and {} more", grouped(others)), introduced, exposure_text(leak));
}

std::string refs_words(const finding::Leak& leak) {
  std::string text;
  std::size_t shown = 0;
  std::size_t total = 0;
  const auto add = [&](const std::vector<std::string>& names, std::size_t known_total) {
    total += std::max(known_total, names.size());
    for (const std::string& name : names) {
      if (shown == kMostRefs) return;
      text += (shown++ == 0 ? "" : ", ") + markdown_code(short_ref(name), 100);
    }
  };
  add(leak.remotes, leak.remotes_total);
  add(leak.tags, leak.tags_total);
  add(leak.branches, leak.branches_total);
  add(leak.stashes, leak.stashes_total);
  add(leak.reflogs, leak.reflogs_total);
  add(leak.other_refs, leak.other_refs_total);
  if (shown < total && shown > 0) text += fmt::format(" and {} more", grouped(total - shown));
  return text;
}

void append_places(std::string& out, const finding::Leak& leak) {
  const std::size_t shown = std::min(leak.occurrences.size(), kMostPlaces);
  for (std::size_t i = 0; i < shown; ++i) {
    const finding::Occurrence& place = leak.occurrences[i];
    out += "- introduced in " + markdown_code(place_and_line(place));
    if (const std::string commit = commit_words(place.commit, place.author); !commit.empty()) out += " by " + commit;
    if (!place.summary.empty()) out += ": " + markdown_code(place.summary, 100);
    if (const std::string steps = decoded_steps(place); !steps.empty()) out += ", decoded: " + markdown_code(steps);
    out += "\n";
  }
  if (shown < leak.occurrences.size()) {
    out += fmt::format("- and in {} more places\n", grouped(leak.occurrences.size() - shown));
  }
  for (const finding::Removal& removal : leak.removals) {
    out += "- removed from " + markdown_code(short_ref(removal.ref), 100) + " by " +
           commit_words(removal.commit, removal.author) + "\n";
  }
}

void append_details(std::string& out, const RunReport& run, const finding::Leak& leak, std::size_t number,
                    const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const auto exposure = furthest_of(leak);
  out += fmt::format("<details><summary>{}. {} ({})</summary>\n\n", number, markdown_words(title_of(rule)),
                     exposure_text(leak));
  out += fmt::format("- secret: {} ({})\n", markdown_code(shown_secret(leak, options), 20000),
                     counted(leak.secret.size_bytes(), "byte"));
  out += fmt::format("- what to do: {}\n", advice_for(exposure));
  if (!leak.note.empty()) out += "- known of it: " + markdown_code(leak.note) + "\n";
  append_places(out, leak);
  if (const std::string refs = refs_words(leak); !refs.empty()) out += "- reached by " + refs + "\n";
  out += fmt::format("- rule {}, fingerprint {}\n\n</details>\n\n", markdown_code(rule.id),
                     markdown_code(leak.fingerprint));
}

void append_gaps(std::string& out, const ScanReport& scan) {
  const std::vector<std::string> gaps = gaps_of(scan);
  if (!gaps.empty()) out += "> **Incomplete**: the absence of leaks proves nothing.\n";
  for (std::size_t i = 0; i < std::min(gaps.size(), kMostGaps); ++i) out += "> - " + markdown_code(gaps[i]) + "\n";
  if (gaps.size() > kMostGaps) out += fmt::format("> - and {} more\n", grouped(gaps.size() - kMostGaps));
  for (const std::string& note : scan.notes) out += "> - note: " + markdown_code(note, 400) + "\n";
  if (!gaps.empty() || !scan.notes.empty()) out += "\n";
}

void append_scan(std::string& out, const RunReport& run, const ScanReport& scan, const WriteOptions& options) {
  if (run.scans.size() > 1) out += "## " + markdown_code(shown_path(scan.target)) + "\n\n";
  append_gaps(out, scan);
  if (scan.leaks.empty()) {
    out += scan.complete ? "No leaks found.\n\n" : "No leaks found in what could be read.\n\n";
    return;
  }
  const std::size_t limit = options.most_leaks == 0 ? scan.leaks.size() : options.most_leaks;
  const std::size_t shown = std::min(scan.leaks.size(), limit);
  out += "| # | severity | secret | where | introduced | exposure |\n| ---: | --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < shown; ++i) append_row(out, run, scan.leaks[i], i + 1);
  out += "\n";
  if (shown < scan.leaks.size()) out += fmt::format("and {} more\n\n", counted(scan.leaks.size() - shown, "leak"));
  for (std::size_t i = 0; i < shown; ++i) append_details(out, run, scan.leaks[i], i + 1, options);
}

}  // namespace

std::string write_markdown(const RunReport& run, const WriteOptions& options) {
  const Tally sum = tally(run);
  std::string out = "# leaksieve: " + (sum.leaks == 0 ? std::string("no leaks") : counted(sum.leaks, "leak")) +
                    (sum.complete ? "" : ", incomplete") + "\n\n";
  for (const ScanReport& scan : run.scans) append_scan(out, run, scan, options);
  out += fmt::format("Scanned {} ({}), {}", counted(sum.blobs + sum.files, "file version"), byte_size(sum.bytes),
                     counted(sum.commits, "commit"));
  if (sum.allowed > 0) out += fmt::format("; {} allowed", counted(sum.allowed, "leak"));
  return out + ". leaksieve " + markdown_words(run.tool_version, 40) + "\n";
}

}  // namespace leaksieve::report
