// Scanning where a text is new finds what scanning all of it finds.
#include "scanner/match/edit.h"

#include <random>
#include <string>

#include "scanner/match/matcher.h"
#include "scanner/rules/load.h"
#include "tests/support/catch.h"
#include "tests/support/edit_comparison.h"

namespace leaksieve::match {
namespace {

using test::rule_of;

std::shared_ptr<const PatternDb> db_of(std::vector<rules::Rule> rules) {
  auto db = PatternDb::compile({std::move(rules), {}}, {});
  if (!db) FAIL(db.error().message);
  return *db;
}

struct Stories {
  unsigned count = 0, versions = 8;
  unsigned least_bytes = 2000;  // of a text, which may be four times as large
  bool have_long_lines = false;
};

// Gives how many matches were compared.
std::size_t compare_stories(const std::shared_ptr<const PatternDb>& db, const std::vector<std::string>& fragments,
                            const Stories& stories) {
  test::EditComparison comparison(db);
  for (unsigned seed = 0; seed < stories.count; ++seed) {
    std::mt19937 random(seed);
    test::EditStory story([&random](std::size_t below) { return random() % below; }, fragments);
    story.has_long_lines = stories.have_long_lines;
    CAPTURE(seed);
    REQUIRE(comparison.run(story, stories.least_bytes + random() % (3 * stories.least_bytes), stories.versions) == "");
  }
  return comparison.matches();
}

std::string lines_of(Bytes text, std::vector<Piece> pieces, std::size_t base_size, std::size_t reach = 1000) {
  std::vector<ByteSpan> lines;
  lines_of_edit(text, {nullptr, base_size, pieces}, reach, lines);
  std::string all;
  for (const ByteSpan& line : lines) all += std::to_string(line.begin) + "-" + std::to_string(line.end) + " ";
  return all;
}

constexpr auto kNew = Piece::kNew;

TEST_CASE("the lines of an edit are those with new bytes and seams, each with the newlines around it") {
  const Bytes text = "one\ntwo\nthree\nfour\n";  // 0, 4, 8, 14, 19
  CHECK(lines_of(text, {{0, 19, 0}}, 19).empty());
  CHECK(lines_of(text, {{0, 5, 0}, {5, 1, kNew}, {6, 13, 6}}, 19) == "3-8 ");
  CHECK(lines_of(text, {{0, 5, 0}, {5, 14, 9}}, 23) == "3-8 ");                 // something was cut out
  CHECK(lines_of(text, {{0, 4, 0}, {4, 15, 9}}, 24) == "3-8 ");                 // at a line's begin
  CHECK(lines_of(text, {{0, 4, 0}, {4, 4, kNew}, {8, 11, 4}}, 15) == "3-14 ");  // a new line, and the one behind it
  CHECK(lines_of(text, {{0, 19, 3}}, 22) == "0-4 ");                            // the base began otherwise
  CHECK(lines_of(text, {{0, 19, 0}}, 25) == "18-19 ");                          // and went on
  CHECK(lines_of(text, {{0, 1, kNew}, {1, 14, 1}, {15, 1, kNew}, {16, 3, 16}}, 19) == "0-4 13-19 ");
  CHECK(lines_of("", {}, 5).empty());
}

TEST_CASE("long lines are cut at the reach") {
  const std::string text(1000, 'x');
  CHECK(lines_of(text, {{0, 500, 0}, {500, 10, kNew}, {510, 490, 510}}, 1000, 20) == "480-530 ");
  CHECK(lines_of(text, {{0, 500, 0}, {500, 10, kNew}, {510, 20, 510}, {530, 470, 540}}, 1010, 20) == "480-550 ");
  CHECK(lines_of(text, {{0, 500, 0}, {500, 10, kNew}, {510, 90, 510}, {600, 400, 610}}, 1010, 20) ==
        "480-530 580-620 ");
}

TEST_CASE("edits of texts give what whole texts give, for the built-in rules") {
  const auto set = rules::builtin_rules_with_examples();
  REQUIRE(set);
  std::vector<std::string> fragments;
  for (const rules::Rule& rule : set->rules) {
    for (const rules::Example& example : rule.positives) fragments.push_back(example.text);
  }
  const auto db = PatternDb::compile(rules::builtin_rules(), {});
  REQUIRE(db);
  CHECK(compare_stories(*db, fragments, {.count = 150}) > 1000);
  CHECK(compare_stories(*db, fragments, {.count = 100, .least_bytes = 12000, .have_long_lines = true}) > 1000);
}

TEST_CASE("edits give what whole texts give, for rules of every kind") {
  std::vector<rules::Rule> rules = test::rules_of_every_kind();
  SECTION("without a rule that needs the whole text") {}
  SECTION("with one whose matches have no bound") {
    rules.push_back(rule_of("y-block", R"(-----BEGIN-----[\s\S]+?-----END-----)"));
  }
  SECTION("with one that has neither a line nor a literal") {
    rules.push_back(rule_of("z-free", R"(\b[0-9a-f]{8}\s[0-9a-f]{8}\b)"));
  }
  const auto db = db_of(std::move(rules));
  CHECK(compare_stories(db, test::fragments_of_every_kind(), {.count = 250}) > 1000);
  CHECK(compare_stories(db, test::fragments_of_every_kind(), {.count = 60, .have_long_lines = true}) > 200);
}

TEST_CASE("a match that an edit makes of a far trace's half is found") {
  test::EditComparison comparison(db_of({rule_of("lines", R"(secret\s{0,3}=\s{0,3}([a-z]{4,9})\b)")}));
  const std::string filler(3000, '.');
  const std::string base = filler + "\nsecret\n= 1\n" + filler;  // no match: a digit
  const auto at = static_cast<std::uint32_t>(base.find('1'));
  const auto rest = static_cast<std::uint32_t>(base.size()) - at - 1;
  const test::EditedText edited{base.substr(0, at) + "value" + base.substr(at + 1),
                                {{0, at, 0}, {at, 5, Piece::kNew}, {at + 5, rest, at + 1}}};
  comparison.begin(base);
  CHECK(comparison.matches() == 0);
  CHECK(comparison.add(edited) == "");
  CHECK(comparison.matches() == 1);
}

TEST_CASE("an end that led to nothing leads to a match when an edit near it says so") {
  rules::Rule value = rule_of("value", "");
  value.value = "[0-9][a-z0-9]{9,19}";
  value.near = {"acme"};
  rules::Rule around = rule_of("around", R"(open\s{1,3}(trig_[a-z]{2,6}))");
  around.trigger = "trig_[a-z]{2}";
  around.trigger_before = 12;
  test::EditComparison comparison(db_of({value, around}));
  const std::string filler(3000, '.');
  const std::string base = filler + "\n\nhost = x\napi_key = 1a2b3c4d5e6f\n" + filler + "\n\ntrig_abc\n" + filler;
  comparison.begin(base);
  CHECK(comparison.matches() == 0);
  const auto size = static_cast<std::uint32_t>(base.size());
  const auto first = static_cast<std::uint32_t>(base.find("\n\nhost")) + 1;
  const auto second = static_cast<std::uint32_t>(base.find("\n\ntrig")) + 1;
  CHECK(comparison.add({base, {{0, size, 0}}}) == "");  // nothing changed
  CHECK(comparison.matches() == 0);
  const test::EditedText edited{
      base.substr(0, first) + "acme" + base.substr(first, second - first) + "open" + base.substr(second),
      {{0, first, 0},
       {first, 4, Piece::kNew},
       {first + 4, second - first, first},
       {second + 4, 4, Piece::kNew},
       {second + 8, size - second, second}}};
  CHECK(comparison.add(edited) == "");
  CHECK(comparison.matches() == 2);
}

// A quote that nobody closes holds a secret when a digit follows, however many words lie between.
TEST_CASE("an edit of a long line is seen by an assignment in front of it") {
  rules::Rule value = rule_of("value", "");
  value.value = "[a-z_]{10,40}";
  value.near = {"acme"};
  test::EditComparison comparison(db_of({value}));
  std::string words;
  while (words.size() < 3000) words += "word ";
  const std::string begin = words + "acme_key = \"live_secretvalue " + words.substr(0, 200);
  comparison.begin(begin + words);
  CHECK(comparison.matches() == 0);
  const auto at = static_cast<std::uint32_t>(begin.size()), left = static_cast<std::uint32_t>(words.size());
  CHECK(comparison.add({begin + "7" + words, {{0, at, 0}, {at, 1, Piece::kNew}, {at + 1, left, at}}}) == "");
  CHECK(comparison.matches() == 1);
}

TEST_CASE("a text whose base has no trace is scanned whole") {
  auto matcher = Matcher::make(db_of({rule_of("line", R"(\btok_[a-z]{4,8}\b)")}));
  REQUIRE(matcher);
  const std::string text = "tok_abcdef " + std::string(1000, 'x') + "\n";
  const std::vector<Piece> pieces = {{0, static_cast<std::uint32_t>(text.size()), 0}};
  const Trace unknown;
  const Edit edit{&unknown, text.size(), pieces};
  Trace trace;
  std::vector<Match> found;
  REQUIRE(matcher->scan(text, "", &edit, &trace, found));
  CHECK(found.size() == 1);
  CHECK(trace.is_known);
}

}  // namespace
}  // namespace leaksieve::match
