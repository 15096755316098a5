#include "scanner/finding/parts.h"

#include <string>

#include "scanner/finding/detector.h"
#include "tests/support/catch.h"

namespace leaksieve::finding {
namespace {

rules::RuleSet pair_rules() {
  rules::Rule id, pair, secret;
  id.id = "acme-id";
  id.kind = "identifier";
  id.regex = "acid_[a-z0-9]{8}";
  id.alone = false;
  pair.id = "acme-pair";
  pair.parts = {"acme-id", "acme-secret"};
  pair.within_lines = 3;
  secret.id = "acme-secret";
  secret.regex = "acse_[a-z0-9]{8}";
  rules::RuleSet set;
  set.rules = {id, pair, secret};
  return set;
}

std::vector<Finding> scan(const std::string& text) {
  const auto db = match::PatternDb::compile(pair_rules(), {});
  REQUIRE(db);
  auto detector = Detector::make(*db);
  REQUIRE(detector);
  std::vector<Finding> findings;
  REQUIRE(detector->scan(text, "", findings));
  return findings;
}

}  // namespace

TEST_CASE("an id and its secret are one finding, in either order") {
  const std::string id = "id = acid_q7w2x9k4\n", secret = "key = acse_m3p8v5t1\n";
  for (const std::string& text : {id + secret, secret + "\n\n" + id}) {
    const auto findings = scan(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == 1);
    CHECK(findings[0].secret.reveal() == "acse_m3p8v5t1");
    CHECK(findings[0].note == "with acme-id acid_q7w2x9k4");
  }
}

TEST_CASE("parts too far apart are told as their own rules say") {
  CHECK(scan("id = acid_q7w2x9k4\n").empty());
  const auto findings = scan("id = acid_q7w2x9k4\n\n\n\n\nkey = acse_m3p8v5t1\n");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == 2);
  CHECK(findings[0].note.empty());
}

TEST_CASE("a failed check may lower the confidence") {
  rules::RuleSet set;
  rules::Rule rule;
  rule.id = "acme";
  rule.regex = "acse_[a-z0-9]{8}";
  rule.checks = {"jwt"};
  rule.on_failed_check = rules::FailedCheck::kLower;
  set.rules = {rule};
  const auto db = match::PatternDb::compile(set, {});
  REQUIRE(db);
  auto detector = Detector::make(*db);
  REQUIRE(detector);
  std::vector<Finding> findings;
  REQUIRE(detector->scan("key = acse_m3p8v5t1\n", "", findings));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].is_lowered);
}

}  // namespace leaksieve::finding
