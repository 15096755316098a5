#include "scanner/cli/nearest.h"

#include "tests/support/catch.h"

namespace leaksieve::cli {
namespace {

TEST_CASE("a mistyped word is taken for the name that fewest changes make of it") {
  const std::vector<std::string_view> names = {"scan", "audit", "rules list", "rules test", "--since", "--staged"};
  CHECK(nearest("scna", names) == "scan");
  CHECK(nearest("scn", names) == "scan");
  CHECK(nearest("audti", names) == "audit");
  CHECK(nearest("rules lst", names) == "rules list");
  CHECK(nearest("--stagde", names) == "--staged");
  CHECK(nearest("--sinces", names) == "--since");
}

TEST_CASE("a word that is far from every name is none of them") {
  const std::vector<std::string_view> names = {"scan", "fix", "ci"};
  for (const char* word : {"", "a", "src", "myproject", "scatter"}) CHECK(nearest(word, names).empty());
  CHECK(nearest(std::string(100'000, 'a'), names).empty());
  CHECK(nearest("scan", {}).empty());
}

}  // namespace
}  // namespace leaksieve::cli
