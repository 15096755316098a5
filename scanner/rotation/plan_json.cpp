// docs/plan.schema.json describes it. Keys keep their order and are always there; null says that there is nothing.
#include "scanner/rotation/plan_json.h"

#include <algorithm>

#include "scanner/base/quote.h"
#include "scanner/rotation/plan_format.h"
#include "scanner/rotation/plan_summary.h"

namespace leaksieve::rotation {
namespace {

using report::Json;

constexpr int kPlanVersion = 1;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(to_valid_utf8(text)); }

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push_back(to_valid_utf8(text));
  return json;
}

Json exposures(const finding::ExposureSet& set) {
  Json json = Json::array();
  for (const finding::Exposure exposure : set.list()) json.push_back(finding::name_of(exposure));
  return json;
}

Json furthest(const finding::ExposureSet& set) {
  return set.empty() ? Json(nullptr) : Json(finding::name_of(set.furthest()));
}

Json date(const Moment& moment) { return text_or_null(moment.text); }

Json person(const Person& who) { return {{"name", to_valid_utf8(who.name)}, {"email", to_valid_utf8(who.email)}}; }

void put_commit(Json& json, const Commit& commit) {
  json["commit"] = text_or_null(commit.id);
  json["author"] = commit.date.known() ? person(commit.author) : Json(nullptr);
  json["date"] = date(commit.date);
  json["summary"] = text_or_null(commit.summary);
}

Json place_json(const Place& place) {
  Json json;
  json["target"] = place.target;
  json["kind"] = place.kind;
  json["path"] = text_or_null(place.path);
  if (!place.path_bytes_hex.empty()) json["path_bytes_hex"] = to_valid_utf8(place.path_bytes_hex);
  json["line"] = place.line ? Json(*place.line) : Json(nullptr);
  json["column"] = place.column ? Json(*place.column) : Json(nullptr);
  json["object"] = text_or_null(place.object);
  put_commit(json, place.commit);
  json["at_boundary"] = place.at_boundary;
  json["exposures"] = exposures(place.exposure);
  json["decoded"] = texts(place.decoded);
  return json;
}

Json removal_json(const Removal& removal) {
  Json json;
  json["target"] = removal.target;
  json["ref"] = to_valid_utf8(removal.ref);
  put_commit(json, removal.commit);
  return json;
}

Json period_json(const HeadPeriod& period) {
  Json json;
  json["target"] = period.target;
  json["from"] = {{"commit", text_or_null(period.from_commit)}, {"date", date(period.from)}};
  json["to"] = nullptr;
  if (period.to.known()) json["to"] = {{"commit", text_or_null(period.to_commit)}, {"date", date(period.to)}};
  return json;
}

Json ref_list(const RefList& list) { return {{"names", texts(list.names)}, {"total", list.total}}; }

Json exposure_json(const Reach& reach) {
  Json json;
  json["furthest"] = furthest(reach.exposure);
  json["all"] = exposures(reach.exposure);
  json["remotes"] = texts(reach.remotes);
  json["forks"] = texts(reach.forks);
  json["releases"] = texts(reach.releases);
  json["refs"] = {{"branches", ref_list(reach.refs.branches)}, {"remotes", ref_list(reach.refs.remotes)},
                  {"tags", ref_list(reach.refs.tags)},         {"stashes", ref_list(reach.refs.stashes)},
                  {"reflogs", ref_list(reach.refs.reflogs)},   {"other", ref_list(reach.refs.other)}};
  return json;
}

Json priority_json(const Priority& priority) {
  Json json;
  json["rank"] = priority.rank;
  json["score"] = priority.score;
  json["urgency"] = name_of(priority.urgency);
  json["why"] = Json::array();
  for (const Factor& factor : priority.why) {
    json["why"].push_back({{"factor", factor.name},
                           {"value", to_valid_utf8(factor.value)},
                           {"weight", static_cast<double>(factor.permille) / 1000},
                           {"because", to_valid_utf8(factor.because)}});
  }
  return json;
}

Json rotation_json(const Guide& guide) {
  Json json;
  json["service"] = text_or_null(guide.service);
  json["title"] = to_valid_utf8(guide.title);
  json["steps"] = texts(guide.steps);
  json["url"] = text_or_null(guide.url);
  json["api"] = text_or_null(guide.api);
  json["auto_revoked"] = name_of(guide.auto_revoked);
  json["auto_revoked_note"] = text_or_null(guide.auto_revoked_note);
  json["audit_log"] = text_or_null(guide.audit_log);
  json["replacement"] = to_valid_utf8(guide.replacement);
  json["sources"] = texts(guide.sources);
  return json;
}

Json in_head_json(const PlanLeak& leak) {
  Json json;
  json["now"] = leak.in_head;
  json["seconds"] = leak.head_seconds ? Json(*leak.head_seconds) : Json(nullptr);
  json["paths"] = texts(leak.head_paths);
  json["periods"] = Json::array();
  for (const HeadPeriod& period : leak.periods) json["periods"].push_back(period_json(period));
  return json;
}

Json committers_json(const PlanLeak& leak) {
  Json json = Json::array();
  for (const Committer& committer : leak.committers) {
    Json entry = person(committer.person);
    entry["commits"] = committer.times;
    entry["first"] = date(committer.first);
    json.push_back(std::move(entry));
  }
  return json;
}

Json names_json(const PlanLeak& leak) {
  Json json = Json::array();
  for (const Name& name : leak.names) {
    json.push_back({{"target", name.target},
                    {"fingerprint", to_valid_utf8(name.fingerprint)},
                    {"rule", to_valid_utf8(name.rule)},
                    {"places", name.places},
                    {"exposure", furthest(name.exposure)}});
  }
  return json;
}

