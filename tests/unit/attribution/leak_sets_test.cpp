#include "scanner/attribution/leak_sets.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

#include "tests/support/catch.h"

using leaksieve::attribution::LeakSets;

namespace {

std::vector<std::uint32_t> random_elements(std::mt19937& random, std::size_t universe, std::size_t count) {
  std::set<std::uint32_t> elements;
  for (std::size_t i = 0; i < count; ++i) elements.insert(static_cast<std::uint32_t>(random() % universe));
  return {elements.begin(), elements.end()};
}

}  // namespace

TEST_CASE("sets of leaks agree with std::set at every size of the universe") {
  std::mt19937 random(7);
  for (const std::size_t universe : {1U, 2U, 63U, 64U, 65U, 128U, 1000U, 70000U}) {
    LeakSets sets(universe);
    for (int round = 0; round < 40; ++round) {
      const auto a = random_elements(random, universe, random() % 50);
      const auto b = random_elements(random, universe, random() % 50);
      const LeakSets::Id x = sets.from_sorted(a);
      const LeakSets::Id y = sets.from_sorted(b);
      CHECK(sets.list(x) == a);
      std::vector<std::uint32_t> both, common, rest;
      std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
      std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
      std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
      CHECK(sets.list(sets.unite(x, y)) == both);
      CHECK(sets.list(sets.intersect(x, y)) == common);
      CHECK(sets.list(sets.subtract(x, y)) == rest);
      for (const std::uint32_t element : both) {
        CHECK(sets.contains(x, element) == std::binary_search(a.begin(), a.end(), element));
      }
    }
  }
}

TEST_CASE("equal sets have equal ids, however they were made") {
  LeakSets sets(5000);
  const LeakSets::Id one = sets.single(4999);
  const LeakSets::Id two = sets.single(3);
  const std::vector<std::uint32_t> listed = {3, 4999};
  CHECK(sets.unite(one, two) == sets.from_sorted(listed));
  CHECK(sets.unite(two, one) == sets.from_sorted(listed));
  CHECK(sets.subtract(sets.from_sorted(listed), two) == one);
  CHECK(sets.subtract(one, one) == LeakSets::kEmpty);
  CHECK(sets.intersect(one, two) == LeakSets::kEmpty);
  CHECK_FALSE(sets.contains(LeakSets::kEmpty, 3));
}
