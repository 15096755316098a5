#include "scanner/finding/fingerprint.h"

#include "scanner/finding/leak.h"
#include "tests/support/catch.h"

namespace leaksieve::finding {
namespace {

rules::Rule rule_of(const std::string& id, const std::string& kind) {
  rules::Rule rule;
  rule.id = id;
  rule.kind = kind;
  return rule;
}

TEST_CASE("a secret that can be guessed is told from one that cannot") {
  struct Row {
    std::string kind, secret;
    bool guessable;
  };
  const auto row = GENERATE(values<Row>({
      {"token", "hunter2", true},
      {"token", "Zk3Qw9Xb7LpRt5Vm", true},         // 16 x 4 bits = 64
      {"token", "Zk3Qw9Xb7LpRt5VmHs6T", false},    // 20 x 4.3
      {"token", std::string(200, 'a'), true},      // no entropy
      {"password", "Zk3Qw9Xb7LpRt5VmHs6T", true},  // chosen by people, and short
      {"password", "Zk3Qw9Xb7LpRt5VmHs6Tn2Vc", false},
      {"connection-string", "Zk3Qw9Xb7LpRt5VmHs6T", true},
  }));
  CAPTURE(row.kind, row.secret);
  CHECK(is_guessable(rule_of("r", row.kind), Secret(row.secret)) == row.guessable);
}

TEST_CASE("a strong name is made of rule and secret alone") {
  const auto rule = rule_of("r", "token");
  const Secret secret("Zk3Qw9Xb7LpRt5VmHs6T");
  const std::string name = make_fingerprint(rule, secret, "k=Zk3Qw9Xb7LpRt5VmHs6T", {2, 22});
  // sha256sum over the parts, each behind its length as 8 little-endian bytes, computed outside leaksieve.
  CHECK(name == "sb4f5f2396cfb4092ff08");
  CHECK(make_fingerprint(rule, secret, "Zk3Qw9Xb7LpRt5VmHs6T", {0, 20}) == name);
  CHECK(make_fingerprint(rule_of("q", "token"), secret, "", {}) != name);
}

TEST_CASE("a weak name holds nothing that a report does not show") {
  const auto rule = rule_of("r", "password");
  const std::string name = make_fingerprint(rule, Secret("hunter2"), "  pw = hunter2 ;", {7, 14});
  CHECK(name == "wd1bc789120cbc7fb5d9f");
  CHECK(make_fingerprint(rule, Secret("hunter2"), "\tpw =   hunter2\t;  ", {8, 15}) == name);  // indentation
  CHECK(make_fingerprint(rule, Secret("hunter3"), "  pw = hunter3 ;", {7, 14}) == name);  // so a guess proves nothing
  CHECK(make_fingerprint(rule, Secret("hunter"), "  pw = hunter ;", {7, 13}) != name);
  CHECK(make_fingerprint(rule, Secret("hunter2"), "  pwd = hunter2 ;", {8, 15}) != name);
}

TEST_CASE("exposures are listed from the furthest") {
  ExposureSet set;
  CHECK(set.empty());
  set.add(Exposure::kUnreachable);
  set.add(Exposure::kStash);
  CHECK(set.furthest() == Exposure::kStash);
  set.add(Exposure::kPushed);
  CHECK(set.furthest() == Exposure::kPushed);
  CHECK(set.list() == std::vector<Exposure>{Exposure::kPushed, Exposure::kStash, Exposure::kUnreachable});
  CHECK(std::string(name_of(Exposure::kPushed)) == "pushed");
  CHECK(std::string(name_of(Exposure::kLocalBranch)) == "local-branch");
  CHECK(std::string(name_of(Exposure::kInput)) == "input");
  CHECK(std::string(name_of(PlaceKind::kFileName)) == "file-name");
}

}  // namespace
}  // namespace leaksieve::finding