void put_what(Json& json, const PlanLeak& leak) {
  json["fingerprint"] = to_valid_utf8(leak.fingerprint);
  json["aliases"] = texts(leak.aliases);
  json["rule"] = to_valid_utf8(leak.rule);
  json["description"] = to_valid_utf8(leak.description);
  json["service"] = text_or_null(leak.service);
  json["kind"] = to_valid_utf8(leak.kind);
  json["severity"] = rules::name_of(leak.severity);
  json["confidence"] = rules::name_of(leak.confidence);
  json["masked"] = to_valid_utf8(leak.masked);
  json["size_bytes"] = leak.size_bytes;
  json["state"] = {{"name", leak.state.name},
                   {"note", text_or_null(leak.state.note)},
                   {"by", text_or_null(leak.state.by)},
                   {"date", text_or_null(leak.state.date)}};
}

Json leak_json(const PlanLeak& leak) {
  Json json;
  put_what(json, leak);
  json["priority"] = priority_json(leak.priority);
  json["action"] = name_of(leak.action);
  json["exposure"] = exposure_json(leak.reach);
  json["left_machine"] = {{"answer", name_of(leak.reach.left_machine)}, {"because", to_valid_utf8(leak.reach.because)}};
  json["never_left_this_machine"] = leak.reach.left_machine == Left::kNo;
  json["introduced"] = leak.places.empty() ? Json(nullptr) : place_json(leak.places.front());
  json["occurrences"] = Json::array();
  for (const Place& place : leak.places) json["occurrences"].push_back(place_json(place));
  json["removed"] = Json::array();
  for (const Removal& removal : leak.removals) json["removed"].push_back(removal_json(removal));
  json["in_head"] = in_head_json(leak);
  json["committers"] = committers_json(leak);
  json["repositories"] = leak.repositories;
  json["perhaps_also_in"] = leak.look_alikes;
  json["found_as"] = names_json(leak);
  json["decoded"] = Json::array();
  for (const Fact& fact : leak.facts) {
    json["decoded"].push_back({{"key", to_valid_utf8(fact.key)}, {"value", to_valid_utf8(fact.value)}});
  }
  json["rotation"] = rotation_json(*leak.guide);
  json["checklist"] = texts(leak.checklist);
  json["objects"] = leak.objects;
  return json;
}

Json target_json(const PlanTarget& target) {
  Json json;
  json["name"] = to_valid_utf8(target.name);
  if (!target.name_bytes_hex.empty()) json["name_bytes_hex"] = to_valid_utf8(target.name_bytes_hex);
  json["complete"] = target.complete;
  json["interrupted"] = target.interrupted;
  json["skipped_total"] = target.skipped_total;
  json["skipped"] = Json::array();
  for (const finding::Skip& skip : target.skipped) {
    json["skipped"].push_back({{"what", to_valid_utf8(skip.what)}, {"reason", to_valid_utf8(skip.reason)}});
  }
  json["notes"] = texts(target.notes);
  json["head"] = text_or_null(target.head);
  json["bare"] = target.bare ? Json(*target.bare) : Json(nullptr);
  json["remotes"] = texts(target.remotes);
  return json;
}

Json counts_json(const std::map<std::string, std::uint64_t>& counts, const char* column) {
  std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json json = Json::array();
  for (const auto& [name, leaks] : rows) json.push_back({{column, text_or_null(name)}, {"leaks", leaks}});
  return json;
}

Json summary_json(const Plan& plan) {
  const PlanSummary sum = summary_of(plan);
  Json json;
  json["leaks"] = sum.leaks;
  json["open"] = sum.open;
  json["accepted"] = sum.accepted;
  json["rotated"] = sum.rotated;
  json["complete"] = sum.complete;
  json["by_urgency"] = Json::object();
  for (const Urgency urgency : {Urgency::kNow, Urgency::kSoon, Urgency::kLater, Urgency::kDone}) {
    json["by_urgency"][name_of(urgency)] = sum.by_urgency[static_cast<std::size_t>(urgency)];
  }
  json["by_severity"] = Json::object();
  for (std::size_t i = sum.by_severity.size(); i-- > 0;) {
    json["by_severity"][rules::name_of(static_cast<rules::Severity>(i))] = sum.by_severity[i];
  }
  json["by_exposure"] = Json::object();
  for (std::size_t i = 0; i < finding::kExposures; ++i) {
    json["by_exposure"][finding::name_of(static_cast<finding::Exposure>(i))] = sum.by_exposure[i];
  }
  json["by_left_machine"] = Json::object();
  for (const Left left : {Left::kYes, Left::kNo, Left::kUnknown}) {
    json["by_left_machine"][name_of(left)] = sum.by_left_machine[static_cast<std::size_t>(left)];
  }
  json["by_service"] = counts_json(sum.by_service, "service");
  json["by_kind"] = counts_json(sum.by_kind, "kind");
  return json;
}

}  // namespace

Json plan_json(const Plan& plan) {
  Json document;
  document["version"] = kPlanVersion;
  document["tool"] = {{"name", "leaksieve"}, {"version", to_valid_utf8(plan.tool_version)}};
  document["as_of"] = plan.as_of.text;
  document["targets"] = Json::array();
  for (const PlanTarget& target : plan.targets) document["targets"].push_back(target_json(target));
  document["summary"] = summary_json(plan);
  document["leaks"] = Json::array();
  for (const PlanLeak& leak : plan.leaks) document["leaks"].push_back(leak_json(leak));
  return document;
}

std::string write_json(const Plan& plan, const report::WriteOptions& /*options*/) {
  return report::dump(plan_json(plan), 2) + "\n";
}

}  // namespace leaksieve::rotation
