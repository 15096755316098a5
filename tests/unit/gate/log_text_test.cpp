#include "scanner/gate/log_text.h"

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

namespace leaksieve::gate {
namespace {

TEST_CASE("what a log would obey is broken up, everything else stays") {
  struct Row {
    const char* text;
    const char* harmless;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"a::b\nplain # text\n## Title\n", "a::b\nplain # text\n## Title\n"},
      {"::error::x", ": :error::x"},
      {"a\n  ::error::x", "a\n  : :error::x"},
      {"\t\r ::x", "\t\r : :x"},
      {":::x", ": ::x"},
      {"x ##[group]y", "x # #[group]y"},
      {"###vso[x]", "## #vso[x]"},
      {"##vso[task.x]##vso[y]", "# #vso[task.x]# #vso[y]"},
      {"##", "##"},
  }));
  CHECK(harmless_in_log(row.text) == row.harmless);
}

TEST_CASE("JSON stays the same document") {
  const nlohmann::json document = {{"a", "##vso[x]"}, {"##[b]", {"::c", "##"}}};
  const std::string shown = harmless_json_in_log(document.dump());
  CHECK(shown.find("##vso") == std::string::npos);
  CHECK(shown.find("##[") == std::string::npos);
  CHECK(nlohmann::json::parse(shown) == document);
}

TEST_CASE("values of commands are escaped as the systems document it") {
  CHECK(github_message("100%\r\n: ,") == "100%25%0D%0A: ,");
  CHECK(github_property("100%\r\n: ,") == "100%25%0D%0A%3A %2C");
  CHECK(azure_value("100%\r\n;]") == "100%AZP25%0D%0A%3B%5D");
}

}  // namespace
}  // namespace leaksieve::gate
