#include "scanner/match/check_costs.h"

#include <algorithm>

#include "scanner/match/sample_text.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

rules::Rule rule_of(const std::string& id, const std::string& regex) {
  rules::Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.source = "test.toml";
  return rule;
}

std::size_t warnings_of(const rules::RuleSet& set, std::uint32_t rule, const std::string& what) {
  const auto warnings = check_costs(set, {0, 1});
  if (!warnings) FAIL(warnings.error().message);
  return static_cast<std::size_t>(std::ranges::count_if(*warnings, [&](const CostWarning& each) {
    return each.rule == rule && each.message.find(what) != std::string::npos;
  }));
}

TEST_CASE("a rule that does nearly all of the set's work is warned of, unless its table has a reason") {
  rules::RuleSet set{{rule_of("fine", "acme_[0-9a-f]{8}"), rule_of("gross", "(?i)[a-z][a-z .;_(]{30,}[0-9]")}, {}};
  CHECK(warnings_of(set, 1, "of the set's time") == 1);
  set.rules[1].slow_because = "the format has no literal";
  CHECK(warnings_of(set, 1, "of the set's time") == 0);
}

TEST_CASE("a rule that crosses lines without a literal is warned of, unless its table has a reason") {
  rules::RuleSet set{{rule_of("with literal", "acme_key\\s+[0-9]{8}"), rule_of("without", "[0-9]{12}\\s[0-9]{13}")},
                     {}};
  CHECK(warnings_of(set, 1, "several lines") == 1);
  CHECK(warnings_of(set, 0, "several lines") == 0);
  set.rules[1].slow_because = "two numbers are all there is";
  CHECK(warnings_of(set, 1, "several lines") == 0);
}

TEST_CASE("the text that costs are checked with is always the same, and holds the rules' examples") {
  rules::RuleSet set{{rule_of("one", "acme_[0-9a-f]{8}")}, {}};
  set.rules[0].positives.push_back({"k acme_8f14e45f", "acme_8f14e45f", "", "", {}});
  const std::vector<std::string> texts = sample_texts(set);
  CHECK(texts == sample_texts(set));
  REQUIRE(texts.size() == 64);
  CHECK(texts[0].ends_with("\nk acme_8f14e45f"));
  CHECK_FALSE(texts[1].ends_with("acme_8f14e45f"));
}

}  // namespace
}  // namespace leaksieve::match
