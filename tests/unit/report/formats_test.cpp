#include <chrono>

#include <nlohmann/json.hpp>

#include "scanner/report/report.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample_report.h"

namespace leaksieve::report {
namespace {

using nlohmann::json;

std::string write(const char* format, const RunReport& run, const WriteOptions& options = {}) {
  return find_format(format)->write(run, options);
}

TEST_CASE("the table of formats finds each by name and nothing else") {
  REQUIRE(all_formats().size() >= 4);
  for (const Format& format : all_formats()) {
    CHECK(find_format(format.name) == &format);
    CHECK(format_for_file(all_formats(), "x" + std::string(format.file_suffix)) == &format);
    CHECK_FALSE(format.description.empty());
  }
  CHECK(format_for_file(all_formats(), "gl-secret-detection-report.json") == find_format("gitlab"));
  CHECK(format_for_file(all_formats(), "leaks.json") == find_format("json"));
  CHECK(format_for_file(all_formats(), "out/checkstyle.xml") == find_format("checkstyle"));
  CHECK(format_for_file(all_formats(), "leaks") == nullptr);
  CHECK(find_format("xml") == nullptr);
  CHECK(find_format("") == nullptr);
}

TEST_CASE("no format shows a secret unless asked to, wherever it stands") {
  RunReport run = test::sample_run();
  const std::string token = run.scans[0].leaks[0].secret.reveal();
  ScanReport& scan = run.scans[0];
  scan.notes.push_back("a note with " + token);
  scan.skipped.push_back({"file " + token, token});
  scan.leaks[0].branches.push_back("refs/heads/" + token);
  scan.leaks[0].removals[0].summary = "Remove " + token;
  scan.leaks[1].occurrences[1].author.name = token;
  scan.leaks[1].occurrences[1].path = "dir/" + token + ".txt";
  scan.leaks[1].head_paths = {"dir/" + token + ".txt"};
  scan.target = "/srv/" + token;
  for (const Format& format : all_formats()) {
    INFO(format.name);
    WriteOptions options;
    options.verbose = true;
    options.width = 500;
    const std::string hidden = format.write(run, options);
    CHECK(hidden.find(token) == std::string::npos);
    CHECK(hidden.find("hunter2!") == std::string::npos);
    CHECK(hidden.find(run.scans[0].leaks[0].secret.redacted()) != std::string::npos);
    options.show_secrets = true;
    CHECK(format.write(run, options).find(token) != std::string::npos);
  }
}

TEST_CASE("a short password does not hide folders of the same name") {
  RunReport run = test::sample_run();
  run.scans[0].leaks.resize(2);
  run.scans[0].leaks[1].secret = Secret("app.ini");
  run.scans[0].leaks[1].occurrences[0].summary = "password is app.ini now";
  const json written = json::parse(write("json", run));
  const json& leak = written["scans"][0]["leaks"][1];
  CHECK(leak["occurrences"][1]["path"] == "src/app.ini");
  CHECK(leak["occurrences"][0]["summary"] == "password is ******* now");
}

TEST_CASE("bytes that are not UTF-8 survive in json as hex") {
  const json written = json::parse(write("json", test::sample_run()));
  const json& place = written["scans"][0]["leaks"][0]["occurrences"][1];
  CHECK(place["path"] == "b\xEF\xBF\xBD\"d/a b:c#?.yml");
  CHECK(place["path_bytes_hex"] == "62ff22642f6120623a63233f2e796d6c");
  CHECK_FALSE(written["scans"][0]["leaks"][0]["occurrences"][0].contains("path_bytes_hex"));
  CHECK(place["author"]["date"] == "2024-01-02T11:04:05+01:00");
}

TEST_CASE("sarif names files by relative, percent-encoded references") {
  const json written = json::parse(write("sarif", test::sample_run()));
  const json& result = written["runs"][0]["results"][0];
  CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "config/.env");
  CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3);
  CHECK(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b%FF%22d/a%20b%3Ac%23%3F.yml");
  CHECK(result["relatedLocations"][1].contains("logicalLocations"));
  CHECK_FALSE(result["relatedLocations"][1].contains("physicalLocation"));
  CHECK(result["partialFingerprints"]["leaksieve/v1"] == "s0123456789abcdef0123");
  // The file of a file-name leak has no line; HEAD's place comes first where there is one.
  CHECK_FALSE(written["runs"][0]["results"][2]["locations"][0]["physicalLocation"].contains("region"));
  CHECK(written["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
        "src/app.ini");
  CHECK(written["runs"][0]["invocations"][0]["executionSuccessful"] == false);
  CHECK(written["runs"][0]["invocations"][0]["toolExecutionNotifications"].size() == 3);
  for (const json& each : written["runs"][0]["results"]) {
    CHECK(written["runs"][0]["tool"]["driver"]["rules"][each["ruleIndex"].get<std::size_t>()]["id"] == each["ruleId"]);
  }
}

TEST_CASE("jsonl ends with a summary even when there is nothing to tell") {
  RunReport run = test::sample_run();
  run.scans = {test::sample_clean_scan()};
  const std::string text = write("jsonl", run);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  const json line = json::parse(text);
  CHECK(line["type"] == "summary");
  CHECK(line["summary"]["leaks"] == 0);
  CHECK(line["summary"]["complete"] == true);
}

TEST_CASE("text cannot be driven by what the repository holds") {
  RunReport run = test::sample_run();
  run.scans[0].leaks[0].occurrences[0].summary = "\x1b]0;title\x07\xE2\x80\xAEtxt";
  run.scans[0].leaks[0].occurrences[0].author.name = "A\nB\rC";
  run.scans[0].leaks[0].remotes[0] = "refs/remotes/\x1b[31mred";
  run.scans[0].skipped[0].what = "x\x1b[2J";
  WriteOptions options;
  options.verbose = true;
  options.width = 300;
  const std::string text = write("text", run, options);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(text.find("A?B?C") != std::string::npos);
}

TEST_CASE("ascii text is ascii") {
  RunReport run = test::sample_run();
  run.scans[0].leaks[0].occurrences[0].author.name = "J\xC3\xB6rg";
  WriteOptions options;
  options.unicode = false;
  const std::string text = write("text", run, options);
  CHECK(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK(text.find("J?rg") != std::string::npos);
}

TEST_CASE("the summary tells what was not read") {
  RunReport run = test::sample_run();
  CHECK(write("text", run).find("INCOMPLETE: 2 objects not read") != std::string::npos);
  run.scans[0].leaks.clear();
  CHECK(write("text", run).find("No open leaks found in what could be read.") != std::string::npos);
  run.scans[0].settled.clear();
  CHECK(write("text", run).find("No leaks found in what could be read.") != std::string::npos);
  run.scans = {test::sample_clean_scan()};
  CHECK(write("text", run).find("No leaks found.\n") != std::string::npos);
  CHECK(write("text", run).find("; complete\n") != std::string::npos);
}

TEST_CASE("leaks of a rule that does not exist, without exposure or place are still told") {
  RunReport run = test::sample_run();
  finding::Leak leak;
  leak.rule = 99;
  leak.fingerprint = "s00000000000000000000";
  leak.secret = Secret("x");
  run.scans[0].leaks = {leak};
  run.rules = nullptr;
  for (const Format& format : all_formats()) {
    INFO(format.name);
    CHECK(format.write(run, {}).find("s00000000000000000000") != std::string::npos);
  }
}

TEST_CASE("ten thousand leaks are written in reasonable time") {
  RunReport run = test::sample_run();
  const finding::Leak leak = run.scans[0].leaks[0];
  run.scans[0].leaks.assign(10000, leak);
  for (unsigned i = 0; i < 10000; ++i) run.scans[0].leaks[i].secret = Secret(test::fake_github_token(i));
  for (const Format& format : all_formats()) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string text = format.write(run, {});
    const auto took = std::chrono::steady_clock::now() - begin;
    INFO(format.name);
    CHECK(text.size() > 1000000);
    CHECK(took < std::chrono::seconds(30));  // debug and sanitizer builds on busy machines; a release takes a second
  }
}

}  // namespace
}  // namespace leaksieve::report
