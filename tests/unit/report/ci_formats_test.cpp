// The formats of CI systems, by real parsers: python3's for XML, CSV and JSON; xmllint for the schema of JUnit;
// cmark-gfm, GitHub's own Markdown renderer.
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "scanner/base/quote.h"
#include "scanner/report/leak_words.h"
#include "scanner/report/markdown_text.h"
#include "scanner/report/report.h"
#include "scanner/report/xml.h"
#include "tests/support/catch.h"
#include "tests/unit/report/hostile_report.h"
#include "tests/unit/report/schema_validator.h"

namespace leaksieve::report {
namespace {

using nlohmann::json;
using test::CommandOptions;
using test::CommandResult;
using test::kPython;
using test::run_command;

std::string write(const char* format, const RunReport& run, const WriteOptions& options = {}) {
  return find_format(format)->write(run, options);
}

std::string schema_of(const std::string& name) {
  return std::string(LEAKSIEVE_SOURCE_DIR) + "/tests/data/formats/" + name;
}

CommandResult fed(const std::vector<std::string>& arguments, const std::string& input) {
  CommandOptions options;
  options.input = input;
  return run_command(arguments, options);
}

// What python3 reads from standard input with `code`, which leaves its result in `out`.
json by_python(const std::string& code, const std::string& input) {
  const CommandResult result =
      fed({kPython, "-c", "import sys, json\ndata = sys.stdin.buffer.read()\n" + code + "\njson.dump(out, sys.stdout)"},
          input);
  INFO(result.err);
  REQUIRE(result.exit == 0);
  return json::parse(result.out);
}

// The document's elements in order: [tag, attributes, text].
json xml_elements(const std::string& text) {
  return by_python(
      "import xml.etree.ElementTree as E\n"
      "out = [[e.tag, e.attrib, e.text] for e in E.fromstring(data).iter()]",
      text);
}

json csv_rows(const std::string& text) {
  return by_python(
      "import csv, io\n"
      "out = list(csv.reader(io.StringIO(data.decode('utf-8'), newline=''), strict=True))",
      text);
}

std::vector<RunReport> runs() {
  RunReport two = test::sample_run();
  two.scans.push_back(test::sample_clean_scan());
  RunReport none = test::sample_run();
  none.scans.clear();
  RunReport unknown = test::sample_run();
  unknown.rules = nullptr;
  unknown.tool_version.clear();
  unknown.scans[0].leaks.resize(1);
  unknown.scans[0].leaks[0].occurrences.clear();
  RunReport stopped = test::hostile_run();
  stopped.scans[0].interrupted = true;
  stopped.scans[0].skipped_total = 7000;
  stopped.scans[0].leaks[0].is_lowered = true;
  stopped.started = 9000000000000000000;
  return {test::sample_run(), two, none, unknown, test::hostile_run(), stopped};
}

TEST_CASE("GitLab's reports keep to GitLab's schemas, whatever the repository holds") {
  if (test::told_to_skip()) return;
  for (const bool show : {false, true}) {
    for (const RunReport& run : runs()) {
      WriteOptions options;
      options.show_secrets = show;
      const auto secrets = test::validate(schema_of("gitlab-secret-detection.schema.json"), "", "document",
                                          write("gitlab", run, options));
      INFO(secrets.out << secrets.err);
      CHECK(secrets.exit == 0);
      const auto quality = test::validate(schema_of("gitlab-codequality.schema.json"), "", "document",
                                          write("gitlab-codequality", run, options));
      INFO(quality.out << quality.err);
      CHECK(quality.exit == 0);
    }
  }
}

TEST_CASE("GitLab's secret detection report tells each leak with its place, and what was not read") {
  RunReport run = test::sample_run();
  run.started = 1700000000;
  run.scans[0].seconds = 61;
  const json report = json::parse(write("gitlab", run));
  CHECK(report["scan"]["start_time"] == "2023-11-14T22:13:20");
  CHECK(report["scan"]["end_time"] == "2023-11-14T22:14:21");
  CHECK(report["scan"]["status"] == "failure");
  CHECK(report["scan"]["messages"].size() == 3);
  REQUIRE(report["vulnerabilities"].size() == run.scans[0].leaks.size());
  const json& leak = report["vulnerabilities"][0];
  CHECK(leak["location"]["file"] == "config/.env");
  CHECK(leak["location"]["start_line"] == 3);
  CHECK(leak["location"]["commit"]["sha"] == std::string(40, 'a'));
  CHECK(leak["severity"] == "Critical");
  CHECK(leak["identifiers"][0]["value"] == "github-pat");
  CHECK(leak["details"]["fingerprint"]["value"] == "s0123456789abcdef0123");
  CHECK_FALSE(leak.contains("raw_source_code_extract"));
  CHECK(report["vulnerabilities"][3]["location"]["commit"]["sha"] == "0000000");  // staged: in no commit
  std::set<std::string> ids;
  for (const json& each : report["vulnerabilities"]) ids.insert(each["id"]);
  CHECK(ids.size() == report["vulnerabilities"].size());
}

TEST_CASE("code quality names an issue the same when its line moves, and never two alike") {
  RunReport run = test::sample_run();
  const json before = json::parse(write("gitlab-codequality", run));
  for (finding::Occurrence& place : run.scans[0].leaks[0].occurrences) place.position.line += 7;
  const json after = json::parse(write("gitlab-codequality", run));
  REQUIRE(before.size() == after.size());
  CHECK(before[0]["location"]["lines"]["begin"] != after[0]["location"]["lines"]["begin"]);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i]["fingerprint"] == after[i]["fingerprint"]);
  run.scans[0].leaks[0].occurrences.push_back(run.scans[0].leaks[0].occurrences[0]);  // twice in one file
  std::set<std::string> names;
  const json all = json::parse(write("gitlab-codequality", run));
  for (const json& issue : all) names.insert(issue["fingerprint"]);
  CHECK(names.size() == all.size());
}

