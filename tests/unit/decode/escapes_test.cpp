#include "scanner/decode/escapes.h"

#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

std::string plain(const std::string& text, Escaping escaping) { return PlainText(text, escaping).text(); }

TEST_CASE("what is written in another way is put in place") {
  CHECK(plain("a%2Fb%20c%zz%", Escaping::kPercent) == "a/b c%zz%");
  CHECK(plain("100%, %e2%82", Escaping::kPercent) == "100%, %e2%82");  // no ASCII: left as it is
  CHECK(plain(R"(\x67hp\u005fA\"\\\/\n\q)", Escaping::kBackslash) == R"(ghp_A"\/\n\q)");
  CHECK(plain(R"(\u20ac\ud800\u00)", Escaping::kBackslash) == "\xe2\x82\xac\\ud800\\u00");
  CHECK(plain("&quot;a&#47;&#x2F;&amp;amp;&apos;&lt;&gt;&nbsp;&#;&#xFFFFFF;&", Escaping::kEntity) ==
        "\"a//&amp;'<>&nbsp;&#;&#xFFFFFF;&");
  CHECK(plain("a=3Db=\nc=\r\nd=zz=", Escaping::kQuotedPrintable) == "a=bcd=zz=");
  CHECK(plain("", Escaping::kPercent).empty());
}

TEST_CASE("a span of the plain text is found in the original") {
  const std::string text = "x=%67%68p_a%5Fb;";
  const PlainText plain(text, Escaping::kPercent);
  REQUIRE(plain.text() == "x=ghp_a_b;");
  CHECK(plain.has_changes());
  CHECK(plain.original_span({2, 9}) == ByteSpan{2, 15});
  CHECK(plain.original_span({2, 3}) == ByteSpan{2, 5});
  CHECK(plain.original_span({3, 4}) == ByteSpan{5, 8});
  CHECK(plain.original_span({4, 7}) == ByteSpan{8, 11});
  CHECK(plain.original_span({0, 2}) == ByteSpan{0, 2});
  CHECK(plain.original_span({9, 10}) == ByteSpan{15, 16});
  CHECK(plain.is_changed({0, 3}));
  CHECK(plain.is_changed({3, 4}));
  CHECK_FALSE(plain.is_changed({0, 2}));
  CHECK_FALSE(plain.is_changed({4, 7}));
  CHECK(plain.is_changed({6, 9}));
}

TEST_CASE("a soft line break takes no room in the plain text") {
  const PlainText plain("ab=\ncd", Escaping::kQuotedPrintable);
  REQUIRE(plain.text() == "abcd");
  CHECK(plain.original_span({0, 4}) == ByteSpan{0, 6});
  CHECK(plain.original_span({2, 4}) == ByteSpan{4, 6});
  CHECK(plain.original_span({0, 2}) == ByteSpan{0, 2});
  CHECK(plain.is_changed({1, 3}));
  CHECK_FALSE(plain.is_changed({0, 2}));
}

}  // namespace
}  // namespace leaksieve::decode
