// GitLab's secret detection report, for `artifacts:reports:secret_detection`: a vulnerability a leak.
// Source: secret-detection-report-format.json of gitlab.com/gitlab-org/security-products/security-report-schemas, 15.2;
// GitLab checks a report against the newest schema of that minor version that it has.
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/base/quote.h"
#include "scanner/report/formats.h"
#include "scanner/report/json_model.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/markdown_text.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr const char* kSchemaVersion = "15.2.1";
constexpr const char* kSchema =
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.1/dist/"
    "secret-detection-report-format.json";
constexpr const char* kNoCommit = "0000000";  // what GitLab's own analyzer writes for files that no commit holds
constexpr std::size_t kMostPlaces = 100;

const char* severity_of(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::kCritical:
      return "Critical";
    case rules::Severity::kHigh:
      return "High";
    case rules::Severity::kMedium:
      return "Medium";
    case rules::Severity::kLow:
      break;
  }
  return "Low";
}

// The schema wants UTC without a zone.
std::string time_text(std::int64_t time) { return iso_time({"", "", time, 0}).substr(0, 19); }

// A UUID as the schema recommends, made of the leak's name: the same leak has the same one in every run (RFC
// 9562, 5.8).
std::string uuid_of(const ScanReport& scan, const finding::Leak& leak) {
  std::string hex = sha256_hex({"gitlab", scan.target, leak.fingerprint});
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20, 12));
}

Json identifiers_json(const rules::Rule& rule) {
  const std::string id = rule.id.empty() ? "unknown" : to_valid_utf8(rule.id);
  const Json own = {{"type", "leaksieve_rule_id"}, {"name", "leaksieve rule " + id}, {"value", id}};
  const Json cwe = {{"type", "cwe"},
                    {"name", "CWE-798"},
                    {"value", "798"},
                    {"url", "https://cwe.mitre.org/data/definitions/798.html"}};
  return Json::array({own, cwe});
}

Json commit_json(const finding::Occurrence& place) {
  Json json;
  if (place.commit.is_null()) {
    json["sha"] = kNoCommit;
    return json;
  }
  json["author"] = to_valid_utf8(place.author.name);
  json["date"] = iso_time(place.author);
  json["message"] = to_valid_utf8(place.summary);
  json["sha"] = place.commit.hex();
  return json;
}

Json location_json(const finding::Leak& leak) {
  Json json;
  if (leak.occurrences.empty()) {
    json["commit"]["sha"] = kNoCommit;
    return json;
  }
  const finding::Occurrence& place = leak.occurrences[primary_of(leak)];
  if (!place.path.empty()) json["file"] = to_valid_utf8(place.path);
  json["commit"] = commit_json(place);
  if (place.position.line > 0) {
    json["start_line"] = place.position.line;
    json["end_line"] = place.position.line;
  }
  return json;
}

// Named fields of the vulnerability's page.
Json details_json(const finding::Leak& leak) {
  const auto text = [](const char* name, const std::string& value) {
    return Json{{"name", name}, {"type", "text"}, {"value", to_valid_utf8(value)}};
  };
  Json json;
  const auto exposure = furthest_of(leak);
  json["fingerprint"] = text("Fingerprint", leak.fingerprint);
  json["exposure"] = text("Exposure", exposure ? finding::name_of(*exposure) : "unknown");
  if (!leak.note.empty()) json["note"] = text("Known of it", leak.note);
  Json places = Json::array();
  for (std::size_t i = 0; i < std::min(leak.occurrences.size(), kMostPlaces); ++i) {
    const finding::Occurrence& place = leak.occurrences[i];
    const std::string steps = decoded_steps(place);
    std::string line = place_and_line(place);
    if (!place.commit.is_null()) line += " since " + place.commit.hex();
    if (!steps.empty()) line += ", decoded: " + steps;
    places.push_back({{"type", "text"}, {"value", to_valid_utf8(line)}});
  }
  json["places"] = {{"name", "Introduced in"}, {"type", "list"}, {"items", std::move(places)}};
  return json;
}

Json vulnerability_json(const RunReport& run, const ScanReport& scan, const finding::Leak& leak,
                        const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const auto exposure = furthest_of(leak);
  Json json;
  json["id"] = uuid_of(scan, leak);
  json["name"] = title_of(rule);
  json["description"] =  // GitLab renders it as Markdown
      fmt::format("{} ({}) is {}.", markdown_words(title_of(rule)), markdown_code(leak.secret.redacted()),
                  exposure ? exposure_words(*exposure) : "of unknown exposure");
  json["severity"] = severity_of(rule.severity);
  json["solution"] = advice_for(exposure);
  json["identifiers"] = identifiers_json(rule);
  for (const std::string& reference : rule.references) {
    const bool is_url = reference.starts_with("https://") || reference.starts_with("http://");
    if (is_url) json["links"].push_back({{"url", to_valid_utf8(reference)}});
  }
  if (leak.is_lowered) {
    json["flags"] = Json::array({{{"type", "flagged-as-likely-false-positive"},
                                  {"origin", "leaksieve"},
                                  {"description", "it fails the checksum or another check of its own format"}}});
  }
  json["details"] = details_json(leak);
  json["location"] = location_json(leak);
  if (options.show_secrets) json["raw_source_code_extract"] = to_valid_utf8(leak.secret.reveal());
  return json;
}

Json tool(const RunReport& run) {
  const std::string version = run.tool_version.empty() ? "0" : to_valid_utf8(run.tool_version);
  return {{"id", "leaksieve"}, {"name", "leaksieve"}, {"version", version}, {"vendor", {{"name", "leaksieve"}}}};
}

Json messages_json(const RunReport& run) {
  Json json = Json::array();
  for (const ScanReport& scan : run.scans) {
    const std::string prefix = run.scans.size() > 1 ? shown_path(scan.target) + ": " : "";
    for (const std::string& gap : gaps_of(scan)) {
      json.push_back({{"level", scan.interrupted ? "fatal" : "warn"}, {"value", to_valid_utf8(prefix + gap)}});
    }
    for (const std::string& note : scan.notes) {
      json.push_back({{"level", "info"}, {"value", to_valid_utf8(prefix + note)}});
    }
  }
  return json;
}

}  // namespace

std::string write_gitlab(const RunReport& run, const WriteOptions& options) {
  const Tally sum = tally(run);
  Json scan;
  scan["analyzer"] = tool(run);
  scan["scanner"] = tool(run);
  scan["type"] = "secret_detection";
  scan["start_time"] = time_text(run.started);
  scan["end_time"] = time_text(run.started + std::llround(sum.seconds));
  scan["status"] = sum.complete ? "success" : "failure";
  if (Json messages = messages_json(run); !messages.empty()) scan["messages"] = std::move(messages);
  Json document;
  document["version"] = kSchemaVersion;
  document["schema"] = kSchema;
  document["scan"] = std::move(scan);
  document["vulnerabilities"] = Json::array();
  for (const ScanReport& each : run.scans) {
    for (const finding::Leak& leak : each.leaks) {
      document["vulnerabilities"].push_back(vulnerability_json(run, each, leak, options));
    }
  }
  return dump(document, 2) + "\n";
}

}  // namespace leaksieve::report
