// RFC 4180: CRLF, every field in quotes. A spreadsheet takes a field that begins with = + - @ (or a tab or CR before
// one) as a formula, so such a field gets an apostrophe in front, as OWASP's "CSV Injection" advises.
#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/row_words.h"

namespace leaksieve::rotation {
namespace {

constexpr std::size_t kMaxFieldBytes = 4000;

std::string field(std::string_view text) {
  const std::string clean = clean_line(text, kMaxFieldBytes);
  std::string out = "\"";
  if (!clean.empty() && std::string_view("=+-@").find(clean.front()) != std::string_view::npos) out += '\'';
  for (const char c : clean) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

void append_row(std::string& out, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) out += (i == 0 ? "" : ",") + field(fields[i]);
  out += "\r\n";
}

std::string joined(const std::vector<std::string>& list, std::string_view between) {
  std::string text;
  for (const std::string& item : list) text += (text.empty() ? "" : std::string(between)) + item;
  return text;
}

std::vector<std::string> row_of(const Plan& plan, const PlanLeak& leak) {
  const bool placed = !leak.places.empty();
  const Commit commit = placed ? leak.places.front().commit : Commit();
  std::vector<std::string> targets, people;
  for (const std::size_t target : leak.repositories) targets.push_back(plan.targets[target].name);
  for (const Committer& who : leak.committers) people.push_back(who.person.name + " <" + who.person.email + ">");
  return {std::to_string(leak.priority.rank),
          name_of(leak.priority.urgency),
          std::to_string(leak.priority.score),
          why_words(leak.priority),
          leak.state.name,
          rules::name_of(leak.severity),
          leak.description,
          leak.service,
          leak.kind,
          leak.masked,
          leak.fingerprint,
          joined(targets, "; "),
          placed ? place_words(leak.places.front()) : "",
          commit.id,
          commit.date.text,
          joined(people, "; "),
          leak.reach.exposure.empty() ? "" : finding::name_of(leak.reach.exposure.furthest()),
          name_of(leak.reach.left_machine),
          leak.reach.because,
          joined(leak.reach.releases, "; "),
          leak.in_head ? "yes" : "no",
          leak.head_seconds ? fmt::format("{:.1f}", static_cast<double>(*leak.head_seconds) / 86400) : "",
          facts_words(leak),
          name_of(leak.action),
          joined(leak.checklist, " | "),
          leak.guide->url,
          name_of(leak.guide->auto_revoked)};
}

}  // namespace

std::string write_csv(const Plan& plan, const report::WriteOptions& /*options*/) {
  std::string out;
  append_row(out, {"rank",          "urgency",  "score",         "why",          "state",       "severity",
                   "what",          "service",  "kind",          "masked",       "fingerprint", "repositories",
                   "introduced_at", "commit",   "date",          "committed_by", "exposure",    "left_this_machine",
                   "because",       "releases", "in_head_now",   "days_in_head", "it_says",     "action",
                   "checklist",     "where",    "vendor_revokes"});
  for (const PlanLeak& leak : plan.leaks) append_row(out, row_of(plan, leak));
  return out;
}

}  // namespace leaksieve::rotation
