// A repository's own rules laid over others: the result is what it says, and what stays as it was is not read.
#include "scanner/rules/merged_rules.h"

#include <algorithm>

#include "scanner/rules/embedded_source.h"
#include "tests/support/catch.h"

namespace leaksieve::rules {
namespace {

Rule made(const std::string& id, const std::string& regex) {
  Rule rule;
  rule.id = id;
  rule.regex = regex;
  rule.description = "what " + id + " is";
  return rule;
}

// Rules "a", "c", "e", "g" of the program.
class Program final : public EmbeddedSource {
 public:
  explicit Program(int& reads) : reads_(reads) {}
  [[nodiscard]] std::size_t size() const override { return 4; }
  [[nodiscard]] RuleTraits traits(std::size_t index) const override { return traits_of(rule(index)); }
  [[nodiscard]] std::string id(std::size_t index) const override { return rule(index).id; }
  [[nodiscard]] Rule read(std::size_t index) const override {
    ++reads_;
    return rule(index);
  }

 private:
  static Rule rule(std::size_t index) {
    return made(std::string(1, static_cast<char>('a' + 2 * index)), "x" + std::to_string(index));
  }
  int& reads_;
};

std::string ids(const RuleList& list) {
  std::string all;
  for (std::size_t i = 0; i < list.size(); ++i) all += list.id(i);
  return all;
}

}  // namespace

TEST_CASE("rules beside, in place of and without the program's: in order, and read only where they meet") {
  int reads = 0;
  const RuleList program(std::make_unique<Program>(reads));
  const RuleList own{made("0", "first"), made("b", "between"), made("c", "instead"), made("z", "last")};
  const RuleList merged = merge_rules(program, own, {"e", "nobody"});
  CHECK(ids(merged) == "0abcgz");
  CHECK(reads == 1);  // "c", to see whether its pattern stays
  CHECK_FALSE(merged.is_embedded());
  CHECK(merged[3].regex == "instead");
  CHECK(merged[4].regex == "x3");
  CHECK(merged.is_validated(1));
  CHECK_FALSE(merged.is_validated(3));
  CHECK(merged.embedded_expression(1) == std::optional<std::uint32_t>(0));
  CHECK(merged.embedded_expression(4) == std::optional<std::uint32_t>(3));
  for (const std::size_t place : {0U, 2U, 3U, 5U}) CHECK_FALSE(merged.embedded_expression(place).has_value());
}

TEST_CASE("a rule without a pattern changes the program's: the pattern stays, what it says is laid over it") {
  int reads = 0;
  const RuleList program(std::make_unique<Program>(reads));
  Rule over;
  over.id = "c";
  over.severity = Severity::kLow;
  over.stopwords = {"sample"};
  over.source = "own.toml";
  const RuleList merged = merge_rules(program, {over}, {});
  CHECK(ids(merged) == "aceg");
  CHECK(merged[1].regex == "x1");
  CHECK(merged[1].description == "what c is");
  CHECK(merged[1].severity == Severity::kLow);
  CHECK(merged[1].stopwords == std::vector<std::string>{"sample"});
  CHECK(merged.embedded_expression(1) == std::optional<std::uint32_t>(1));
  CHECK(merged[1].source == "own.toml");  // where a mistake in it is to be mended
  CHECK_FALSE(merged.is_validated(1));    // its stop words and allowlists are new
  CHECK(std::as_const(program)[1].stopwords.empty());
}

TEST_CASE("a merged list can be merged again") {
  int reads = 0;
  const RuleList program(std::make_unique<Program>(reads));
  const RuleList once = merge_rules(program, {made("d", "d")}, {"a"});
  const RuleList twice = merge_rules(once, {made("d", "other")}, {"g"});
  CHECK(ids(twice) == "cde");
  CHECK(twice[1].regex == "other");
  CHECK(twice.embedded_expression(2) == std::optional<std::uint32_t>(2));
  CHECK(twice.is_validated(0));
}

}  // namespace leaksieve::rules
