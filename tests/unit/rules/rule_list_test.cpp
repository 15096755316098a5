#include "scanner/rules/rule_list.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "scanner/rules/embedded_source.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::rules {
namespace {

// Rules "r0", "r1", ... of which it counts how often each was read.
class CountingSource final : public EmbeddedSource {
 public:
  explicit CountingSource(std::vector<std::atomic<int>>& reads) : reads_(reads) {}
  [[nodiscard]] std::size_t size() const override { return reads_.size(); }
  [[nodiscard]] RuleTraits traits(std::size_t index) const override { return traits_of(made(index)); }
  [[nodiscard]] std::string id(std::size_t index) const override { return made(index).id; }
  [[nodiscard]] Rule read(std::size_t index) const override {
    ++reads_[index];
    return made(index);
  }

 private:
  static Rule made(std::size_t index) {
    Rule rule;
    rule.id = "r" + std::to_string(index);
    rule.regex = index % 2 == 0 ? "x" : "";
    return rule;
  }
  std::vector<std::atomic<int>>& reads_;
};

TEST_CASE("a rule of the program is read when it is asked for, once, and copies of the list share it") {
  std::vector<std::atomic<int>> reads(10);
  const RuleList list(std::make_unique<CountingSource>(reads));
  CHECK(list.is_embedded());
  CHECK(list.size() == 10);
  CHECK(list.traits(4).has_regex);
  CHECK_FALSE(list.traits(5).has_regex);
  CHECK(std::ranges::all_of(reads, [](const auto& count) { return count == 0; }));
  CHECK(list[3].id == "r3");
  const RuleList copy = list;
  CHECK(&copy[3] == &list[3]);
  CHECK(reads[3] == 1);
  CHECK(reads[4] == 0);
  const auto found = std::ranges::lower_bound(list, "r7", {}, &Rule::id);
  CHECK(found - list.begin() == 7);
}

TEST_CASE("a list that is changed has rules of its own, and leaves its copies alone") {
  std::vector<std::atomic<int>> reads(3);
  const RuleList list(std::make_unique<CountingSource>(reads));
  RuleList changed = list;
  changed[1].id = "other";
  changed.push_back({});
  CHECK_FALSE(changed.is_embedded());
  CHECK(changed.size() == 4);
  CHECK(changed[1].id == "other");
  CHECK(changed[2].id == "r2");
  CHECK(list.size() == 3);
  CHECK(list[1].id == "r1");
  changed.erase(changed.begin(), changed.begin() + 2);
  CHECK(changed[0].id == "r2");
}

TEST_CASE("threads that ask for the same rules get the same ones") {
  std::vector<std::atomic<int>> reads(200);
  const RuleList list(std::make_unique<CountingSource>(reads));
  std::vector<std::vector<const Rule*>> seen(4);
  std::vector<std::thread> threads;
  for (std::vector<const Rule*>& mine : seen) {
    threads.emplace_back([&list, &mine] {
      for (const Rule& rule : list) mine.push_back(&rule);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : seen) CHECK(mine == seen.front());
  CHECK(seen.front()[7]->id == "r7");
}

TEST_CASE("what is told of the built-in rules without reading them is what they say") {
  const RuleSet& set = builtin_rules();
  REQUIRE(set.rules.is_embedded());
  REQUIRE(set.rules.size() > 1000);
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    CAPTURE(set.rules[i].id);
    CHECK(set.rules.traits(i) == traits_of(set.rules[i]));
  }
  CHECK(std::ranges::is_sorted(set.rules, {}, &Rule::id));
}

}  // namespace
}  // namespace leaksieve::rules
