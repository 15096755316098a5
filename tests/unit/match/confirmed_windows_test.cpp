#include "scanner/match/confirmed_windows.h"

#include "scanner/match/matcher.h"
#include "tests/support/catch.h"
#include "tests/support/edit_comparison.h"

namespace leaksieve::match {
namespace {

void keep(ConfirmedWindows& windows, Bytes text, const ByteSpan& window, std::uint32_t rule) {
  ConfirmedWindows::Search& search = windows.search_of(text, window, rule);
  search.value.push_back({{1, 2}, {1, 2}});
  search.is_done = true;
}

TEST_CASE("a window that was searched is known in another text") {
  ConfirmedWindows windows;
  CHECK_FALSE(windows.search_of("a key b", {2, 5}, 7).is_done);
  keep(windows, "a key b", {2, 5}, 7);
  CHECK(windows.search_of("longer key before", {7, 10}, 7).value.size() == 1);
  CHECK_FALSE(windows.search_of("a key b", {2, 5}, 8).is_done);  // by its own rule only
}

TEST_CASE("the bytes beside a window are part of it") {
  for (const Bytes other : {"a.key b", "a key.b", "key b", "a key"}) {
    CAPTURE(other);
    ConfirmedWindows windows;
    keep(windows, "a key b", {2, 5}, 7);
    const std::size_t begin = other.find("key");
    CHECK_FALSE(windows.search_of(other, {begin, begin + 3}, 7).is_done);
  }
  ConfirmedWindows windows;  // a text's end is no byte
  keep(windows, "keys", {0, 4}, 7);
  CHECK_FALSE(windows.search_of("keys", {0, 3}, 7).is_done);
}

std::size_t count(Matcher& matcher, Bytes text) {
  std::vector<Match> found;
  if (!matcher.scan(text, "", found)) FAIL("cannot scan");
  return found.size();
}

TEST_CASE("a matcher that knows a window still sees what is beside it") {
  auto db = PatternDb::compile({{test::rule_of("word", R"(\btok_[a-z]{4}\b)")}, {}}, {});
  REQUIRE(db);
  auto matcher = Matcher::make(*db);
  REQUIRE(matcher);
  for (unsigned round = 0; round < 2; ++round) {
    CHECK(count(*matcher, "some words tok_abcd and more") == 1);
    CHECK(count(*matcher, "other word tok_abcd and more, tok_abcd") == 2);
    CHECK(count(*matcher, "some wordsXtok_abcd and more") == 0);
    CHECK(count(*matcher, "some words tok_abcdXand more") == 0);
    CHECK(count(*matcher, "tok_abcd") == 1);
  }
}

}  // namespace
}  // namespace leaksieve::match
