// GitLab's code quality report, for `artifacts:reports:codequality`: an issue a place, which GitLab shows in the merge
// request's changes. It compares issues of two branches by fingerprint, so one must not change when lines move.
// Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, a subset of Code Climate's.
#include <map>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/base/quote.h"
#include "scanner/report/formats.h"
#include "scanner/report/json_model.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"

namespace leaksieve::report {
namespace {

constexpr std::size_t kFingerprintDigits = 40;

const char* severity_of(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::kCritical:
      return "blocker";
    case rules::Severity::kHigh:
      return "critical";
    case rules::Severity::kMedium:
      return "major";
    case rules::Severity::kLow:
      break;
  }
  return "minor";
}

class Issues {
 public:
  void add(const std::string& name, const char* severity, const std::string& description, const std::string& path,
           std::uint64_t line, const std::string& identity) {
    const std::string ordinal = std::to_string(++seen_[{identity, path}]);  // the same leak twice in one file
    Json issue;
    issue["type"] = "issue";
    issue["check_name"] = to_valid_utf8(name);
    issue["description"] = to_valid_utf8(description);
    issue["categories"] = Json::array({"Security"});
    issue["severity"] = severity;
    issue["fingerprint"] = sha256_hex({"codequality", identity, path, ordinal}).substr(0, kFingerprintDigits);
    issue["location"]["path"] = to_valid_utf8(path);
    issue["location"]["lines"]["begin"] = line == 0 ? 1 : line;
    json_.push_back(std::move(issue));
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Json json_ = Json::array();
  std::map<std::pair<std::string, std::string>, std::size_t> seen_;
};

void add_leak(Issues& issues, const RunReport& run, const finding::Leak& leak, const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const std::string message = message_of(rule, leak, options) + " [" + leak.fingerprint + "]";
  const char* severity = severity_of(rule.severity);
  if (leak.occurrences.empty()) issues.add(rule.id, severity, message, "(unknown place)", 0, leak.fingerprint);
  for (const finding::Occurrence& place : leak.occurrences) {
    const std::string steps = decoded_steps(place);
    std::string told = message;
    if (!steps.empty()) told += fmt::format(" Decoded: {}.", steps);
    issues.add(rule.id, severity, told, place.path.empty() ? path_or_words(place) : place.path, place.position.line,
               leak.fingerprint);
  }
}

}  // namespace

std::string write_gitlab_codequality(const RunReport& run, const WriteOptions& options) {
  Issues issues;
  for (const ScanReport& scan : run.scans) {
    for (const finding::Leak& leak : scan.leaks) add_leak(issues, run, leak, options);
    const std::string place = "(scan of " + shown_path(scan.target) + ")";
    for (const std::string& gap : gaps_of(scan)) {
      issues.add("leaksieve-incomplete", "critical", "The scan is incomplete: " + gap, place, 0, gap);
    }
    for (const std::string& note : scan.notes) issues.add("leaksieve-note", "info", note, place, 0, note);
  }
  return dump(issues.json(), 2) + "\n";
}

}  // namespace leaksieve::report
