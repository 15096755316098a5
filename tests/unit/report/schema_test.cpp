// Reports against their schemas, by the validator of Debian's python3-jsonschema. Without it, or without the SARIF
// schema, the test says SKIPPED.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "scanner/report/report.h"
#include "tests/support/catch.h"
#include "tests/support/run_command.h"
#include "tests/unit/report/sample_report.h"

namespace leaksieve::report {
namespace {

constexpr const char* kPython = "/usr/bin/python3";

// Prints each violation; exits 0 when there is none. argv: schema, "$ref" inside it or "", "lines" or "document".
constexpr const char* kValidate = R"(
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
if sys.argv[2]:
    schema = {"$schema": schema["$schema"], "$ref": sys.argv[2], "$defs": schema["$defs"]}
text = sys.stdin.buffer.read().decode("utf-8")
documents = [json.loads(line) for line in text.splitlines()] if sys.argv[3] == "lines" else [json.loads(text)]
errors = [e for d in documents for e in kind(schema).iter_errors(d)]
for e in errors[:10]:
    print(list(e.absolute_path), e.message[:300])
sys.exit(1 if errors or not documents else 0)
)";

bool has_validator() {
  static const bool kHas =
      test::run_command({kPython, "-c", "import jsonschema; jsonschema.Draft202012Validator"}).exit == 0;
  return kHas;
}

std::string own_schema() { return std::string(LEAKSIEVE_SOURCE_DIR) + "/docs/report.schema.json"; }

test::CommandResult validate(const std::string& schema, const std::string& ref, const std::string& shape,
                             const std::string& text) {
  test::CommandOptions options;
  options.input = text;
  return test::run_command({kPython, "-c", kValidate, schema, ref, shape}, options);
}

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
  if (!has_validator()) {
    std::cout << "SKIPPED: python3-jsonschema is not installed\n";
    return;
  }
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
  if (!has_validator()) return;
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
  if (!has_validator() || schema.empty()) {
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
