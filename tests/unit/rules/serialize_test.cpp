#include "scanner/rules/serialize.h"

#include "tests/support/catch.h"

namespace leaksieve::rules {
namespace {

RuleSet sample() {
  RuleSet set;
  Rule rule;
  rule.id = "a";
  rule.regex = std::string("x\0y", 3);
  rule.entropy = 3.25;
  rule.keywords = {"k1", ""};
  rule.specificity = -7;
  rule.slow_because = "no vendor's word";
  rule.placeholders = false;
  rule.severity = Severity::kCritical;
  rule.allowlists.push_back({"d", true, {"c"}, {"p"}, {}, {"s"}, RegexTarget::kLine, {"t"}});
  rule.positives.push_back({"text", "secret", "", "", {}});
  set.rules = {rule, Rule{}};
  set.allowlists.push_back({});
  return set;
}

TEST_CASE("a rule set goes into a blob and back, without its examples") {
  const std::string blob = to_blob(sample());
  const auto back = from_blob(blob);
  REQUIRE(back);
  REQUIRE(back->rules.size() == 2);
  const Rule& rule = back->rules[0];
  CHECK(rule.id == "a");
  CHECK(rule.regex == std::string("x\0y", 3));
  CHECK(rule.entropy == 3.25);
  CHECK(rule.keywords == std::vector<std::string>{"k1", ""});
  CHECK(rule.specificity == -7);
  CHECK(rule.slow_because == "no vendor's word");
  CHECK_FALSE(rule.placeholders);
  CHECK(rule.severity == Severity::kCritical);
  REQUIRE(rule.allowlists.size() == 1);
  CHECK(rule.allowlists[0].match_all);
  CHECK(rule.allowlists[0].target == RegexTarget::kLine);
  CHECK(rule.allowlists[0].target_rules == std::vector<std::string>{"t"});
  CHECK(rule.positives.empty());
  CHECK(back->allowlists.size() == 1);
}

TEST_CASE("a blob that is cut or longer is refused") {
  const std::string blob = to_blob(sample());
  for (std::size_t size = 0; size < blob.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(from_blob(std::string_view(blob).substr(0, size)));
  }
  CHECK_FALSE(from_blob(blob + "x"));
}

}  // namespace
}  // namespace leaksieve::rules
