// SARIF 2.1.0 (OASIS standard, 27 March 2020; section numbers below are its own). One run a target, one result a leak.
//
// Consumers show the first location of a result, so that is a place where HEAD still holds the leak, if there is one;
// all other introductions are related locations. partialFingerprints carries the leak's fingerprint: a service then
// recognises a leak that moved to another line or file.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/report/formats.h"
#include "scanner/report/json_model.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr double kLoweredRank = 10;  // of 100: it failed a check of its own format

constexpr std::size_t kMostRelated = 100;

struct SeverityText {
  const char* level;     // 3.27.10
  const char* severity;  // GitHub's property: over 9.0 critical, 7.0-8.9 high, 4.0-6.9 medium, else low
};

SeverityText text_of(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::kCritical:
      return {"error", "9.5"};
    case rules::Severity::kHigh:
      return {"error", "8.0"};
    case rules::Severity::kMedium:
      return {"warning", "5.5"};
    case rules::Severity::kLow:
      break;
  }
  return {"note", "2.5"};
}

// A relative URI reference (RFC 3986): every byte but unreserved ones and '/' percent-encoded, so that no path can be
// taken for a scheme ("a:b"), a query or a fragment.
std::string uri_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  while (out.starts_with("//")) out.erase(0, 1);  // "//x" would name a host
  return out;
}

Json location_json(const finding::Occurrence& place) {
  Json location;
  const bool in_file = place.kind == finding::PlaceKind::kFile || place.kind == finding::PlaceKind::kFileName;
  if (in_file && !place.path.empty()) {
    Json& physical = location["physicalLocation"];
    physical["artifactLocation"] = {{"uri", uri_of(place.path)}, {"uriBaseId", "%SRCROOT%"}};
    if (place.position.line >= 1) {
      physical["region"]["startLine"] = place.position.line;
      if (place.position.column >= 1) physical["region"]["startColumn"] = place.position.column;
    }
  } else {
    const bool message = place.kind == finding::PlaceKind::kCommitMessage;
    const std::string id = message ? place.commit.hex() : place.object.hex();
    Json logical = {{"fullyQualifiedName", id}, {"name", place_words(place)}, {"kind", "object"}};
    location["logicalLocations"] = Json::array({std::move(logical)});
  }
  if (in_file && place.mcp) {
    const std::string name = to_valid_utf8(mcp::describe(*place.mcp));
    Json logical = {{"fullyQualifiedName", name}, {"name", to_valid_utf8(place.mcp->field)}, {"kind", "member"}};
    location["logicalLocations"] = Json::array({std::move(logical)});
  }
  Json& properties = location["properties"];
  properties["place"] = finding::name_of(place.kind);
  for (const std::string& step : place.decoded) properties["decoded"].push_back(to_valid_utf8(step));
  if (!place.object.is_null()) properties["object"] = place.object.hex();
  if (!place.commit.is_null()) {
    properties["commit"] = place.commit.hex();
    properties["author"] = to_valid_utf8(place.author.name);
    properties["email"] = to_valid_utf8(place.author.email);
    properties["date"] = iso_time(place.author);
    properties["summary"] = to_valid_utf8(place.summary);
  }
  return location;
}

Json rule_json(const rules::Rule& rule) {
  const SeverityText severity = text_of(rule.severity);
  const std::string description = to_valid_utf8(rule.description.empty() ? rule.id : rule.description);
  const std::string what =
      "Whoever holds this secret can use it, whether or not a file still shows it. Rotate it, then "
      "look at what it was used for; rewriting history alone does not take back what was pushed.";
  std::string text = description + "\n\n" + what;
  std::string markdown = "**" + description + "**\n\n" + what;
  for (const std::string& reference : rule.references) {
    text += "\n" + to_valid_utf8(reference);
    markdown += "\n* <" + to_valid_utf8(reference) + ">";
  }
  Json json;
  json["id"] = to_valid_utf8(rule.id);
  json["name"] = to_valid_utf8(rule.id);
  json["shortDescription"]["text"] = description;
  json["fullDescription"]["text"] = description;
  if (!rule.references.empty() && rule.references.front().starts_with("https://")) {
    json["helpUri"] = to_valid_utf8(rule.references.front());
  }
  json["help"] = {{"text", text}, {"markdown", markdown}};
  json["defaultConfiguration"]["level"] = severity.level;
  Json& properties = json["properties"];
  properties["tags"] = Json::array({"security", "secret", to_valid_utf8(rule.kind)});
  if (!rule.service.empty()) properties["tags"].push_back(to_valid_utf8(rule.service));
  properties["precision"] = rules::name_of(rule.confidence);
  properties["security-severity"] = severity.severity;
  return json;
}

Json result_properties(const finding::Leak& leak) {
  Json properties;
  const auto exposure = furthest_of(leak);
  properties["fingerprint"] = leak.fingerprint;
  properties["exposure"] = exposure ? Json(finding::name_of(*exposure)) : Json(nullptr);
  properties["exposures"] = Json::array();
  for (const finding::Exposure each : leak.exposure.list()) properties["exposures"].push_back(finding::name_of(each));
  properties["occurrences"] = leak.occurrences.size();
  properties["refs"] = Json::array();
  for (const auto* refs : {&leak.remotes, &leak.tags, &leak.branches, &leak.stashes, &leak.reflogs, &leak.other_refs}) {
    for (const std::string& ref : *refs) properties["refs"].push_back(to_valid_utf8(ref));
  }
  if (!leak.note.empty()) properties["note"] = to_valid_utf8(leak.note);
  return properties;
}