TEST_CASE("junit has a failed test for each leak and one that tells whether everything was read") {
  RunReport run = test::sample_run();
  run.scans.push_back(test::sample_clean_scan());
  const json elements = xml_elements(write("junit", run));
  std::map<std::string, std::size_t> count;
  for (const json& element : elements) ++count[element[0]];
  CHECK(count["testsuite"] == 2);
  CHECK(count["testcase"] == run.scans[0].leaks.size() + 2);
  CHECK(count["failure"] == run.scans[0].leaks.size());
  CHECK(count["error"] == 1);
  CHECK(elements[0][1]["tests"] == std::to_string(run.scans[0].leaks.size() + 2));
  CHECK(elements[0][1]["failures"] == std::to_string(run.scans[0].leaks.size()));
  CHECK(elements[0][1]["errors"] == "1");
}

TEST_CASE("junit keeps to the schema of Jenkins") {
  if (run_command({"/usr/bin/xmllint", "--version"}).exit != 0) {
    std::cout << "SKIPPED: libxml2-utils is not installed\n";
    return;
  }
  const auto lint = [](const std::string& text) {
    return fed({"/usr/bin/xmllint", "--nonet", "--noout", "--schema", schema_of("junit.xsd"), "-"}, text);
  };
  for (const RunReport& run : runs()) {
    const CommandResult result = lint(write("junit", run));
    INFO(result.err);
    CHECK(result.exit == 0);
  }
  std::string spoiled = write("junit", test::sample_run());
  spoiled.replace(spoiled.find("failures"), 8, "failings");
  CHECK(lint(spoiled).exit != 0);
}

