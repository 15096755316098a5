#include "scanner/rules/check.h"

#include <algorithm>

#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::rules {
namespace {

Rule good() {
  Rule rule;
  rule.id = "acme-key";
  rule.description = "Acme key";
  rule.regex = "acme_([a-z]{8})";
  rule.references = {"https://example.com"};
  rule.positives = {{"acme_abcdefgh", "abcdefgh", "", "", {}}, {"acme_bcdefghi", "bcdefghi", "", "", {}}};
  rule.negatives = {{"acme_a", "", "", "short", {}}, {"acme-", "", "", "no value", {}}};
  return rule;
}

TEST_CASE("a good rule has no problem") { CHECK(check_rules({{good()}, {}}, Strictness::kBuiltIn).empty()); }

TEST_CASE("each defect of a rule is told") {
  struct Row {
    void (*spoil)(Rule&);
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {[](Rule& rule) { rule.id = "Acme"; }, "its id has to be"},
      {[](Rule& rule) { rule.regex = "("; }, "regex does not compile"},
      {[](Rule& rule) { rule.regex = "(?=a)b"; }, "regex does not compile"},
      {[](Rule& rule) { rule.regex.clear(); }, "none of 'regex'"},
      {[](Rule& rule) { rule.regex = "a*"; }, "matches the empty text"},
      {[](Rule& rule) { rule.path = "["; }, "path does not compile"},
      {[](Rule& rule) { rule.secret_group = 2; }, "secretGroup is 2"},
      {[](Rule& rule) { rule.entropy = 9; }, "'entropy' has to be"},
      {[](Rule& rule) { rule.stopwords = {""}; }, "an empty keyword"},
      {[](Rule& rule) { rule.positives[0].secret = "else"; }, "does not hold its secret"},
      {[](Rule& rule) { rule.positives[0].secret.clear(); }, "which 'secret'"},
      {[](Rule& rule) { rule.positives.pop_back(); }, "1 positive examples"},
      {[](Rule& rule) { rule.negatives.clear(); }, "0 negative examples"},
      {[](Rule& rule) { rule.references.clear(); }, "no 'references'"},
      {[](Rule& rule) {
         rule.allowlists.push_back({"", false, {}, {"("}, {}, {}, RegexTarget::kSecret, {}});
       },
       "allowlist path"},
  }));
  Rule rule = good();
  row.spoil(rule);
  const auto problems = check_rules({{rule}, {}}, Strictness::kBuiltIn);
  CAPTURE(row.message);
  CHECK(std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.kind == ProblemKind::kError && problem.message.find(row.message) != std::string::npos;
  }));
}

TEST_CASE("a user's rule is only reminded of its proofs") {
  Rule rule;
  rule.id = "mine";
  rule.regex = "mine_[a-z]{8}";
  const auto problems = check_rules({{rule}, {}}, Strictness::kUser);
  CHECK(problems.size() == 4);
  for (const Problem& problem : problems) CHECK(problem.kind == ProblemKind::kWarning);
}

TEST_CASE("an id is taken once") {
  const auto problems = check_rules({{good(), good()}, {}}, Strictness::kBuiltIn);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message.find("taken") != std::string::npos);
}

TEST_CASE("the built-in rules pass their linter") {
  const auto set = builtin_rules_with_examples();
  REQUIRE(set.ok());
  for (const Problem& problem : check_rules(*set, Strictness::kBuiltIn)) {
    FAIL_CHECK(problem.rule << " (line " << problem.line << "): " << problem.message);
  }
}

}  // namespace
}  // namespace leaksieve::rules
