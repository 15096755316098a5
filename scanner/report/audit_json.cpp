// For programs: JSON of our own, and SARIF 2.1.0 as scanner/report/sarif.cpp has it.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/base/quote.h"
#include "scanner/report/audit.h"
#include "scanner/report/json_model.h"

namespace leaksieve::report {
namespace {

struct Severity {
  const char* level;
  const char* number;  // security-severity
};
Severity severity_of(mcp::AuditSeverity severity) {
  switch (severity) {
    case mcp::AuditSeverity::kCritical:
      return {"error", "9.5"};
    case mcp::AuditSeverity::kHigh:
      return {"error", "8.0"};
    case mcp::AuditSeverity::kMedium:
      return {"warning", "5.5"};
    case mcp::AuditSeverity::kLow:
      break;
  }
  return {"note", "2.5"};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(to_valid_utf8(text)); }

Json finding_json(const mcp::AuditFinding& finding) {
  const mcp::AuditRule& rule = *finding.rule;
  Json json;
  json["id"] = rule.id;
  json["name"] = rule.name;
  json["severity"] = name_of(rule.severity);
  json["layer"] = name_of(rule.layer);
  json["title"] = rule.title;
  put_bytes(json, "path", finding.path);
  json["line"] = finding.position.line == 0 ? Json(nullptr) : Json(finding.position.line);
  json["column"] = finding.position.line == 0 ? Json(nullptr) : Json(finding.position.column);
  json["client"] = text_or_null(finding.place.client);
  json["server"] = text_or_null(finding.place.server);
  json["field"] = text_or_null(finding.place.field);
  json["seen"] = text_or_null(finding.detail);
  json["why"] = rule.why;
  json["do"] = text_or_null(finding.remedy);
  return json;
}

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

Json rule_json(const mcp::AuditRule& rule) {
  const Severity severity = severity_of(rule.severity);
  Json json;
  json["id"] = rule.id;
  json["name"] = rule.name;
  json["shortDescription"]["text"] = rule.title;
  json["fullDescription"]["text"] = rule.why;
  json["help"]["text"] = rule.why;
  json["defaultConfiguration"]["level"] = severity.level;
  json["properties"]["tags"] = Json::array({"security", "mcp", name_of(rule.layer)});
  json["properties"]["security-severity"] = severity.number;
  return json;
}

Json result_json(const mcp::AuditFinding& finding) {
  const mcp::AuditRule& rule = *finding.rule;
  const auto rules = mcp::audit_rules();
  Json json;
  json["ruleId"] = rule.id;
  json["ruleIndex"] = std::distance(rules.begin(), std::ranges::find(rules, rule.id, &mcp::AuditRule::id));
  json["level"] = severity_of(rule.severity).level;
  json["message"]["text"] =
      to_valid_utf8(fmt::format("{}: {}. {} Instead: {}.", rule.title, finding.detail, rule.why, finding.remedy));
  Json location;
  Json& physical = location["physicalLocation"];
  physical["artifactLocation"] = {{"uri", uri_of(finding.path)}, {"uriBaseId", "%SRCROOT%"}};
  if (finding.position.line >= 1)
    physical["region"] = {{"startLine", finding.position.line}, {"startColumn", finding.position.column}};
  const std::string name = to_valid_utf8(mcp::describe(finding.place));
  Json logical = {{"fullyQualifiedName", name}, {"name", to_valid_utf8(finding.place.field)}, {"kind", "member"}};
  location["logicalLocations"] = Json::array({std::move(logical)});
  json["locations"] = Json::array({std::move(location)});
  json["partialFingerprints"]["leaksieveAudit/v1"] =
      sha256_hex(
          {rule.id, "\n", finding.path, "\n", finding.place.server, "\n", finding.place.field, "\n", finding.detail})
          .substr(0, 20);
  return json;
}

}  // namespace

std::string audit_json(const AuditReport& report) {
  Json json;
  json["version"] = 1;
  json["tool"] = {{"name", "leaksieve"}, {"version", report.tool_version}};
  json["files"] = report.files;
  json["servers"] = report.servers;
  json["complete"] = report.skipped.empty();
  json["questions"] = Json::array();
  for (const mcp::AuditAnswer& answer : report.answers)
    json["questions"].push_back(
        {{"question", answer.question}, {"yes", answer.yes}, {"because", to_valid_utf8(answer.because)}});
  json["audit_logs"] = Json::array();
  for (const mcp::AuditLog& log : report.logs)
    json["audit_logs"].push_back(
        {{"service", to_valid_utf8(log.service)}, {"where", text_or_null(std::string(log.where))}});
  json["findings"] = Json::array();
  for (const mcp::AuditFinding& finding : report.findings) json["findings"].push_back(finding_json(finding));
  json["skipped"] = Json::array();
  for (const std::string& skipped : report.skipped) json["skipped"].push_back(to_valid_utf8(skipped));
  return dump(json, 2) + "\n";
}

std::string audit_sarif(const AuditReport& report) {
  Json driver;
  driver["name"] = "leaksieve audit";
  driver["version"] = report.tool_version;
  driver["rules"] = Json::array();
  for (const mcp::AuditRule& rule : mcp::audit_rules()) driver["rules"].push_back(rule_json(rule));
  Json run;
  run["tool"]["driver"] = std::move(driver);
  Json invocation;
  invocation["executionSuccessful"] = report.skipped.empty();
  Json notes = Json::array();
  for (const std::string& skipped : report.skipped) {
    Json note;
    note["level"] = "warning";
    note["message"]["text"] = "not read: " + to_valid_utf8(skipped);
    notes.push_back(std::move(note));
  }
  if (!notes.empty()) invocation["toolExecutionNotifications"] = std::move(notes);
  run["invocations"] = Json::array({std::move(invocation)});
  run["results"] = Json::array();
  for (const mcp::AuditFinding& finding : report.findings) run["results"].push_back(result_json(finding));
  Json document;
  document["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  document["version"] = "2.1.0";
  document["runs"] = Json::array({std::move(run)});
  return dump(document, 2) + "\n";
}

}  // namespace leaksieve::report
