#include "scanner/match/profile.h"

#include <string>
#include <vector>

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

std::string prose() {
  std::string text;
  while (text.size() < 400000) text += "the quick brown fox jumps over the lazy dog and then on ";
  return text;
}

// A matcher's work cannot be made to take a given time; what can be said for sure is that all of it is more than none.
TEST_CASE("a rule that does all the work costs most of the set's time, and shares with the rest make the whole") {
  const rules::RuleSet set{{rule_of("cheap", "acme_[0-9a-f]{8}"), rule_of("dear", "(?i)[a-z][a-z ]{40,80}x")}, {}};
  const std::string text = prose();
  ProfileOptions options;
  options.repeats = 3;
  const auto profile = profile_rules(set, {text, "k acme_8f14e45f"}, options);
  if (!profile) FAIL(profile.error().message);
  CHECK(profile->bytes == text.size() + 15);
  CHECK(profile->set_seconds > 0);
  REQUIRE(profile->rules.size() == 2);
  const RuleCost& dear = profile->rules[0];
  CHECK(set.rules[dear.rule].id == "dear");
  CHECK(dear.is_costly);
  CHECK(dear.share > 0.5);
  CHECK(dear.share <= 1);
  CHECK(dear.calls == 1);
  CHECK(profile->rules[1].calls == 1);
  double sum = profile->rest_share;
  for (const RuleCost& cost : profile->rules) sum += cost.share;
  CHECK(sum > 0.999);
  CHECK(sum < 1.001);
}

TEST_CASE("only the rules that are asked for are left out") {
  const rules::RuleSet set{{rule_of("cheap", "acme_[0-9a-f]{8}"), rule_of("dear", "(?i)[a-z][a-z ]{40,80}x")}, {}};
  ProfileOptions options;
  options.considered = {0};
  const auto profile = profile_rules(set, {prose()}, options);
  if (!profile) FAIL(profile.error().message);
  REQUIRE(profile->rules.size() == 2);
  for (const RuleCost& cost : profile->rules) CHECK_FALSE((cost.is_costly && cost.rule == 1));
  options.considered = {1};
  const auto other = profile_rules(set, {prose()}, options);
  if (!other) FAIL(other.error().message);
  CHECK(other->rules[0].rule == 1);
  CHECK(other->rules[0].is_costly);
}

TEST_CASE("raw ends count what the engine reports, matches what is confirmed") {
  const rules::RuleSet set{{rule_of("open", "key=[a-z]{3,}")}, {}};
  const auto profile = profile_rules(set, {"xx key=abcdef"}, {});
  if (!profile) FAIL(profile.error().message);
  REQUIRE(profile->rules.size() == 1);
  CHECK(profile->rules[0].ends == 4);
  CHECK(profile->rules[0].matches == 1);
}

TEST_CASE("a rule without a regex costs nothing and is left out; one that does not compile is an error") {
  rules::Rule by_path = rule_of("by-path", "");
  by_path.path = "[.]pem$";
  const auto profile = profile_rules({{by_path}, {}}, {"text"}, {});
  if (!profile) FAIL(profile.error().message);
  CHECK(profile->rules.empty());
  CHECK_FALSE(profile_rules({{rule_of("bad", "(")}, {}}, {"text"}, {}).ok());
}

}  // namespace
}  // namespace leaksieve::match
