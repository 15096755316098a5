// Reports against their schemas, by the validator of Debian's python3-jsonschema. Without it, or without the SARIF
// schema, the test says SKIPPED.
#include <filesystem>
#include <iostream>

#include "scanner/report/report.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample_report.h"
#include "tests/unit/report/schema_validator.h"

namespace leaksieve::report {
namespace {

using test::told_to_skip;
using test::validate;

std::string own_schema() { return std::string(LEAKSIEVE_SOURCE_DIR) + "/docs/report.schema.json"; }

std::vector<RunReport> runs() {
  RunReport full = test::sample_run();
  RunReport two = test::sample_run();
  two.scans.push_back(test::sample_clean_scan());
  RunReport odd = test::sample_run();
  odd.scans[0].target = "/srv/\xff";
  odd.scans[0].interrupted = true;
  odd.scans[0].leaks[0].occurrences[0].author = {"\xff", "", 9000000000000000000, 99999};
  odd.scans[0].leaks[0].occurrences[1].author.time = -9000000000000000000;
  odd.scans[0].leaks[0].head_paths = {"a\xfe"};
  odd.scans[0].skipped_total = 5000;
  RunReport none = test::sample_run();
  none.scans.clear();
  return {full, two, odd, none};
}

TEST_CASE("json and jsonl keep to docs/report.schema.json") {
  if (told_to_skip()) return;
  for (const bool show : {false, true}) {
    for (const RunReport& run : runs()) {
      WriteOptions options;
      options.show_secrets = show;
      const auto json = validate(own_schema(), "", "document", find_format("json")->write(run, options));
      INFO(json.out << json.err);
      CHECK(json.exit == 0);
      const auto lines =
          validate(own_schema(), "#/$defs/jsonl_line", "lines", find_format("jsonl")->write(run, options));
      INFO(lines.out << lines.err);
      CHECK(lines.exit == 0);
    }
  }
}

TEST_CASE("the schema refuses what is not a report") {
  if (told_to_skip()) return;
  const std::string good = find_format("json")->write(test::sample_run(), {});
  const auto spoiled = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  CHECK(validate(own_schema(), "", "document", spoiled("\"advice\"", "\"advise\"")).exit == 1);
  CHECK(validate(own_schema(), "", "document", spoiled("\"exposure\": \"pushed\"", "\"exposure\": \"public\"")).exit ==
        1);
  CHECK(validate(own_schema(), "", "document", spoiled("\"target\"", "\"goal\"")).exit == 1);
  CHECK(validate(own_schema(), "", "document", spoiled("\"line\": 3", "\"line\": 0")).exit == 1);
}

TEST_CASE("sarif keeps to the official schema") {
  const std::string schema = [] {
    for (const char* place : {"/../shared/data/sarif-schema-2.1.0.json", "/tests/data/sarif-schema-2.1.0.json"}) {
      const std::string path = std::string(LEAKSIEVE_SOURCE_DIR) + place;
      if (std::filesystem::exists(path)) return path;
    }
    return std::string();
  }();
  if (!test::has_schema_validator() || schema.empty()) {
    std::cout << "SKIPPED: no SARIF schema or no python3-jsonschema\n";
    return;
  }
  for (const RunReport& run : runs()) {
    const auto result = validate(schema, "", "document", find_format("sarif")->write(run, {}));
    INFO(result.out << result.err);
    CHECK(result.exit == 0);
  }
}

}  // namespace
}  // namespace leaksieve::report
