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

// A clock by which the passes take so many seconds, in turn.
ProfileOptions passes_of(std::vector<double> seconds, unsigned repeats) {
  ProfileOptions options;
  options.repeats = repeats;
  options.clock = [seconds = std::move(seconds), now = 0.0, calls = std::size_t{0}]() mutable {
    if (calls % 2 == 1) now += seconds.at(calls / 2);
    ++calls;
    return now;
  };
  return options;
}

TEST_CASE("a rule's cost is its least time alone above the floor, as a part of the set's") {
  const rules::RuleSet set{{rule_of("cheap", "acme_[0-9a-f]{8}"), rule_of("dear", "[0-9a-f]{8}")}, {}};
  const std::vector<std::string> texts = {"k acme_8f14e45f", "none here"};
  //                                       set      floor    cheap    dear
  const auto profile = profile_rules(set, texts, passes_of({12, 10, 2, 1, 1, 1.5, 6, 7}, 2));
  if (!profile) FAIL(profile.error().message);
  CHECK(profile->bytes == 24);
  CHECK(profile->set_seconds == 10);
  CHECK(profile->floor_seconds == 1);
  REQUIRE(profile->rules.size() == 2);
  CHECK(set.rules[profile->rules[0].rule].id == "dear");
  CHECK(profile->rules[0].seconds == 5);
  CHECK(profile->rules[0].share == 0.5);
  CHECK(profile->rules[1].seconds == 0);
  CHECK(profile->rules[1].ends == 1);
  CHECK(profile->rules[1].matches == 1);
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
