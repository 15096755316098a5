#include "scanner/match/assignment.h"

#include <string>

#include "scanner/match/assigned_name.h"
#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

const std::string kValue = "8f3a9c1e5d7b2046";

struct Row {
  std::string before, behind;  // around the value
  std::string plain;           // the name expected; "" for no assignment
};

}  // namespace

TEST_CASE("assignments of every form give their name and value") {
  const Row row = GENERATE(values<Row>({
      {"ACME_API_KEY=", "\n", "acme_api_key"},
      {"  client-secret: ", "\n", "client_secret"},
      {"{\"accessToken\": \"", "\"}", "access_token"},
      {"{\\\"accessToken\\\": \\\"", "\\\"}", "access_token"},
      {"'token' => '", "',", "token"},
      {"<apiKey>", "</apiKey>", "api_key"},
      {"<string name=\"api_key\">", "</string>", "api_key"},
      {"<add key=\"ApiKey\" value=\"", "\" />", "api_key"},
      {"acme.setApiKey(\"", "\");", "acme_set_api_key"},
      {"define('API_KEY', '", "');", "api_key"},
      {"os.environ[\"API_KEY\"] = \"", "\"", "api_key"},
      {"const API_KEY: &'static str = \"", "\";", "api_key"},
      {"curl --api-key ", " x", "api_key"},
      {"ENV API_KEY ", "\n", "api_key"},
      {"-H 'Authorization: Bearer ", "'", "authorization"},
      {"https://x.io/?api_key=", "&b=c", "api_key"},
      {"- name: API_KEY\n  value: \"", "\"\n", "api_key"},
      {"API key: ", ".\n", "api_key"},
      {"api_key == \"", "\"", "api_key"},
  }));
  const std::string text = row.before + kValue + row.behind;
  INFO(text);
  const auto found = assignment_at(text, row.before.size());
  REQUIRE(found);
  CHECK(found->plain == row.plain);
  CHECK(found->value.of(text) == kValue);
  CHECK(may_be_assignment_at(text, row.before.size()));
}

TEST_CASE("what is no assignment to a secret's name gives none") {
  const std::string before = GENERATE("height=", "key->", "the token ", "arn:aws:secretsmanager:secret:", "key ");
  INFO(before);
  CHECK_FALSE(assignment_at(before + kValue + "\n", before.size()));
}

TEST_CASE("a line says by itself that it holds no assignment, or other lines may say otherwise") {
  CHECK_FALSE(may_be_assignment_at("height=" + kValue, 7));
  CHECK_FALSE(may_be_assignment_at("- name: API_KEY\n  size: " + kValue, 24));
  CHECK(may_be_assignment_at("- name: SIZE\n  value: " + kValue, 22));
  CHECK_FALSE(assignment_at("- name: SIZE\n  value: " + kValue, 22));
}

TEST_CASE("values made of words are not looked at") {
  CHECK_FALSE(assignment_at("token = next_token_of(x)\n", 8));
  CHECK_FALSE(assignment_at("token = 'next_token'\n", 9));
}

TEST_CASE("names are written one way") {
  CHECK(plain_name("clientSecret") == "client_secret");
  CHECK(plain_name("X-Api-Key") == "x_api_key");
  CHECK(plain_name("APIKey") == "api_key");
  CHECK(plain_name("--api-key") == "api_key");
  CHECK_FALSE(may_name_secret("height"));
}

}  // namespace leaksieve::match
