// Versions of a text are read where they are new, and say what they say when they are read whole.
#include <random>
#include <tuple>

#include "scanner/mcp/triggers.h"
#include "scanner/mcp/word_places.h"
#include "tests/support/catch.h"
#include "tests/support/edit_story.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

std::vector<std::string> fragments() {
  std::vector<std::string> all = {
      "mcpServers",
      "\"mcpServers\": {\n",
      "\"acme\": {\"command\": \"npx\", \"args\": [\"-y\", \"acme-mcp\"], \"env\": {\"ACME_TOKEN\": \"@SECRET@\"}},\n",
      "\"acme\": {\"command\": \"npx\", \"args\": [\"-y\", \"acme-mcp\"], \"env\": {\"ACME_TOKEN\": "
      "\"your-token\"}},\n",
      "\"db\": {\"command\": \"npx\", \"args\": [\"postgresql://postgres:postgres@localhost/app\"]},\n",
      "\"far\": {\"url\": \"https://mcp.acme.io/?key=@UUID@\"},\n",
      "\"escaped\": {\"command\": \"npx\", \"env\": {\"A_KEY\": \"a\\u002dreal\\\\key\"}},\n",
      "}}\n",
      "```\n",
      "[mcp_servers.acme]\nenv = { ACME_KEY = \"<your key>\" }\n",
      "mcpServers:\n  - name: c\n    env:\n      C_TOKEN: ${C_TOKEN}\n",
      "claude mcp add acme -e ACME_SECRET=changeme -- npx -y acme-mcp\n",
      "// \"mcpServers\": {\"old\": {\"command\": \"npx\", \"env\": {\"K\": \"xxx\"}}}\n",
      "<<<<<<< ours\n",
      "=======\n",
      ">>>>>>> theirs\n",
      "<<<<<<<<",
      "@modelcontextprotocol/server\n",
      "\\\"mcpServers\\\": {\\\"a\\\": {\\\"command\\\": \\\"x\\\"}}",
      "modelContextProtocolServer",
  };
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = with_secret(all[i], fake_key(static_cast<unsigned>(i)));
  return all;
}

auto all_of(const JudgedValue& value) {
  return std::tie(value.judgement, value.kind, value.span, value.value, value.reason, value.client, value.server,
                  value.field, value.name, value.service, value.is_commented);
}

bool are_equal(const std::vector<JudgedValue>& some, const std::vector<JudgedValue>& others) {
  return std::ranges::equal(some, others,
                            [](const JudgedValue& a, const JudgedValue& b) { return all_of(a) == all_of(b); });
}

TEST_CASE("each byte that a word begins at is a place, a conflict's mark too") {
  CHECK(find_word_places("").empty());
  CHECK(find_word_places("npx").empty());
  CHECK(find_word_places("npx ") == std::vector<std::size_t>{0});
  CHECK(find_word_places("\"mcpServers\": mcpServer") == std::vector<std::size_t>{1});
  CHECK(find_word_places("\"mcp_servers\"") == std::vector<std::size_t>{1, 5});  // and servers"
  CHECK(find_word_places("a <<<<<<<< b") == std::vector<std::size_t>{2, 3});
  CHECK(find_triggers("a <<<<<<<< b").empty());
  CHECK(find_word_places("httpUrl\"url\"") == std::vector<std::size_t>{0, 8});
}

TEST_CASE("versions of a text have the places and the judgements that they have when they are read whole") {
  std::size_t secrets = 0, others = 0;
  DocumentJudge judge;
  for (unsigned seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    test::EditStory story([&random](std::size_t below) { return random() % below; }, fragments());
    std::string text = story.first_text(1000 + random() % 4000);
    std::vector<std::size_t> places = find_word_places(text);
    for (unsigned version = 0; version < 12; ++version) {
      const test::EditedText next = story.next_text(text);
      places = find_word_places(next.text, next.pieces, places);
      REQUIRE(places == find_word_places(next.text));
      const std::vector<JudgedValue> values = judge.judge(next.text, "", places);
      REQUIRE(are_equal(values, judge_documents(next.text, "")));
      const std::size_t secret = with_judgement(values, Judgement::kSecret).size();
      secrets += secret;
      others += values.size() - secret;
      text = next.text;
    }
  }
  CHECK(secrets > 100);
  CHECK(others > 3000);
}

}  // namespace
}  // namespace leaksieve::mcp
