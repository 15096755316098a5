// patterns/rotation.toml as people rely on it: every guide can be found by a rule, names its sources, and says what it
// does not know.
#include "scanner/rotation/guidebook.h"

#include <set>

#include "scanner/rules/load.h"
#include "tests/support/catch.h"

namespace leaksieve::rotation {
namespace {

const std::string kRest = "steps = [\"x\"]\nreplacement = \"y\"\nsources = [\"https://example.org/a\"]\n";
const std::string kFallback = "[[fallback]]\nsteps = [\"x\"]\nreplacement = \"y\"\n";

std::string message_of(const std::string& toml) {
  const Result<Guidebook> book = Guidebook::parse(toml, "my.toml");
  return book ? "" : book.error().message;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the built-in guides: at least 100 services, each known to the rules, each with sources") {
  REQUIRE(builtin_guidebook().ok());
  std::set<std::string> services, rules, kinds, guided;
  for (const rules::Rule& rule : rules::builtin_rules().rules) {
    services.insert(rule.service);
    rules.insert(rule.id);
    kinds.insert(rule.kind);
  }
  for (const Guide& guide : builtin_guidebook()->guides()) {
    INFO(guide.service << ", line " << guide.line);
    CHECK(services.contains(guide.service));
    CHECK_FALSE(guide.sources.empty());
    for (const std::string& rule : guide.rules) CHECK(rules.contains(rule));
    for (const std::string& kind : guide.kinds) CHECK(kinds.contains(kind));
    // Whoever says that a vendor ends secrets by itself says how.
    if (guide.auto_revoked == AutoRevoked::kYes || guide.auto_revoked == AutoRevoked::kPartly) {
      CHECK_FALSE(guide.auto_revoked_note.empty());
    }
    guided.insert(guide.service);
  }
  CHECK(guided.size() >= 100);
  for (const Guide& guide : builtin_guidebook()->fallbacks()) {
    for (const std::string& rule : guide.rules) CHECK(rules.contains(rule));
    for (const std::string& kind : guide.kinds) CHECK(kinds.contains(kind));
  }
}

TEST_CASE("every built-in rule has a guide of its service, or a fallback") {
  for (const rules::Rule& rule : rules::builtin_rules().rules) {
    const Guide& guide = builtin_guidebook()->find(rule.service, rule.kind, rule.id);
    CHECK_FALSE(guide.steps.empty());
    CHECK((guide.service.empty() || guide.service == rule.service));
  }
}

TEST_CASE("a rule's guide comes before a kind's, and that before the service's") {
  const Guidebook& book = *builtin_guidebook();
  CHECK(book.find("AWS", "token", "aws-session-token").title == "AWS: temporary session token");
  CHECK(book.find("AWS", "identifier", "aws-access-key-id").title == "AWS: access key");
  CHECK(book.find("Slack", "webhook", "slack-webhook-url").title == "Slack: webhook URL");
  CHECK(book.find("Slack", "token", "slack-bot-token").title == "Slack: token");
  CHECK(book.find("", "private-key", "private-key").title == "Private key");
  CHECK(book.find("", "token", "json-web-token").title == "JSON Web Token");
  CHECK(book.find("No such service", "token", "x").title == "Credential without a guide");
  CHECK(book.find("", "no such kind", "x").title == "Credential without a guide");
}

TEST_CASE("a guide book that is wrong is refused with its line") {
  struct Row {
    std::string toml, message;
  };
  const std::vector<Row> rows = {
      {"[[guide]\n", "my.toml:1"},
      {kFallback + "[[guide]]\n" + kRest, "my.toml:4:1: a guide needs 'service'"},
      {kFallback + "[[guide]]\nservice = \"A\"\nreplacement = \"y\"\nsources = [\"https://a.example/\"]\n",
       "'steps' is missing"},
      {kFallback + "[[guide]]\nservice = \"A\"\nsteps = [\"x\"]\nsources = [\"https://a.example/\"]\n",
       "'replacement'"},
      {kFallback + "[[guide]]\nservice = \"A\"\nsteps = [\"x\"]\nreplacement = \"y\"\n", "'sources' is missing"},
      {kFallback +
           "[[guide]]\nservice = \"A\"\nsteps = [\"x\"]\nreplacement = \"y\"\nsources = [\"http://a.example/\"]\n",
       "'http://a.example/' is no https address"},
      {kFallback + "[[guide]]\nservice = \"A\"\nurl = \"javascript:alert(1)\"\n" + kRest, "'url' is no https address"},
      {kFallback + "[[guide]]\nservice = \"A\"\nauto_revoked = \"maybe\"\n" + kRest, "auto_revoked"},
      {kFallback + "[[guide]]\nservice = \"A\"\naudit-log = \"x\"\n" + kRest, "audit-log"},
      {kFallback + "[[guide]]\nservice = \"A\"\n" + kRest + "[[guide]]\nservice = \"A\"\n" + kRest,
       "a second guide for 'A'"},
      {"[[guide]]\nservice = \"A\"\n" + kRest, "[[fallback]] without 'kinds' and 'rules' is missing"},
      {kFallback + "guide = 3\n", "my.toml"},
  };
  for (const Row& row : rows) {
    INFO(row.toml);
    CHECK(contains(message_of(row.toml), row.message));
  }
  CHECK(message_of(kFallback + "[[guide]]\nservice = \"A\"\n" + kRest).empty());
}

}  // namespace leaksieve::rotation