TEST_CASE("xml is well-formed and gives back each text that it can hold") {
  const RunReport run = test::hostile_run();
  const json junit = xml_elements(write("junit", run));
  const json checkstyle = xml_elements(write("checkstyle", run));
  CHECK(junit[0][0] == "testsuites");
  CHECK(checkstyle[0][0] == "checkstyle");
  bool found = false;  // the path is not valid UTF-8: it stands there as git would quote it
  for (const json& element : checkstyle) {
    found =
        found || (element[0] == "file" && element[1]["name"] == quote_path(run.scans[0].leaks[0].occurrences[0].path));
  }
  CHECK(found);
  const std::string tricky = "a\tb\nc\rd <>&\"' \xC3\xA4 \xF0\x9F\x94\x91 ]]>";
  const json back = xml_elements("<r" + xml_attribute("a", tricky) + ">" + xml_text(tricky) + "</r>");
  CHECK(back[0][1]["a"] == tricky);
  CHECK(back[0][2] == tricky);
  const json replaced = xml_elements("<r>" + xml_text(std::string("\x01\xff\xEF\xBF\xBE\0", 6)) + "</r>");
  CHECK(replaced[0][2] == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("checkstyle gathers what one file holds, with line and column") {
  RunReport run = test::sample_run();
  run.scans[0].leaks[1].occurrences[0].path = "config/.env";
  const json elements = xml_elements(write("checkstyle", run));
  std::size_t files = 0;
  std::set<std::string> names;
  for (const json& element : elements) {
    if (element[0] != "file") continue;
    ++files;
    names.insert(element[1]["name"]);
  }
  CHECK(files == names.size());
  CHECK(names.count("config/.env") == 1);
  CHECK(names.count("(message of commit dddddddddd)") == 1);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i][0] != "file" || elements[i][1]["name"] != "config/.env") continue;
    CHECK(elements[i + 1][1]["line"] == "3");
    CHECK(elements[i + 1][1]["column"] == "14");
    CHECK(elements[i + 1][1]["severity"] == "error");
    CHECK(elements[i + 1][1]["source"] == "leaksieve.github-pat");
    CHECK(elements[i + 2][0] == "error");  // the other leak of the same file
  }
}

TEST_CASE("csv is RFC 4180 and holds no formula, whatever the repository holds") {
  for (const RunReport& run : runs()) {
    const std::string text = write("csv", run);
    CHECK(text.ends_with("\r\n"));
    const json rows = csv_rows(text);
    REQUIRE_FALSE(rows.empty());
    for (const json& row : rows) {
      CHECK(row.size() == rows[0].size());
      for (const std::string field : row) {
        const bool formula = !field.empty() && std::string_view("=+-@\t\r\n").find(field[0]) != std::string_view::npos;
        CHECK_FALSE(formula);
        CHECK_FALSE(field.starts_with("\xEF\xBC\x9D"));
      }
    }
  }
}

TEST_CASE("csv has a row for each place, and one for each thing that was not read") {
  const RunReport run = test::sample_run();
  const json rows = csv_rows(write("csv", run));
  std::size_t places = 0;
  for (const finding::Leak& leak : run.scans[0].leaks) places += leak.occurrences.size();
  std::map<std::string, std::size_t> records;
  for (const json& row : rows) ++records[row[0]];
  CHECK(records["leak"] == places);
  CHECK(records["incomplete"] == 2);
  CHECK(records["note"] == 1);
  const auto column = [&](const char* name) {
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      if (rows[0][i] == name) return i;
    }
    FAIL("no column " << name);
    return std::size_t{0};
  };
  const json& first = rows[1];
  CHECK(first[column("fingerprint")] == "s0123456789abcdef0123");
  CHECK(first[column("path")] == "config/.env");
  CHECK(first[column("line")] == "3");
  CHECK(first[column("commit")] == std::string(40, 'a'));
  CHECK(first[column("date")] == "2024-01-02T11:04:05+01:00");
  CHECK(rows[2][column("path")] == quote_path("b\xff\"d/a b:c#?.yml"));
}

// The report as GitHub would show it.
std::string rendered(const std::string& markdown) {
  const CommandResult result =
      fed({"/usr/bin/cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"}, markdown);
  REQUIRE(result.exit == 0);
  return result.out;
}

bool has_cmark() {
  static const bool kHas = std::filesystem::exists("/usr/bin/cmark-gfm");
  if (!kHas) std::cout << "SKIPPED: cmark-gfm is not installed\n";
  return kHas;
}

