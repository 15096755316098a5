// The HTML report: one file that loads nothing. The plan's JSON lies in it and the page's script shows it; for readers
// without scripts there is a plain table. The policy in its head lets nothing run but that script, by its hash, and
// nothing be loaded.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/report/html_text.h"
#include "scanner/report/words.h"
#include "scanner/rotation/page_parts.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/plan_json.h"
#include "scanner/rotation/plan_summary.h"

namespace leaksieve::rotation {
namespace {

using report::html_foreign;
using report::html_json;
using report::html_text;
using report::Json;
using report::policy_hash;

constexpr std::size_t kTargetsTold = 5;
constexpr std::size_t kSkipsTold = 10;

std::string headline_of(const Plan& plan) {
  const PlanSummary sum = summary_of(plan);
  if (sum.leaks == 0) return sum.complete ? "No secret was found" : "No secret was found in what was read";
  const std::uint64_t now = sum.by_urgency[static_cast<std::size_t>(Urgency::kNow)];
  if (now == 0) {
    const char* const rest = sum.open == 0 ? "open" : "urgent";
    return report::counted(sum.leaks, "secret") + (sum.leaks == 1 ? ", not " : ", none of them ") + rest;
  }
  if (now == sum.leaks) return report::counted(now, "secret") + (now == 1 ? " needs" : " need") + " action now";
  return fmt::format("{} of {} {} action now", report::grouped(now), report::counted(sum.leaks, "secret"),
                     now == 1 ? "needs" : "need");
}

// The targets' names, each made by `show`.
std::string names_of(const Plan& plan, std::string (*show)(std::string_view)) {
  std::string text;
  for (std::size_t i = 0; i < std::min(plan.targets.size(), kTargetsTold); ++i) {
    text += (i == 0 ? "" : ", ") + show(plan.targets[i].name);
  }
  if (plan.targets.size() > kTargetsTold) text += fmt::format(" and {} more", plan.targets.size() - kTargetsTold);
  return text;
}

std::string about(const Plan& plan) {
  std::string text = names_of(plan, html_foreign);
  if (plan.as_of.known()) text += " · as of " + html_text(plan.as_of.text.substr(0, 10));
  return text + " · leaksieve " + html_text(plan.tool_version);
}

void append_target_notes(std::string& list, const PlanTarget& target) {
  const std::string name = html_foreign(target.name) + ": ";
  if (target.interrupted) list += "<li>" + name + "the scan was stopped</li>\n";
  if (target.skipped_total > 0) {
    list += fmt::format("<li>{}{} not read", name, report::counted(target.skipped_total, "object"));
    const std::size_t told = std::min(target.skipped.size(), kSkipsTold);
    for (std::size_t i = 0; i < told; ++i) {
      list += (i == 0 ? ": " : "; ") + html_foreign(target.skipped[i].what + ": " + target.skipped[i].reason);
    }
    if (told > 0 && target.skipped_total > told) list += "; …";
    list += "</li>\n";
  }
  for (const std::string& note : target.notes) list += "<li>" + name + html_foreign(note) + "</li>\n";
}

// What was not read, and other notes of the scan; "" when there is nothing to tell.
std::string notice_of(const Plan& plan) {
  std::string list;
  for (const PlanTarget& target : plan.targets) append_target_notes(list, target);
  const bool complete = summary_of(plan).complete;
  if (list.empty() && complete) return {};
  std::string text =
      complete ? R"(<section class="notice calm" aria-label="Notes of the scan">)"
               : R"(<section class="notice" aria-label="What was not read">)"
                 "\n<p><strong>The scan is incomplete:</strong> that a secret is not here proves nothing.</p>";
  if (!list.empty()) text += "\n<ul>\n" + list + "</ul>";
  return text + "\n</section>";
}

std::string where_it_came_in(const PlanLeak& leak) {
  if (leak.places.empty()) return {};
  const Place& place = leak.places.front();
  std::string text = place.path.empty() ? html_text(place.kind) : "<code>" + html_foreign(place.path) + "</code>";
  if (place.line) text += fmt::format(":{}", *place.line);
  if (place.commit.date.known()) text += " " + html_text(place.commit.date.text.substr(0, 10));
  if (!place.commit.id.empty()) text += " <code>" + html_text(place.commit.id.substr(0, 10)) + "</code>";
  if (!place.commit.author.name.empty()) text += " " + html_foreign(place.commit.author.name);
  return text;
}

std::string what_to_do(const PlanLeak& leak) {
  std::string text = html_text(name_of(leak.action));
  if (leak.action == Action::kNothing) return text;
  text += ": " + html_text(leak.guide->title);
  if (leak.guide->url.starts_with("https://")) {
    text += fmt::format(R"( <a href="{0}" rel="noopener noreferrer">{0}</a>)", html_text(leak.guide->url));
  }
  return text;
}

void append_row(std::string& table, const PlanLeak& leak) {
  const std::string exposure =
      leak.reach.exposure.empty() ? "unknown" : std::string(report::exposure_words(leak.reach.exposure.furthest()));
  table += fmt::format(
      "<tr><td>{}</td><td>{}</td><th scope=\"row\">{} <code>{}</code> <code>{}</code></th><td>{}</td><td>{}</td>"
      "<td>{}</td><td>{}</td></tr>\n",
      leak.priority.rank, rules::name_of(leak.severity), html_foreign(leak.description), html_foreign(leak.masked),
      html_text(leak.fingerprint), html_text(leak.state.name), html_text(exposure), where_it_came_in(leak),
      what_to_do(leak));
}

std::string table_of(const Plan& plan) {
  std::string table =
      "<table>\n<thead><tr><th scope=\"col\">#</th><th scope=\"col\">Severity</th><th scope=\"col\">Secret</th>"
      "<th scope=\"col\">State</th><th scope=\"col\">Exposure</th><th scope=\"col\">Came in</th><th scope=\"col\">What "
      "to do</th>"
      "</tr></thead>\n<tbody>\n";
  for (const PlanLeak& leak : plan.leaks) append_row(table, leak);
  return table + "</tbody>\n</table>";
}

// The plan's JSON with each guide once: a leak's `rotation` becomes its index in `guides`.
std::string data_of(const Plan& plan) {
  Json document = plan_json(plan);
  std::vector<const Guide*> guides;
  document["guides"] = Json::array();
  for (std::size_t i = 0; i < plan.leaks.size(); ++i) {
    Json& leak = document["leaks"][i];
    const auto known = std::find(guides.begin(), guides.end(), plan.leaks[i].guide);
    const auto index = static_cast<std::size_t>(known - guides.begin());
    if (known == guides.end()) {
      guides.push_back(plan.leaks[i].guide);
      document["guides"].push_back(std::move(leak["rotation"]));
    }
    leak["rotation"] = index;
    leak.erase("introduced");  // the first of `occurrences`
  }
  return html_json(report::dump(document, -1));
}

// Puts each @NAME@ of the frame's values in; what is put in is not looked at again.
std::string fill(std::string_view frame, const std::function<std::string(std::string_view)>& value_of) {
  std::string page;
  while (true) {
    const std::size_t begin = frame.find('@');
    const std::size_t end = begin == std::string_view::npos ? begin : frame.find('@', begin + 1);
    if (end == std::string_view::npos) break;
    page += frame.substr(0, begin);
    page += value_of(frame.substr(begin + 1, end - begin - 1));
    frame.remove_prefix(end + 1);
  }
  page += frame;
  return page;
}

// Scripts may not make markup of text either (Trusted Types), where the browser knows that.
std::string policy() {
  return fmt::format(
      "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'; "
      "require-trusted-types-for 'script'; trusted-types 'none'",
      policy_hash(page_script()), policy_hash(page_style()));
}

}  // namespace

std::string write_html(const Plan& plan, const report::WriteOptions& /*options*/) {
  return fill(page_frame(), [&](std::string_view name) -> std::string {
    if (name == "POLICY") return policy();
    if (name == "VERSION") return html_text(plan.tool_version);
    if (name == "TITLE") return "Rotation plan: " + names_of(plan, html_text);
    if (name == "STYLE") return std::string(page_style());
    if (name == "SCRIPT") return std::string(page_script());
    if (name == "HEADLINE") return html_text(headline_of(plan));
    if (name == "ABOUT") return about(plan);
    if (name == "NOTICE") return notice_of(plan);
    if (name == "TABLE") return table_of(plan);
    if (name == "DATA") return data_of(plan);
    return {};
  });
}

}  // namespace leaksieve::rotation