// 3.35: what people decided; a viewer then shows the result as dealt with. 3.27.24: GitHub and others tell by it what
// is new. A leak that came back is "new" though the baseline knows it.
void put_standing(Json& result, const ScanReport& scan, const finding::Leak& leak) {
  const bool is_open = leak.standing.state == finding::State::kOpen;
  if (scan.has_baseline) result["baselineState"] = is_open ? "new" : "unchanged";
  const std::string words = to_valid_utf8(standing_words(leak.standing));
  if (!words.empty()) result["properties"]["standing"] = words;
  result["properties"]["state"] = finding::name_of(leak.standing.state);
  if (is_open) return;
  Json suppression;
  suppression["kind"] = "external";
  suppression["status"] = "accepted";
  suppression["justification"] = words;
  result["suppressions"] = Json::array({std::move(suppression)});
}

Json result_json(const RunReport& run, const finding::Leak& leak, std::size_t rule_index, const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  Json json;
  json["ruleId"] = to_valid_utf8(rule.id);
  json["ruleIndex"] = rule_index;
  json["level"] = text_of(rule.severity).level;
  if (leak.is_lowered) json["rank"] = kLoweredRank;
  json["message"]["text"] = message_of(rule, leak, options);
  json["locations"] = Json::array();
  const std::size_t primary = primary_of(leak);
  if (!leak.occurrences.empty()) json["locations"].push_back(location_json(leak.occurrences[primary]));
  Json related = Json::array();
  for (std::size_t i = 0; i < leak.occurrences.size() && related.size() < kMostRelated; ++i) {
    if (i == primary) continue;
    Json location = location_json(leak.occurrences[i]);
    location["id"] = related.size() + 1;
    location["message"]["text"] = "also here: " + place_words(leak.occurrences[i]);
    related.push_back(std::move(location));
  }
  if (!related.empty()) json["relatedLocations"] = std::move(related);
  json["partialFingerprints"]["leaksieve/v1"] = leak.fingerprint;
  json["properties"] = result_properties(leak);
  return json;
}

Json notification(const char* level, const std::string& text) {
  Json json;
  json["level"] = level;
  json["message"]["text"] = to_valid_utf8(text);
  return json;
}

Json invocation_json(const ScanReport& scan) {
  Json json;
  json["executionSuccessful"] = scan.complete;
  Json list = Json::array();
  if (scan.interrupted) list.push_back(notification("error", "the scan was stopped before its end"));
  for (const finding::Skip& skip : scan.skipped) {
    list.push_back(notification("warning", "not read: " + skip.what + ": " + skip.reason));
  }
  if (scan.skipped_total > scan.skipped.size()) {
    list.push_back(notification("warning", fmt::format("not read: {} more", scan.skipped_total - scan.skipped.size())));
  }
  for (const std::string& note : scan.notes) list.push_back(notification("note", note));
  if (!list.empty()) json["toolExecutionNotifications"] = std::move(list);
  return json;
}

Json run_json(const RunReport& run, const ScanReport& scan, const WriteOptions& options) {
  std::map<std::string, const rules::Rule*> used;  // by id: the order of rules does not depend on that of leaks
  for (const auto* leaks : {&scan.leaks, &scan.settled}) {
    for (const finding::Leak& leak : *leaks) used.emplace(rule_of(run, leak).id, &rule_of(run, leak));
  }
  std::map<std::string, std::size_t> index;
  Json driver;
  driver["name"] = "leaksieve";
  driver["version"] = to_valid_utf8(run.tool_version);
  driver["rules"] = Json::array();
  for (const auto& [id, rule] : used) {
    index.emplace(id, index.size());
    driver["rules"].push_back(rule_json(*rule));
  }
  Json json;
  json["tool"]["driver"] = std::move(driver);
  json["invocations"] = Json::array({invocation_json(scan)});
  json["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"] = "The root of the repository or folder.";
  json["results"] = Json::array();
  for (const auto* leaks : {&scan.leaks, &scan.settled}) {
    for (const finding::Leak& leak : *leaks) {
      json["results"].push_back(result_json(run, leak, index.at(rule_of(run, leak).id), options));
      put_standing(json["results"].back(), scan, leak);
    }
  }
  json["automationDetails"]["id"] = "leaksieve/" + uri_of(scan.target);
  Json properties = scan_json(scan);
  for (const char* told : {"skipped", "notes"}) properties.erase(told);  // they are notifications
  json["properties"]["columns"] = "bytes";
  json["properties"].update(properties);
  return json;
}

}  // namespace

std::string write_sarif(const RunReport& run, const WriteOptions& options) {
  Json document;
  document["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  document["version"] = "2.1.0";
  document["runs"] = Json::array();
  for (const ScanReport& scan : run.scans) document["runs"].push_back(run_json(run, scan, options));
  return dump(document, 2) + "\n";
}

}  // namespace leaksieve::report