TEST_CASE("nothing that a repository holds is markup in a markdown report") {
  if (!has_cmark()) return;
  for (const RunReport& run : runs()) {
    const json tags = by_python(
        "import html.parser, collections\n"
        "class P(html.parser.HTMLParser):\n"
        "    def __init__(s):\n"
        "        super().__init__(); s.tags = collections.Counter(); s.inside = []; s.words = []\n"
        "    def handle_starttag(s, tag, attrs):\n"
        "        s.tags[tag] += 1; s.inside.append(tag)\n"
        "    def handle_endtag(s, tag):\n"
        "        while s.inside and s.inside.pop() != tag: pass\n"
        "    def handle_data(s, d):\n"
        "        if 'code' not in s.inside: s.words.append(d)\n"
        "p = P(); p.feed(data.decode('utf-8')); p.close()\n"
        "out = {'tags': p.tags, 'words': ' '.join(p.words)}",
        rendered(write("markdown", run)));
    for (const char* bad : {"script", "img", "a", "em", "strong_", "li_"}) CHECK_FALSE(tags["tags"].contains(bad));
    const std::string words = tags["words"];
    CHECK(words.find("@root") == std::string::npos);  // outside of code it would mention a user
    CHECK(words.find("alert(1)") == std::string::npos);
    std::size_t leaks = 0;
    for (const ScanReport& scan : run.scans) leaks += scan.leaks.size();
    CHECK(tags["tags"].value("details", 0U) == leaks);
    CHECK(tags["tags"].value("h1", 0U) == 1);
    CHECK(tags["tags"].value("td", 0U) == leaks * 6);
  }
}

TEST_CASE("markdown code shows exactly the text, in a table too") {
  if (!has_cmark()) return;
  const std::string text =
      GENERATE(as<std::string>{}, "plain", "`", "``", "a`b", "a``b`c", "\\", "a\\", "a|b", "a\\|b", "|", "<b>", "&amp;",
               "*x*_y_", " a ", "[x](y)", "http://e.example", "@root", "#12", "a`|`b", "\xC3\xA4");
  const std::string html = rendered("| a | b |\n| --- | --- |\n| " + markdown_code(text) + " | end |\n");
  const json cells = by_python(
      "import html.parser\n"
      "class P(html.parser.HTMLParser):\n"
      "    cells = []; inside = False\n"
      "    def handle_starttag(s, tag, attrs):\n"
      "        s.inside = s.inside or tag == 'td'\n"
      "        if tag == 'td': s.cells.append('')\n"
      "    def handle_endtag(s, tag):\n"
      "        if tag == 'td': s.inside = False\n"
      "    def handle_data(s, d):\n"
      "        if s.inside: s.cells[-1] += d\n"
      "p = P(); p.feed(data.decode('utf-8')); p.close()\n"
      "out = p.cells",
      html);
  INFO(html);
  REQUIRE(cells.size() == 2);
  CHECK(cells[0] == text);
  CHECK(cells[1] == "end");
  CHECK(markdown_code("").empty());
}

TEST_CASE("markdown shows as many leaks as it is asked for, and says how many more there are") {
  WriteOptions options;
  options.most_leaks = 2;
  const std::string text = write("markdown", test::sample_run(), options);
  CHECK(text.find("and 3 leaks more") != std::string::npos);
  CHECK(text.find("# leaksieve: 5 leaks, incomplete") == 0);
  CHECK(text.find("<details><summary>3.") == std::string::npos);
}

TEST_CASE("no format of a CI system is quiet about an incomplete scan") {
  RunReport run = test::sample_run();
  run.scans[0].leaks.clear();
  run.scans[0].skipped.clear();
  run.scans[0].skipped_total = 0;
  run.scans[0].notes.clear();
  RunReport clean = run;
  clean.scans[0].complete = true;
  for (const char* format : {"gitlab", "gitlab-codequality", "junit", "checkstyle", "csv", "markdown"}) {
    INFO(format);
    CHECK(write(format, run) != write(format, clean));
  }
}

}  // namespace
}  // namespace leaksieve::report
