#include "scanner/match/line_bound.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::match {
namespace {

TEST_CASE("a regex stays in its line when no match has bytes on both sides of a newline") {
  const std::string regex = GENERATE(values<std::string>({
      "abc",
      "a.b+[a-z]{2,9}(?i:X|y*)",
      R"(\b(sk-[A-Za-z0-9_-]{20})(?:[^A-Za-z0-9_-]|$))",  // one byte behind it, a newline or not
      R"((?:^|[^A-Za-z0-9])(tok_[0-9]{4,})\b)",           // one before it
      R"(\nabc\n)",                                       // both
      R"([^\n"]{1,40}=[^\s]{8})",
      R"((?s)abc)",
      R"((?s:a)b.c)",  // the flag ends with its group
      R"((?:a(?s)b)x.y)",
      R"([[:alpha:]]+[\t ]{0,3}:[\]\\-])",
      R"(a{2}b{3,}c{1,2}?)",
      R"(x{,3})",  // text
      R"([\x00-\x09]{5}\x41\x{42}\.)",
      R"((?P<name>a)(?<other>b))",
      R"([^\W]{9}[^\D]{9})",
      R"((?is-m:.)bb)",  // the newline in front is the line's own
      R"((?m:^)key = [a-z]{4}(?m:$))",
      "",
  }));
  CAPTURE(regex);
  CHECK(stays_in_line(regex));
}

TEST_CASE("a regex may leave its line") {
  const std::string regex = GENERATE(values<std::string>({
      R"(key\s{0,3}=\s{0,3}value)",
      R"(a\nb)",
      "a\nb",
      R"(a[^b]b)",
      R"(a[\s]b)",
      R"(a\Wb)",
      R"(a\Db)",
      R"(a\Cb)",
      R"(a[\x00-\x20]b)",
      R"(a\x0ab)",
      R"(a\x{a}b)",
      R"(a[[:space:]]b)",
      R"(a[^[:alpha:]]b)",
      R"((?s)a.b)",
      R"((?s:a.)b)",
      R"([^a]{3})",
      R"(\s+)",
      R"((?:x|\s)(?:y|\s)z)",
      R"(abc\n\b)",  // looks past the newline that it ends with
      R"(\b\nabc)",
      R"(abc[^a]$)",
      R"(\pNx)",  // not understood
      R"(a\Q.\E)",
      R"((?=x))",
      "(",
      ")",
      "[a",
      "a\\",
      R"(\x{zz})",
  }));
  CAPTURE(regex);
  CHECK_FALSE(stays_in_line(regex));
}

TEST_CASE("a head is what a regex begins with in one line, less what may be missing at its end") {
  CHECK(head_in_line(R"((?i:acme[\w.-]{0,12}(?:key|token))[\w.-]{0,10}["']?\s{0,3}=([0-9a-f]{32})\b)") ==
        R"((?i:acme[\w.-]{0,12}(?:key|token)))");
  CHECK(head_in_line(R"((?i)acme\s?=)") == "(?i)acme");  // with the flags that hold for it
  CHECK(head_in_line(R"(\bab{2,3}c{0,4}\b\s)") == R"(\bab{2,3})");
  CHECK(head_in_line("abc") == "abc");
  CHECK(head_in_line(R"([^"]x)").empty());
  CHECK(head_in_line(R"((?:abc\s?)d)").empty());  // parts are not taken apart
  CHECK(head_in_line(R"(a?b?\s)").empty());
}

TEST_CASE("a regex of alternatives has no head") {
  CHECK(head_in_line(R"(abc\s|def)").empty());
  CHECK(head_in_line("abc|def").empty());
  CHECK(head_in_line(R"((?:abc|def)\s)") == "(?:abc|def)");
}

TEST_CASE("what is not understood has no head") {
  CHECK(head_in_line(R"(abc\s\pN)").empty());
  CHECK(head_in_line("abc)").empty());
  CHECK(head_in_line("abc(").empty());
  CHECK(head_in_line("").empty());
}

TEST_CASE("nesting without end is not followed") {
  const std::string deep = std::string(100000, '(') + "a" + std::string(100000, ')');
  CHECK_FALSE(stays_in_line(deep));
}

}  // namespace
}  // namespace leaksieve::match
