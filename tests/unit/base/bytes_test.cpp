#include "scanner/base/bytes.h"

#include "scanner/base/hash.h"
#include "scanner/base/oid.h"
#include "scanner/base/quote.h"
#include "scanner/base/secret.h"
#include "tests/support/catch.h"

namespace leaksieve {
namespace {

TEST_CASE("newlines are counted, however many there are") {
  CHECK(count_newlines("") == 0);
  CHECK(count_newlines("a\nb\r\n") == 2);
  for (const std::size_t size : {254U, 255U, 256U, 511U, 70000U}) {
    CHECK(count_newlines(std::string(size, '\n')) == size);
    CHECK(count_newlines(std::string(size, 'n') + "\n") == 1);
  }
}

TEST_CASE("lines and columns are 1-based and count bytes") {
  const Bytes text = "ab\ncd\r\n\nxyz";
  CHECK(line_column_at(text, 0) == LineColumn{1, 1});
  CHECK(line_column_at(text, 2) == LineColumn{1, 3});
  CHECK(line_column_at(text, 3) == LineColumn{2, 1});
  CHECK(line_column_at(text, 8) == LineColumn{4, 1});
  CHECK(line_column_at(text, text.size()) == LineColumn{4, 4});
  CHECK(line_around(text, 4).of(text) == "cd");
  CHECK(line_around(text, 7).of(text) == "");
  CHECK(line_around(text, 9).of(text) == "xyz");
  CHECK(line_around("", 0).empty());
}

TEST_CASE("a line's begin is looked for as far back as is said") {
  const Bytes text = "ab\ncde";
  CHECK(begin_of_line(text, 0) == 0);
  CHECK(begin_of_line(text, 2) == 0);  // its newline is the line's
  CHECK(begin_of_line(text, 3) == 3);
  CHECK(begin_of_line(text, 6) == 3);
  CHECK(begin_of_line(text, 6, 3) == 3);
  CHECK(begin_of_line(text, 6, 2) == 4);
}

TEST_CASE("object ids go to hex and back, and refuse what is no id") {
  const std::string hex = "0123456789abcdef0123456789abcdef01234567";
  REQUIRE(Oid::from_hex(hex));
  CHECK(Oid::from_hex(hex)->hex() == hex);
  CHECK(Oid::from_hex(hex)->short_hex(7) == "0123456");
  CHECK(Oid::from_hex(std::string(64, 'a'))->hex() == std::string(64, 'a'));
  CHECK_FALSE(Oid::from_hex(hex.substr(1)));
  CHECK_FALSE(Oid::from_hex("z" + hex.substr(1)));
  CHECK(Oid{}.is_null());
}

TEST_CASE("a redacted secret shows at most a quarter of itself") {
  CHECK(Secret("hunter2").redacted() == "*******");
  CHECK(Secret("").redacted() == "***");
  const std::string value = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
  CHECK(Secret(value).redacted() == "abcde…KLMN");
  CHECK(Secret("\x1b[31m" + value).redacted().find('\x1b') == std::string::npos);
}

TEST_CASE("paths are quoted as git quotes them") {
  CHECK(quote_path("a b/c.txt") == "a b/c.txt");
  CHECK(quote_path("a\nb") == "\"a\\nb\"");
  CHECK(quote_path("\xff\"") == "\"\\377\\\"\"");
}

TEST_CASE("untrusted text cannot move the cursor or turn the reading direction") {
  CHECK(clean_line("a\x1b[2Kb\nc") == "a?[2Kb?c");
  CHECK(clean_line("x\xE2\x80\xAEy") == "x?y");
  CHECK(clean_line("\xff") == "?");
  CHECK(clean_line("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(clean_line("abcdef", 3) == "abc…");
  CHECK(to_valid_utf8("a\xff"
                      "b") ==
        "a\xEF\xBF\xBD"
        "b");
}

TEST_CASE("hashes agree with published values") {
  CHECK(crc32("123456789") == 0xCBF43926U);
  CHECK(sha256_hex({"ab", "c"}) != sha256_hex({"a", "bc"}));
  CHECK(sha256_hex({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace leaksieve
