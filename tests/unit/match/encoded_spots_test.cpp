#include "scanner/match/encoded_spots.h"

#include <random>
#include <string>

#include "scanner/match/matcher.h"
#include "tests/support/catch.h"
#include "tests/support/edit_comparison.h"

namespace leaksieve::match {
namespace {

std::string told(const std::vector<Spot>& spots) {
  constexpr std::string_view kLetters = "bhpxue=sk";
  std::string all;
  for (const Spot& spot : spots) {
    all += (all.empty() ? "" : " ") + std::string(1, kLetters.at(static_cast<std::size_t>(spot.kind))) +
           std::to_string(spot.begin);
  }
  return all;
}

std::string spots_of(const std::string& text) {
  std::vector<Spot> spots;
  find_spots(text, spots);
  return told(spots);
}

constexpr const char* kText16 = "aGVsbG8sIHdvcmxk";                 // "hello, world"
constexpr const char* kHex32 = "68656c6c6f2c20776f726c6420616761";  // "hello, world aga"

// What stands in the line before says nothing: lines are scanned without it.
TEST_CASE("an escape is a spot where no other one ends") {
  CHECK(spots_of("\\x41\\x42\\u0043\\x44") == "x0");
  CHECK(spots_of("\\x41b\n\\x42") == "x0 x6");
  CHECK(spots_of("\\u0041\\u0042b\\u0043") == "u0 u13");
}

// Programs embed files so, megabytes in one line.
TEST_CASE("an escape among those of random bytes is no spot, unless it has text in front") {
  const std::string bytes = R"(\x1f\x8b\x08\xff)";
  CHECK(spots_of("data = \"" + bytes + R"(\x41\xf0\x42\x43\x90")").empty());
  CHECK(spots_of("data = \"\\x41" + bytes + R"(\x41")") == "x8");
  CHECK(spots_of(bytes + R"(\x61\x61\x61\x61\x61\x61\x61\x61\x61\x61)") == "x48");
  CHECK(spots_of(bytes + R"(aaaaaaaa\x61\x61)") == "x24");
  CHECK(spots_of(bytes + R"(aaaaaaa\x61\x61\x61)") == "x27");
  CHECK(spots_of(bytes + R"(aaaaaaa\x61)").empty());
  CHECK(spots_of(bytes + R"(\u0061\u0061\u0061aaaaa\x61)") == "u16 x39");
  CHECK(spots_of(bytes + R"(\u4e2daaaaa\x61)").empty());
  CHECK(spots_of(bytes + "\n\\x61") == "x17");

  std::mt19937 random(3);
  std::string text = "data = \"";
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int i = 0; i < 20'000; ++i) {
    text += "\\x";
    for (int digit = 0; digit < 2; ++digit) text += kDigits[random() % kDigits.size()];
  }
  std::vector<Spot> spots;
  find_spots(text, spots);
  CHECK(spots.size() < 10);
}

TEST_CASE("a run of base64 is a spot when it begins with text") {
  const std::string text = kText16;
  CHECK(spots_of(text) == "b0");
  CHECK(spots_of("x = \"" + text + "\"") == "b5");
  CHECK(spots_of("=" + text + "QUJD,") == "b1");
  CHECK(spots_of("a\\n" + text) == "b3");           // the n is the escape's
  CHECK(spots_of("cABhAHMAcwB3AG8AcgBk") == "b0");  // UTF-16
  CHECK(spots_of("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==") == "b0");
  CHECK(spots_of(text.substr(1)).empty());  // 15 characters
  CHECK(spots_of("x" + text).empty());      // it begins elsewhere
  CHECK(spots_of("iVBORw0KGgoAAAANSUhEUgAA").empty());
  CHECK(spots_of("ActiveRecordConnectionAdapters::PostgreSQLAdapter").empty());
  CHECK(spots_of("da39a3ee5e6b4b0d3255bfef95601890afd80709").empty());
  CHECK(spots_of("").empty());
}

TEST_CASE("digits that are text are a spot") {
  CHECK(spots_of(kHex32) == "h0");
  CHECK(spots_of(std::string("0x") + kHex32 + ";") == "h2");
  CHECK(spots_of(std::string(kHex32).substr(2)).empty());
}

TEST_CASE("the first of several escapes is a spot") {
  CHECK(spots_of("a%2Fb %41%42 %0a %zz %") == "p1 p6");
  CHECK(spots_of(R"(\x41\x42 \x1b \x4)") == "x0");
  CHECK(spots_of(R"(\u0041\u0042, \u20ac)") == "u0");
  CHECK(spots_of("&quot;x&amp; &copy; a&b &#47; &#x2f; &#y") == "e0 e7 e24 e30");
  CHECK(spots_of("a=3Db a=3 ==") == "=1");
  CHECK(spots_of("\n" + std::string(75, 'a') + "=\nb") == "s76");
  CHECK(spots_of("\n" + std::string(75, 'a') + "=\r\nb") == "s76");
  CHECK(spots_of("\n" + std::string(60, 'a') + "=\nb").empty());
  CHECK(spots_of("\n" + std::string(40, 'a') + "\n" + std::string(34, 'a') + "=\nb").empty());
  CHECK(spots_of("kind: Secret\n") == "k6");
  CHECK(spots_of("{\"kind\":\"Secret\"}") == "k9");
  CHECK(spots_of("a Secret, Settings").empty());
}

TEST_CASE("spots are found wherever they stand") {
  for (std::size_t before = 0; before < 150; ++before) {
    const std::string dots(before, '.');
    CAPTURE(before);
    const std::string at = std::to_string(before);
    CHECK(spots_of(dots + kText16) == "b" + at);
    CHECK(spots_of(dots + kText16 + std::string(100, '.')) == "b" + at);
    CHECK(spots_of(dots + "%41") == "p" + at);
    CHECK(spots_of(dots + "kind: Secret.......") == "k" + std::to_string(before + 6));
  }
}

TEST_CASE("a scan of edits finds the spots of a scan of the whole text") {
  std::vector<std::string> fragments = test::fragments_of_every_kind();
  for (const char* fragment : {kText16,
                               kHex32,
                               "%41",
                               "%41%42",
                               R"(\x41)",
                               R"(\x41b)",
                               "\n\\x42",
                               R"(\x1f\x8b)",
                               R"(\u0041\u0042)",
                               "&quot;",
                               "&#4",
                               "7;",
                               "=3D",
                               "kind: ",
                               "Secret",
                               "=\n",
                               "aGVsbG8s",
                               "IHdvcmxkQUJD",
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                               "\n"}) {
    fragments.emplace_back(fragment);
  }
  const auto db = PatternDb::compile({test::rules_of_every_kind(), {}}, {});
  REQUIRE(db);
  auto made = Matcher::make(*db);
  REQUIRE(made);
  Matcher matcher = std::move(*made);
  matcher.look_for_spots(true);
  std::size_t spots = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    test::EditStory story([&random](std::size_t below) { return random() % below; }, fragments);
    story.has_long_lines = seed % 2 == 1;
    std::string text = story.first_text(2000);
    std::vector<Match> matches;
    Trace trace;
    REQUIRE(matcher.scan(text, "", nullptr, &trace, matches));
    for (int version = 0; version < 6; ++version) {
      test::EditedText edited = story.next_text(text);
      const Edit edit{&trace, text.size(), edited.pieces};
      Trace next;
      REQUIRE(matcher.scan(edited.text, "", &edit, &next, matches));
      const std::string by_edit = told(matcher.spots());
      REQUIRE(matcher.scan(edited.text, "", matches));
      CAPTURE(seed, version);
      REQUIRE(by_edit == told(matcher.spots()));
      spots += matcher.spots().size();
      text = std::move(edited.text);
      trace = std::move(next);
    }
  }
  CHECK(spots > 2000);
}

}  // namespace
}  // namespace leaksieve::match
