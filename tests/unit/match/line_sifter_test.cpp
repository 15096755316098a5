#include "scanner/match/line_sifter.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

// What the sifter does with a text: tells its unknown lines, learns those without an end.
class Sifting {
 public:
  std::string sift(Bytes text, const std::vector<ByteSpan>& lines) {
    std::vector<ByteSpan> unknown;
    sifter_.sift(text, lines, unknown);
    std::string all;
    for (const ByteSpan& span : unknown) all += std::to_string(span.begin) + "-" + std::to_string(span.end) + " ";
    return all;
  }
  void learn(Bytes text, const std::vector<ByteSpan>& lines, std::vector<std::size_t> ends) {
    sift(text, lines);
    sifter_.learn(ends);
  }

 private:
  KnownTexts known_{1024, 256};
  LineSifter sifter_{known_};
};

constexpr Bytes kText = "zero\none\ntwo, which is longer\nthree\nfour";  // newlines at 4, 8, 29, 35

TEST_CASE("lines without an end are known the next time") {
  Sifting lines;
  CHECK(lines.sift(kText, {{4, 36}}) == "4-36 ");
  lines.learn(kText, {{4, 36}}, {11});  // in "two"
  CHECK(lines.sift(kText, {{4, 36}}) == "8-30 ");
  CHECK(lines.sift("a\nthree\none\nb\n", {{1, 12}}).empty());
}

TEST_CASE("an end behind a newline is the line's that the newline closes") {
  Sifting lines;
  lines.learn(kText, {{4, 30}}, {9});
  CHECK(lines.sift(kText, {{4, 30}}) == "4-9 ");
}

TEST_CASE("unknown lines are given with the newlines around them, neighbours as one") {
  Sifting lines;
  lines.learn(kText, {{8, 30}}, {});
  CHECK(lines.sift(kText, {{4, 36}}) == "4-9 29-36 ");
  CHECK(lines.sift(kText, {{0, 30}}) == "0-9 ");
}

TEST_CASE("a known line that is shorter than what a span takes is given with its neighbours") {
  Sifting lines;
  const Bytes text = "zero\none\ntwo\nthree\nfour";
  lines.learn(text, {{8, 13}}, {});
  CHECK(lines.sift(text, {{8, 13}}).empty());
  CHECK(lines.sift(text, {{4, 19}}) == "4-19 ");
}

TEST_CASE("a text of newlines takes little memory: all but so many lines of it are not learned") {
  Sifting lines;
  const std::size_t most = std::size_t{1} << 18U;
  std::string text(most + 1000, '\n');
  text += "last\nx";
  lines.learn(text, {{0, text.size() - 1}}, {});
  CHECK(lines.sift(text, {{1, most}}).empty());
  CHECK(lines.sift("a\nlast\nb", {{1, 7}}) == "1-7 ");
}

TEST_CASE("the text's first and last line, and lines that were cut, are never known") {
  Sifting lines;
  const Bytes text = "one\ntwo, which is longer\nend\n";
  const std::vector<ByteSpan> all = {{0, 29}};
  lines.learn(text, all, {});
  CHECK(lines.sift(text, all) == "0-4 24-29 ");
  lines.learn("x\nend\ny", {{1, 6}}, {});
  CHECK(lines.sift(text, all) == "0-4 24-29 ");  // $ stands in front of the last newline too
  const std::vector<ByteSpan> cut = {{4, 6}};
  lines.learn(text, cut, {});
  CHECK(lines.sift(text, cut) == "4-6 ");
  CHECK(lines.sift(text, {{7, 8}}) == "7-8 ");  // a newline alone
}

TEST_CASE("lines over 256 bytes are never known, and the lines around them are") {
  Sifting lines;
  const std::string text = "a\none\n" + std::string(300, 'x') + "\ntwo, which is longer\nb\n";
  lines.learn(text, {{1, text.size()}}, {});
  CHECK(lines.sift(text, {{1, text.size()}}) == "5-307 327-330 ");
}

}  // namespace
}  // namespace leaksieve::match
