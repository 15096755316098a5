// JUnit's XML, for the test views of CI systems: a test suite a target, a failed test a leak, and one test that tells
// whether everything was read (so a clean scan has a passed test, and an incomplete one is never green). There is no
// official schema; this keeps to what Jenkins' xUnit plugin demands (junit-10.xsd of jenkinsci/xunit-plugin).
#include <fmt/format.h>

#include "scanner/report/formats.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/words.h"
#include "scanner/report/xml.h"

namespace leaksieve::report {
namespace {

constexpr std::size_t kMostPlaces = 100;

// Everything a person needs who sees nothing but this test's output.
std::string details_of(const rules::Rule& rule, const finding::Leak& leak, const WriteOptions& options) {
  std::string text = message_of(rule, leak, options) + "\n";
  text += fmt::format("fingerprint: {}\n", leak.fingerprint);
  const std::size_t shown = std::min(leak.occurrences.size(), kMostPlaces);
  for (std::size_t i = 0; i < shown; ++i) {
    const finding::Occurrence& place = leak.occurrences[i];
    text += "in " + place_and_line(place);
    if (!place.commit.is_null()) text += " since commit " + place.commit.hex() + " of " + iso_date(place.author);
    if (const std::string steps = decoded_steps(place); !steps.empty()) text += ", decoded: " + steps;
    text += '\n';
  }
  if (shown < leak.occurrences.size()) text += fmt::format("and {} more places\n", leak.occurrences.size() - shown);
  for (const finding::Removal& removal : leak.removals) {
    text += fmt::format("removed from {} by commit {}\n", short_ref(removal.ref), removal.commit.hex());
  }
  return text;
}

void append_leak_case(std::string& out, const RunReport& run, const finding::Leak& leak, const WriteOptions& options) {
  const rules::Rule& rule = rule_of(run, leak);
  const std::string where = leak.occurrences.empty() ? "" : " in " + place_and_line(leak.occurrences[primary_of(leak)]);
  out += "    <testcase" + xml_attribute("classname", "leaksieve." + rule.id) +
         xml_attribute("name", title_of(rule) + where + " [" + leak.fingerprint + "]") + ">\n      <failure" +
         xml_attribute("type", rules::name_of(rule.severity)) +
         xml_attribute("message", message_of(rule, leak, options)) + ">" + xml_text(details_of(rule, leak, options)) +
         "</failure>\n    </testcase>\n";
}

void append_suite(std::string& out, const RunReport& run, const ScanReport& scan, const WriteOptions& options) {
  const std::vector<std::string> gaps = gaps_of(scan);
  out += "  <testsuite" + xml_attribute("name", "leaksieve " + shown_path(scan.target)) +
         xml_attribute("tests", std::to_string(scan.leaks.size() + 1)) +
         xml_attribute("failures", std::to_string(scan.leaks.size())) +
         xml_attribute("errors", gaps.empty() ? "0" : "1") + xml_attribute("skipped", "0") + ">\n";
  for (const finding::Leak& leak : scan.leaks) append_leak_case(out, run, leak, options);
  out += "    <testcase classname=\"leaksieve\" name=\"everything asked for was read\"";
  if (gaps.empty()) {
    out += "/>\n";
  } else {
    std::string text;
    for (const std::string& gap : gaps) text += gap + "\n";
    out +=
        ">\n      <error type=\"incomplete\" message=\"the scan is incomplete: the absence of leaks proves nothing\">" +
        xml_text(text) + "</error>\n    </testcase>\n";
  }
  std::string notes;
  for (const std::string& note : scan.notes) notes += note + "\n";
  if (!notes.empty()) out += "    <system-out>" + xml_text(notes) + "</system-out>\n";
  out += "  </testsuite>\n";
}

}  // namespace

std::string write_junit(const RunReport& run, const WriteOptions& options) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::string suites;
  for (const ScanReport& scan : run.scans) {
    tests += scan.leaks.size() + 1;
    failures += scan.leaks.size();
    errors += gaps_of(scan).empty() ? 0 : 1;
    append_suite(suites, run, scan, options);
  }
  return std::string(kXmlHead) + "<testsuites name=\"leaksieve\"" + xml_attribute("tests", std::to_string(tests)) +
         xml_attribute("failures", std::to_string(failures)) + xml_attribute("errors", std::to_string(errors)) + ">\n" +
         suites + "</testsuites>\n";
}

}  // namespace leaksieve::report
