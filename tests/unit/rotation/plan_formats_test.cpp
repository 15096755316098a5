// Plans against docs/plan.schema.json, and with hostile names in every format.
#include <iostream>

#include "scanner/rotation/plan_format.h"
#include "tests/support/catch.h"
#include "tests/support/run_command.h"
#include "tests/unit/report/sample_report.h"
#include "tests/unit/rotation/sample_scans.h"

namespace leaksieve::rotation {
namespace {

using finding::Exposure;

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kValidate = R"(
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(sys.stdin.buffer.read())))
for e in errors[:10]:
    print(list(e.absolute_path), e.message[:300])
sys.exit(1 if errors else 0)
)";

test::CommandResult validate(const std::string& json) {
  test::CommandOptions options;
  options.input = json;
  return test::run_command({kPython, "-c", kValidate, std::string(LEAKSIEVE_SOURCE_DIR) + "/docs/plan.schema.json"},
                           options);
}

// The plan of what the reports' own sample scan wrote.
Plan plan_of_sample_run() {
  const std::string json = report::find_format("json")->write(test::sample_run(), {});
  return make_plan({*read_scan(json, "x")}, *builtin_guidebook(), test::moment("2026-01-02T10:00:00Z"));
}

Plan hostile_plan() {
  ScannedLeak leak = test::sample_leak("s1", Exposure::kPushed);
  const std::string evil = "\x1b[2J\u202e<img src=x>|`a`\r\n## x @team #1";
  leak.description = leak.masked = leak.note = evil;
  leak.refs.tags = {{"refs/tags/1.0" + evil}, 1};
  leak.places[0].path = "=1+1|`x`";
  leak.places[0].commit.author = {evil, evil};
  leak.places[0].commit.summary = evil;
  leak.head_paths = {evil};
  leak.state = {"accepted", evil, evil, evil};
  return test::plan_of({test::sample_target(evil, {leak}), test::sample_target("b", {})});
}

}  // namespace

TEST_CASE("plans keep to docs/plan.schema.json") {
  if (test::run_command({kPython, "-c", "import jsonschema; jsonschema.Draft202012Validator"}).exit != 0) {
    std::cout << "SKIPPED: python3-jsonschema is not installed\n";
    return;
  }
  for (const Plan& plan :
       {plan_of_sample_run(), hostile_plan(), test::plan_of({}), test::plan_of({test::sample_target("a", {})})}) {
    const test::CommandResult result = validate(write_json(plan, {}));
    INFO(result.out << result.err);
    CHECK(result.exit == 0);
  }
  std::string spoiled = write_json(plan_of_sample_run(), {});
  spoiled.replace(spoiled.find("\"urgency\""), 9, "\"urgence\"");
  CHECK(validate(spoiled).exit == 1);
}

TEST_CASE("no format lets a control character, a bidirectional mark or a line break of a name through") {
  const Plan plan = hostile_plan();
  for (const PlanFormat& format : plan_formats()) {
    report::WriteOptions options;
    options.verbose = true;
    const std::string text = format.write(plan, options);
    INFO(format.name);
    CHECK(text.find('\x1b') == std::string::npos);
    if (format.name == "text" || format.name == "markdown" || format.name == "csv") {
      CHECK(text.find("\u202e") == std::string::npos);
      CHECK(text.find("\n## x") == std::string::npos);
    }
  }
}

TEST_CASE("in Markdown, names stand in code spans that they cannot end, and bars end no cell") {
  const std::string text = write_markdown(hostile_plan(), {});
  std::size_t rows = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with("| 1 |")) continue;
    ++rows;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
    CHECK(bars == 9);
    CHECK(line.find("``=1+1\\|`x`:3``") != std::string::npos);
  }
  CHECK(rows == 1);
}

TEST_CASE("in CSV, a field that a spreadsheet would compute gets an apostrophe") {
  CHECK(write_csv(hostile_plan(), {}).find(",\"'=1+1") != std::string::npos);
}

TEST_CASE("an incomplete scan says so in every format") {
  ScannedTarget target = test::sample_target("a", {});
  target.target.complete = false;
  target.target.skipped_total = 3;
  target.target.skipped = {{"blob 1", "broken"}};
  const Plan plan = test::plan_of({target});
  CHECK(write_text(plan, {}).find("incomplete: a: 3 objects not read") != std::string::npos);
  CHECK(write_markdown(plan, {}).find("**Incomplete**") != std::string::npos);
  CHECK(write_json(plan, {}).find("\"complete\": false") != std::string::npos);
}

}  // namespace leaksieve::rotation
