// Every format's bytes for one fixed report, against files that people can read: LEAKSIEVE_BLESS=1 rewrites them, and
// the diff is reviewed like code.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scanner/report/report.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample_report.h"

namespace leaksieve::report {
namespace {

std::string golden_path(const std::string& name) {
  return std::string(LEAKSIEVE_SOURCE_DIR) + "/tests/golden/report/" + name;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Row {
  const char* file;
  const char* format;
  WriteOptions options;
  int scans;  // 1: the sample, 2: the sample and a clean one, 0: only the clean one
};

TEST_CASE("each format writes what its golden file holds") {
  const WriteOptions plain;
  const Row row = GENERATE_REF(values<Row>({
      {"text.txt", "text", plain, 1},
      {"text-wide-verbose.txt", "text", {false, false, true, true, 140}, 1},
      {"text-colour.txt", "text", {false, true, true, false, 80}, 1},
      {"text-ascii.txt", "text", {false, false, false, false, 80}, 1},
      {"text-two-targets.txt", "text", plain, 2},
      {"text-clean.txt", "text", plain, 0},
      {"json.json", "json", plain, 1},
      {"json-clean.json", "json", plain, 0},
      {"jsonl.jsonl", "jsonl", plain, 2},
      {"sarif.sarif", "sarif", plain, 2},
      {"gitlab.json", "gitlab", plain, 2},
      {"gitlab-codequality.json", "gitlab-codequality", plain, 2},
      {"junit.xml", "junit", plain, 2},
      {"checkstyle.xml", "checkstyle", plain, 2},
      {"csv.csv", "csv", plain, 2},
      {"markdown.md", "markdown", plain, 2},
      {"markdown-clean.md", "markdown", plain, 0},
  }));
  INFO(row.file);
  RunReport run = test::sample_run();
  if (row.scans != 1) run.scans.push_back(test::sample_clean_scan());
  if (row.scans == 0) run.scans.erase(run.scans.begin());
  const Format* format = find_format(row.format);
  REQUIRE(format != nullptr);
  const std::string written = format->write(run, row.options);
  CHECK(written == format->write(run, row.options));
  const std::string path = golden_path(row.file);
  if (std::getenv("LEAKSIEVE_BLESS") != nullptr) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << written;
  }
  CHECK(written == read_file(path));
}

}  // namespace
}  // namespace leaksieve::report
