// For an issue tracker (GitHub's and GitLab's Markdown): a table, then a checklist for each secret. What comes from a
// repository stands in code spans, where neither links nor HTML nor @mentions nor #123 mean anything.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/words.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/plan_summary.h"
#include "scanner/rotation/row_words.h"

namespace leaksieve::rotation {
namespace {

constexpr std::size_t kPlacesTold = 10;

// A code span that nothing in `text` can end: its fence is one backtick longer than any run inside.
std::string code(std::string_view text, std::size_t max_bytes = 300) {
  std::string clean = clean_line(text, max_bytes);
  if (clean.empty()) return "";
  std::size_t longest = 0, run = 0;
  std::string inside;
  for (const char c : clean) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    inside += c;
  }
  const std::string fence(longest + 1, '`');
  const bool padded = clean.front() == '`' || clean.back() == '`' || clean.front() == ' ';
  return fence + (padded ? " " : "") + inside + (padded ? " " : "") + fence;
}

// The same in a table, where a bar ends the cell, in a code span too.
std::string cell(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (const char c : code(text, max_bytes)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

// Our own text and the rules': Markdown's signs are escaped, so that it reads as it stands.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : clean_line(text, 2000)) {
    if (std::string_view("\\`*_{}[]<>#|~&@").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string description_of(const PlanLeak& leak) {
  std::string text = leak.description.empty() ? leak.rule : leak.description;
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void append_table(std::string& out, const Plan& plan) {
  out += "| # | when | what | secret | exposure | introduced | by | in HEAD |\n";
  out += "| ---: | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const PlanLeak& leak : plan.leaks) {
    const bool placed = !leak.places.empty();
    const Place place = placed ? leak.places.front() : Place();
    out += fmt::format("| {} | {} ({}) | {} | {} | {} | {} {} | {} | {} |\n", leak.priority.rank,
                       name_of(leak.priority.urgency), leak.priority.score, plain(description_of(leak)),
                       cell(leak.masked, 60),
                       leak.reach.exposure.empty() ? "unknown" : finding::name_of(leak.reach.exposure.furthest()),
                       placed ? cell(place_words(place), 120) : "", date_of(place.commit.date),
                       cell(place.commit.author.name, 60), in_head_words(leak));
  }
}

void append_commit(std::string& out, const Commit& commit) {
  if (!commit.id.empty()) out += " in " + code(short_id(commit.id));
  if (commit.date.known()) {
    out += fmt::format(", {}, by {} {}", date_of(commit.date), code(commit.author.name, 60),
                       code("<" + commit.author.email + ">", 80));
  }
  if (!commit.summary.empty()) out += ": " + code(commit.summary, 120);
}

void append_life(std::string& out, const Plan& plan, const PlanLeak& leak) {
  const auto in_target = [&](std::size_t target) {
    return plan.targets.size() > 1 ? " of " + code(plan.targets[target].name, 120) : std::string();
  };
  for (std::size_t i = 0; i < std::min(leak.places.size(), kPlacesTold); ++i) {
    const Place& place = leak.places[i];
    out +=
        fmt::format("- {}: {}{}", i == 0 ? "introduced" : "again", code(place_words(place)), in_target(place.target));
    append_commit(out, place.commit);
    out += place.at_boundary ? " (or earlier: the clone is shallow)\n" : "\n";
  }
  if (leak.places.size() > kPlacesTold) out += fmt::format("- and {} more places\n", leak.places.size() - kPlacesTold);
  out += "- in HEAD's files: " + in_head_words(leak) + "\n";
  for (std::size_t i = 0; i < std::min(leak.removals.size(), kPlacesTold); ++i) {
    const Removal& removal = leak.removals[i];
    out += "- removed from " + code(report::short_ref(removal.ref)) + in_target(removal.target);
    append_commit(out, removal.commit);
    out += "\n";
  }
}

void append_leak(std::string& out, const Plan& plan, const PlanLeak& leak) {
  out += fmt::format("\n### {}. {}\n\n", leak.priority.rank, plain(description_of(leak)));
  out += fmt::format("{}, {}, rule {}, fingerprint {}\n\n", code(leak.masked, 60),
                     report::counted(leak.size_bytes, "byte"), code(leak.rule), code(leak.fingerprint));
  out += fmt::format("**{}**: {}\n\n", name_of(leak.priority.urgency), action_words(leak.action));
  out += fmt::format("- priority {}: {}\n", leak.priority.score, code(why_words(leak.priority), 400));
  if (leak.state.name != "open") {
    out += fmt::format("- {}: {} {}\n", leak.state.name, code(leak.state.date), code(leak.state.note));
  }
  append_life(out, plan, leak);
  out += fmt::format("- left this machine: {}: {}\n", name_of(leak.reach.left_machine), code(leak.reach.because));
  for (const std::string& release : leak.reach.releases) out += "- in release " + code(release) + "\n";
  for (const std::string& fork : leak.reach.forks) out += "- in a fork or review: " + code(fork) + "\n";
  if (leak.repositories.size() > 1) {
    out += "- also in:";
    for (const std::size_t target : leak.repositories) out += " " + code(plan.targets[target].name, 120);
    out += "\n";
  }
  if (!leak.facts.empty()) out += "- it says of itself: " + code(facts_words(leak), 400) + "\n";
  if (leak.checklist.empty()) return;
  out += "\n";
  for (const std::string& step : leak.checklist) out += "- [ ] " + plain(step) + "\n";
  if (leak.action == Action::kClean) return;
  const Guide& guide = *leak.guide;
  out += "\n";
  if (!guide.url.empty()) out += fmt::format("Where: <{}>\n", guide.url);
  if (!guide.api.empty()) out += fmt::format("By call: {}\n", code(guide.api, 600));
  out += fmt::format("Does the vendor end it by itself: {}\n", plain(vendor_words(guide)));
}

}  // namespace

std::string write_markdown(const Plan& plan, const report::WriteOptions& /*options*/) {
  const PlanSummary sum = summary_of(plan);
  std::string out = fmt::format("## Secrets to rotate, as of {}\n\n", date_of(plan.as_of));
  out += fmt::format("{}: {} now, {} soon, {} later, {} done.\n\n", report::counted(sum.leaks, "secret"),
                     sum.by_urgency[0], sum.by_urgency[1], sum.by_urgency[2], sum.by_urgency[3]);
  for (const PlanTarget& target : plan.targets) {
    if (!target.complete) {
      out += fmt::format("**Incomplete**: of {}, {} could not be read.\n\n", code(target.name, 120),
                         report::counted(target.skipped_total, "object"));
    }
  }
  if (plan.leaks.empty()) return out + "Nothing to rotate.\n";
  append_table(out, plan);
  for (const PlanLeak& leak : plan.leaks) append_leak(out, plan, leak);
  return out;
}

}  // namespace leaksieve::rotation
