#include "scanner/match/value_rules.h"

#include <string>

#include "scanner/match/matcher.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

const std::string kHex = "8f3a9c1e5d7b2046a1c3e5f708192a4d";

rules::Rule value_rule(std::string id, std::vector<std::string> near) {
  rules::Rule rule;
  rule.id = std::move(id);
  rule.value = "[0-9a-f]{32}";
  rule.near = std::move(near);
  return rule;
}

// Ids of the rules that match, joined.
std::string found_in(const std::string& text, std::vector<rules::Rule> list) {
  rules::RuleSet set;
  set.rules = std::move(list);
  const auto db = PatternDb::compile(set, {});
  REQUIRE(db);
  auto matcher = Matcher::make(*db);
  REQUIRE(matcher);
  std::vector<Match> matches;
  REQUIRE(matcher->scan(text, "", matches));
  std::string ids;
  for (const Match& match : matches) {
    CHECK(match.secret.of(text).find(kHex) != Bytes::npos);
    ids += set.rules[match.rule].id + " ";
  }
  return ids;
}

}  // namespace

TEST_CASE("a value rule needs its word near by, and the nearest word wins") {
  const std::vector<rules::Rule> list{value_rule("acme", {"acme"}), value_rule("zenith", {"zenith"})};
  CHECK(found_in("API_KEY=" + kHex + "\n", list).empty());
  CHECK(found_in("ACME_API_KEY=" + kHex + "\n", list) == "acme ");
  CHECK(found_in("acmeApiKey=" + kHex + "\n", list) == "acme ");
  CHECK(found_in("pacmena_key=" + kHex + "\n", list).empty());
  CHECK(found_in("# acme\nAPI_KEY=" + kHex + "\n", list) == "acme ");
  CHECK(found_in("# acme\n# zen-ith\nAPI_KEY=" + kHex + "\n", list) == "zenith ");
  CHECK(found_in("# acme\nZENITH_API_KEY=" + kHex + "\n", list) == "zenith ");
  CHECK(found_in("# acme\n1\n2\n3\n4\nAPI_KEY=" + kHex + "\n", list).empty());
}

TEST_CASE("bounds beyond the longest value are none, and other bounds stay") {
  const auto found_with = [](const std::string& value, const std::string& text) {
    rules::Rule rule = value_rule("acme", {"acme"});
    rule.value = value;
    return found_in("ACME_API_KEY=" + text + "\n", {rule});
  };
  CHECK(found_with("[0-9a-f]{32,1000}", kHex) == "acme ");
  CHECK(found_with("[0-9a-f]{33,1000}", kHex).empty());
  CHECK(found_with("[0-9a-f]{8,511}", kHex) == "acme ");
  CHECK(found_with("[0-9a-f]{8,31}", kHex).empty());
  CHECK(found_with("[{,}0-9a-f]{20}[{9,999}0-9a-f]{1,999}", kHex) == "acme ");
  CHECK(found_with("[]{9,999}a-f]{1,999}[0-9a-f]{1,999}", kHex).empty());  // no '0', '8': a class is no repeat
  CHECK(found_with("\\{1,999}[0-9a-f]{32}", kHex).empty());                // a brace as it stands
}

TEST_CASE("a near word begins where a word of the text does") {
  const std::vector<rules::Rule> list{value_rule("corp", {"corpsecret"}), value_rule("2box", {"2box"})};
  CHECK(found_in("HASHICORP_SECRET=" + kHex + "\n", list).empty());
  CHECK(found_in("MY_CORP_SECRET=" + kHex + "\n", list) == "corp ");
  CHECK(found_in("myCorpSecrets=" + kHex + "\n", list) == "corp ");
  CHECK(found_in("x1corp.secret=" + kHex + "\n", list) == "corp ");
  CHECK(found_in("text = \"a\\ncorp_secret=" + kHex + "\\n\"\n", list) == "corp ");
  CHECK(found_in("MY_2BOX_KEY=" + kHex + "\n", list) == "2box ");
  CHECK(found_in("MY_12BOX_KEY=" + kHex + "\n", list).empty());
  CHECK(found_in("MY_2BOXES_KEY=" + kHex + "\n", list).empty());
}

TEST_CASE("of two words that begin alike the longer is found, too") {
  const std::vector<rules::Rule> list{value_rule("acme", {"acmeco"}), value_rule("bank", {"acmecobank"})};
  CHECK(found_in("# acme-co bank\nAPI_KEY=" + kHex + "\n", list) == "bank ");
  CHECK(found_in("# acme-co bank, acmeco\nAPI_KEY=" + kHex + "\n", list) == "acme ");
  // A word that the window cuts is none.
  CHECK(found_in("hack" + std::string("acmeco") + std::string(150, ' ') + "\nAPI_KEY=" + kHex + "\n", list).empty());
}

TEST_CASE("name, quoted and group 1 of a value rule") {
  rules::Rule rule = value_rule("acme", {"acme"});
  rule.near_in_name = true;
  rule.name = "key$";
  rule.quoted = true;
  rule.value = "v1-([0-9a-f]{32})";
  CHECK(found_in("acme_key = 'v1-" + kHex + "'\n", {rule}) == "acme ");
  CHECK(found_in("acme_key = v1-" + kHex + "\n", {rule}).empty());
  CHECK(found_in("acme_token = 'v1-" + kHex + "'\n", {rule}).empty());
  CHECK(found_in("acme: key = 'v1-" + kHex + "'\n", {rule}).empty());
}

}  // namespace leaksieve::match
