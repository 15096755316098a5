#include "scanner/match/known_lines.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

std::string sifted(KnownLines& known, Bytes text, const std::vector<ByteSpan>& lines) {
  std::vector<ByteSpan> unknown;
  known.sift(text, lines, unknown);
  std::string all;
  for (const ByteSpan& span : unknown) all += std::to_string(span.begin) + "-" + std::to_string(span.end) + " ";
  return all;
}

void learn(KnownLines& known, Bytes text, const std::vector<ByteSpan>& lines, std::vector<std::size_t> ends) {
  known.learn(text, lines, ends);
}

constexpr Bytes kText = "zero\none\ntwo\nthree\nfour";  // newlines at 4, 8, 12, 18

TEST_CASE("lines without an end are known the next time") {
  KnownLines known;
  CHECK(sifted(known, kText, {{4, 19}}) == "4-19 ");
  learn(known, kText, {{4, 19}}, {11});  // in "two"
  CHECK(sifted(known, kText, {{4, 19}}) == "8-13 ");
  CHECK(sifted(known, "a\nthree\none\nb\n", {{1, 12}}).empty());
  CHECK(sifted(known, "a\nthree\none\nb\n", {{1, 12}}).empty());  // as one run
}

TEST_CASE("an end behind a newline is the line's that the newline closes") {
  KnownLines known;
  learn(known, kText, {{4, 13}}, {9});
  CHECK(sifted(known, kText, {{4, 13}}) == "4-9 ");
}

TEST_CASE("unknown lines are given with the newlines around them, neighbours as one") {
  KnownLines known;
  learn(known, kText, {{8, 13}}, {});
  CHECK(sifted(known, kText, {{4, 19}}) == "4-9 12-19 ");
  CHECK(sifted(known, kText, {{0, 13}}) == "0-9 ");
}

TEST_CASE("the text's first and last line, and lines that were cut, are never known") {
  KnownLines known;
  const Bytes text = "one\ntwo\nend\n";
  const std::vector<ByteSpan> all = {{0, 12}};
  learn(known, text, all, {});
  CHECK(sifted(known, text, all) == "0-4 7-12 ");
  learn(known, "x\nend\ny", {{1, 6}}, {});
  CHECK(sifted(known, text, all) == "0-4 7-12 ");  // $ stands in front of the last newline too
  const std::vector<ByteSpan> cut = {{4, 6}};
  learn(known, text, cut, {});
  CHECK(sifted(known, text, cut) == "4-6 ");
  CHECK(sifted(known, text, {{7, 8}}) == "7-8 ");  // a newline alone
}

TEST_CASE("lines of every length that differ in one byte are told apart") {
  for (std::size_t size = 2; size <= 300; ++size) {
    CAPTURE(size);
    KnownLines known;
    const std::string line(size, 'x');
    known.add(line);
    CHECK(known.holds(line) == (size <= 256));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = line;
      other[at] = 'y';
      REQUIRE_FALSE(known.holds(other));
    }
    REQUIRE_FALSE(known.holds(line + "x"));
  }
}

}  // namespace
}  // namespace leaksieve::match
