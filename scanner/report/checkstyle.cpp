// Checkstyle's XML, which review tools of many CI systems read as annotations: files, and in them an error a place.
// Source: https://checkstyle.org (XMLLogger); there is no schema.
#include <map>

#include <fmt/format.h>

#include "scanner/report/formats.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"
#include "scanner/report/xml.h"

namespace leaksieve::report {
namespace {

const char* severity_of(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::kCritical:
    case rules::Severity::kHigh:
      return "error";
    case rules::Severity::kMedium:
      return "warning";
    case rules::Severity::kLow:
      break;
  }
  return "info";
}

std::string error_element(LineColumn position, const char* severity, const std::string& message,
                          const std::string& source) {
  std::string out = "    <error" + xml_attribute("line", std::to_string(position.line));  // 0: the whole file
  if (position.column > 0) out += xml_attribute("column", std::to_string(position.column));
  return out + xml_attribute("severity", severity) + xml_attribute("message", message) +
         xml_attribute("source", source) + "/>\n";
}

using Files = std::map<std::string, std::string>;  // by name: a file's errors stand together

void add_leak(Files& files, const RunReport& run, const finding::Leak& leak, const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const std::string message = message_of(rule, leak, options) + " [" + leak.fingerprint + "]";
  const std::string source = "leaksieve." + rule.id;
  if (leak.occurrences.empty())
    files["(unknown place)"] += error_element({}, severity_of(rule.severity), message, source);
  for (const finding::Occurrence& place : leak.occurrences) {
    const std::string steps = decoded_steps(place);
    const std::string commit = place.commit.is_null() ? "" : " Since commit " + place.commit.short_hex() + ".";
    files[path_or_words(place)] +=
        error_element(place.position, severity_of(rule.severity),
                      message + commit + (steps.empty() ? "" : " Decoded: " + steps + "."), source);
  }
}

}  // namespace

std::string write_checkstyle(const RunReport& run, const WriteOptions& options) {
  Files files;
  for (const ScanReport& scan : run.scans) {
    for (const finding::Leak& leak : scan.leaks) add_leak(files, run, leak, options);
    const std::string name = "(scan of " + shown_path(scan.target) + ")";
    for (const std::string& gap : gaps_of(scan)) {
      files[name] += error_element({}, "error", "the scan is incomplete: " + gap, "leaksieve.incomplete");
    }
    for (const std::string& note : scan.notes) files[name] += error_element({}, "info", note, "leaksieve.note");
  }
  std::string out = std::string(kXmlHead) + "<checkstyle version=\"10.0\">\n";
  for (const auto& [name, errors] : files) {
    out += "  <file" + xml_attribute("name", name) + ">\n" + errors + "  </file>\n";
  }
  return out + "</checkstyle>\n";
}

}  // namespace leaksieve::report
