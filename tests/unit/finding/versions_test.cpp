// Versions of a text with MCP configs, scanned where they are new, have the findings that they have when scanned whole.
#include <random>
#include <tuple>

#include "scanner/finding/detector.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"
#include "tests/support/edit_story.h"

namespace leaksieve::finding {
namespace {

constexpr const char* kRules =
    "[[rules]]\nid='mcp-secret'\nregex='mcpServers'\nconfidence='medium'\nseverity='high'\ndocuments='mcp'\n"
    "placeholders=false\n";

std::vector<Finding> scan(Detector& by, Bytes text, const match::Edit* edit, match::Trace* keep) {
  std::vector<Finding> found;
  const Status status = by.scan(text, "", edit, keep, found);
  if (!status) FAIL(status.error().message);
  return found;
}

auto all_of(const Finding& finding) {
  return std::tuple(finding.rule, finding.whole, finding.span, finding.secret.reveal(), finding.fingerprint,
                    finding.position.line, finding.mcp ? finding.mcp->field : "");
}

TEST_CASE("versions with MCP configs have the findings that they have when scanned whole") {
  const auto file = rules::parse_rule_file(kRules, "t.toml");
  if (!file) FAIL(file.error().message);
  const auto db = match::PatternDb::compile(file->set, {});
  if (!db) FAIL(db.error().message);
  auto by_edits = Detector::make(*db), whole = Detector::make(*db);
  if (!by_edits || !whole) FAIL("no detector");
  const std::string key = std::string("k3Jd92lQ") + "mZx81nVbTq0wEr56";
  const std::vector<std::string> fragments = {
      "{\"mcpServers\": {\n",
      "\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"" + key + "\"}},\n",
      "\"acme\": {\"command\": \"npx\", \"env\": {\"ACME_TOKEN\": \"your-token\"}},\n",
      "\"command\": \"npx\",\n\"env\": {\"B_KEY\": \"" + key + "\"}\n",
      "}}\n",
      "```\n"};
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    test::EditStory story([&random](std::size_t below) { return random() % below; }, fragments);
    std::string text = story.first_text(3000);
    match::Trace trace;
    const match::NewText as_new(text);
    const match::Edit first = as_new.edit();
    (void)scan(*by_edits, text, &first, &trace);
    for (unsigned version = 0; version < 10; ++version) {
      const test::EditedText next = story.next_text(text);
      const match::Edit edit{&trace, text.size(), next.pieces};
      match::Trace kept;
      const std::vector<Finding> some = scan(*by_edits, next.text, &edit, &kept);
      const std::vector<Finding> all = scan(*whole, next.text, nullptr, nullptr);
      REQUIRE(std::ranges::equal(some, all, {}, all_of, all_of));
      compared += all.size();
      text = next.text;
      trace = std::move(kept);
    }
  }
  CHECK(compared > 100);
}

}  // namespace
}  // namespace leaksieve::finding
