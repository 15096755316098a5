// A scan's JSON from anywhere: read whole, or refused with the place that is wrong.
#include "scanner/rotation/scan_reader.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/unit/report/sample_report.h"

namespace leaksieve::rotation {
namespace {

using nlohmann::json;

std::string sample_json() { return report::find_format("json")->write(test::sample_run(), {}); }

std::string message_of(const std::string& text) {
  const Result<ScannedRun> run = read_scan(text, "scan.json");
  return run ? "" : run.error().message;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("what a scan wrote is read back") {
  const Result<ScannedRun> run = read_scan(sample_json(), "scan.json");
  REQUIRE(run.ok());
  const report::RunReport wrote = test::sample_run();
  REQUIRE(run->targets.size() == wrote.scans.size());
  const report::ScanReport& scan = wrote.scans[0];
  REQUIRE(run->targets[0].leaks.size() == scan.leaks.size() + scan.settled.size());
  for (std::size_t i = 0; i < scan.settled.size(); ++i) {
    const ScannedLeak& read = run->targets[0].leaks[scan.leaks.size() + i];
    CHECK(read.state.name == finding::name_of(scan.settled[i].standing.state));
    CHECK(contains(read.state.note, scan.settled[i].standing.reason));
    CHECK(read.state.by == scan.settled[i].standing.owner);
    CHECK(read.state.date == scan.settled[i].standing.date);
  }
  for (std::size_t i = 0; i < wrote.scans[0].leaks.size(); ++i) {
    const finding::Leak& leak = wrote.scans[0].leaks[i];
    const ScannedLeak& read = run->targets[0].leaks[i];
    CHECK(read.fingerprint == leak.fingerprint);
    CHECK(read.exposure.list() == leak.exposure.list());
    CHECK(read.places.size() == leak.occurrences.size());
    CHECK(read.removals.size() == leak.removals.size());
    CHECK(read.periods.size() == leak.head_periods.size());
    CHECK(read.masked == leak.secret.redacted());
    CHECK(read.refs.tags.total == leak.tags_total);
    CHECK(read.head_paths == leak.head_paths);
    for (std::size_t k = 0; k < leak.occurrences.size(); ++k) {
      if (!leak.occurrences[k].commit.is_null())
        CHECK(read.places[k].commit.date.seconds == leak.occurrences[k].author.time);
    }
  }
}

TEST_CASE("a value of a secret in the JSON is not taken over") {
  report::WriteOptions options;
  options.show_secrets = true;
  const report::RunReport wrote = test::sample_run();
  const Result<ScannedRun> run = read_scan(report::find_format("json")->write(wrote, options), "scan.json");
  REQUIRE(run.ok());
  for (std::size_t i = 0; i < wrote.scans[0].leaks.size(); ++i) {
    CHECK(run->targets[0].leaks[i].masked == wrote.scans[0].leaks[i].secret.redacted());
  }
}

TEST_CASE("what is no scan is refused, and told where") {
  CHECK(contains(message_of(""), "scan.json: it is empty"));
  CHECK(contains(message_of("{\"version\": 1, \"scans\": ["), "it is no JSON, or only a part of it"));
  CHECK(contains(message_of("[1, 2]"), "no report of leaksieve"));
  CHECK(contains(message_of("{\"runs\": []}"), "no report of leaksieve"));
  CHECK(contains(message_of(R"({"version": 99, "tool": {"name": "leaksieve", "version": "9"}, "scans": []})"),
                 "version 99"));
  CHECK(contains(message_of(R"({"version": 1, "tool": {"name": "other", "version": "9"}, "scans": []})"), "tool.name"));
  CHECK(contains(message_of(R"({"version": 1, "tool": {"name": "leaksieve", "version": "1"}, "scans": 3})"),
                 "scans: has to be a list"));
  // Deeply nested: no stack is used up.
  CHECK_FALSE(message_of(std::string(1'000'000, '[')).empty());
  CHECK_FALSE(
      message_of("{\"version\":1,\"scans\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}").empty());
}

TEST_CASE("each value that is missing or wrong is named") {
  const json whole = json::parse(sample_json());
  struct Row {
    json::json_pointer at;
    json value;
    std::string message;
  };
  const auto leak = [](const std::string& rest) { return json::json_pointer("/scans/0/leaks/0" + rest); };
  const std::vector<Row> rows = {
      {leak("/severity"), "deadly", "scans[0].leaks[0].severity: 'deadly' is no severity"},
      {leak("/exposures"), json::array({"moon"}), "scans[0].leaks[0].exposures: 'moon' is no exposure"},
      {leak("/exposures"), 7, "scans[0].leaks[0].exposures: has to be a list of strings"},
      {leak("/fingerprint"), nullptr, "scans[0].leaks[0].fingerprint: is missing"},
      {leak("/objects"), -1, "scans[0].leaks[0].objects: has to be a whole number"},
      {leak("/secret"), "x", "scans[0].leaks[0].secret: has to be an object"},
      {leak("/occurrences/0/commit"), "zz", "scans[0].leaks[0].occurrences[0].commit: 'zz' is no object id"},
      {leak("/occurrences/0/author/date"), "yesterday", "occurrences[0].author.date: 'yesterday' is no date"},
      {leak("/occurrences/0/kind"), "poem", "occurrences[0].kind"},
      {leak("/refs/tags"), nullptr, "scans[0].leaks[0].refs.tags: is missing"},
      {json::json_pointer("/scans/0/complete"), "yes", "scans[0].complete: has to be true or false"},
  };
  for (const Row& row : rows) {
    json broken = whole;
    broken[row.at] = row.value;
    INFO(row.at.to_string());
    CHECK(contains(message_of(broken.dump()), row.message));
  }
  // An older scan that does not tell of HEAD or of groups is read all the same.
  json older = whole;
  older["scans"][0].erase("repository");
  older["scans"][0]["leaks"][0].erase("head_periods");
  older["scans"][0]["leaks"][0]["secret"].erase("group");
  CHECK(message_of(older.dump()).empty());
}

TEST_CASE("control characters of a broken value do not reach the message") {
  json broken = json::parse(sample_json());
  broken["scans"][0]["leaks"][0]["severity"] = "a\x1b[2J\nb";
  CHECK_FALSE(contains(message_of(broken.dump()), "\x1b"));
}

TEST_CASE("moments") {
  CHECK(parse_iso_time("1970-01-01T00:00:00Z") == 0);
  CHECK(parse_iso_time("2024-01-02T11:04:05+01:00") == 1704189845);
  CHECK(parse_iso_time("2024-01-02T04:34:05-05:30") == 1704189845);
  for (const char* wrong :
       {"", "2024-01-02", "2024-13-02T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-02T25:00:00Z", "2024-01-02T00:00:00",
        "2024-01-02T00:00:00+1:00", "2024-01-02T00:00:00Zx", "x024-01-02T00:00:00Z"}) {
    INFO(wrong);
    CHECK_FALSE(parse_iso_time(wrong));
  }
}

}  // namespace leaksieve::rotation
