// Every rule under patterns/ against its own examples, in the full set.
#include <string>

#include "scanner/finding/rule_test.h"
#include "scanner/rules/builtin.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve {
namespace {

TEST_CASE("every built-in rule finds its positives, exactly, and is silent on its negatives") {
  const auto set = rules::builtin_rules_with_examples();
  REQUIRE(set.ok());
  const auto failures = finding::test_examples(*set);
  REQUIRE(failures.ok());
  for (const auto& failure : *failures) {
    FAIL_CHECK(failure.rule << " (line " << failure.line << "): " << failure.message);
  }
  CHECK(failures->empty());
}

TEST_CASE("the built-in rules that start are those of the files") {
  const auto full = rules::builtin_rules_with_examples();
  REQUIRE(full.ok());
  const rules::RuleSet& fast = rules::builtin_rules();
  REQUIRE(fast.rules.size() == full->rules.size());
  for (std::size_t i = 0; i < fast.rules.size(); ++i) {
    CHECK(fast.rules[i].id == full->rules[i].id);
    CHECK(fast.rules[i].regex == full->rules[i].regex);
    CHECK(fast.rules[i].checks == full->rules[i].checks);
    CHECK(fast.rules[i].allowlists.size() == full->rules[i].allowlists.size());
    CHECK(fast.rules[i].source == "built-in");
    CHECK(fast.rules[i].positives.empty());
  }
}

TEST_CASE("the built-in rule files hold no key that nobody reads") {
  std::vector<std::string> warnings;
  REQUIRE(rules::combine_rule_files(rules::embedded::toml_files(), warnings).ok());
  for (const std::string& warning : warnings) FAIL_CHECK(warning);
  CHECK(warnings.empty());
}

}  // namespace
}  // namespace leaksieve
