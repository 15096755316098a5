#include "scanner/match/costly.h"

#include <map>
#include <numeric>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

RuleGroup first_rules(std::uint32_t count) {
  RuleGroup rules(count);
  std::iota(rules.begin(), rules.end(), 0U);
  return rules;
}

// Rules that cost what they are given, and nothing together.
struct Costs {
  std::map<std::uint32_t, double> of;
  std::size_t measured = 0;

  SavedWithout measure() {
    return [this](const std::vector<RuleGroup>& groups) -> Result<std::vector<double>> {
      std::vector<double> saved;
      for (const RuleGroup& group : groups) {
        ++measured;
        double sum = 0;
        for (const std::uint32_t rule : group) sum += of.contains(rule) ? of[rule] : 0;
        saved.push_back(sum);
      }
      return saved;
    };
  }
};

TEST_CASE("the rules that cost much are found among many in few measurements, dearest first") {
  Costs costs{{{7, 10}, {200, 30}, {201, 30}, {324, 2}}};
  const auto found = find_costly(first_rules(325), 5, costs.measure());
  if (!found) FAIL(found.error().message);
  REQUIRE(found->size() == 3);
  CHECK((*found)[0].rule == 200);
  CHECK((*found)[1].rule == 201);
  CHECK((*found)[2].rule == 7);
  CHECK((*found)[2].saved == 10);
  CHECK(costs.measured < 60);
}

TEST_CASE("a set that costs less than asked for is measured once, an empty one never") {
  Costs costs{{{1, 1}}};
  const auto found = find_costly(first_rules(10), 5, costs.measure());
  REQUIRE(found.ok());
  CHECK(found->empty());
  CHECK(costs.measured == 1);
  CHECK(find_costly({}, 5, costs.measure()).ok());
  CHECK(costs.measured == 1);
}

TEST_CASE("what cannot be measured is an error") {
  const auto found = find_costly(first_rules(2), 5, [](const std::vector<RuleGroup>&) -> Result<std::vector<double>> {
    return Error{ErrorKind::kInternal, "no"};
  });
  CHECK_FALSE(found.ok());
}

}  // namespace
}  // namespace leaksieve::match
