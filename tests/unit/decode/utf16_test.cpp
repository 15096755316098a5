#include "scanner/decode/utf16.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

std::string utf16(const std::u16string& text, Endian endian) {
  std::string out;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    out += endian == Endian::kLittle ? low : high;
    out += endian == Endian::kLittle ? high : low;
  }
  return out;
}

TEST_CASE("UTF-16 is recognised by its mark or its NULs") {
  CHECK(detect_utf16("\xFF\xFE") == Endian::kLittle);
  CHECK(detect_utf16("\xFE\xFF\x30\x42") == Endian::kBig);
  CHECK(detect_utf16(utf16(u"password = 'x'\r\n", Endian::kLittle)) == Endian::kLittle);
  CHECK(detect_utf16(utf16(u"password = 'x'\r\n", Endian::kBig)) == Endian::kBig);
  CHECK_FALSE(detect_utf16(""));
  CHECK_FALSE(detect_utf16("a"));
  CHECK_FALSE(detect_utf16("plain text"));
  CHECK_FALSE(
      detect_utf16(std::string("\x7f"
                               "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0\1\0\0\0",
                               24)));
  CHECK_FALSE(detect_utf16(std::string(4096, '\0')));
}

TEST_CASE("UTF-16 becomes UTF-8") {
  for (const Endian endian : {Endian::kLittle, Endian::kBig}) {
    CHECK(Utf16Text(utf16(u"aé€😀z", endian), endian).utf8() == "aé€😀z");
    CHECK(Utf16Text(utf16(u"\ufeffab", endian), endian).utf8() == "ab");
    CHECK(Utf16Text(utf16(u"ab", endian) + "x", endian).utf8() == "ab");
    const std::u16string lone = {u'a', char16_t{0xD800}, u'b', char16_t{0xDC00}, char16_t{0xD801}};
    CHECK(Utf16Text(utf16(lone, endian), endian).utf8() == "a\uFFFDb\uFFFD\uFFFD");
  }
  CHECK(Utf16Text("", Endian::kBig).utf8().empty());
}

TEST_CASE("offsets lead back to the original") {
  std::u16string text = u"\ufeff";
  for (int i = 0; i < 3000; ++i) text += u"aé€😀";  // over several marks; 10 bytes each, in UTF-16 and in UTF-8
  const std::string original = utf16(text, Endian::kLittle);
  const Utf16Text decoded(original, Endian::kLittle);
  REQUIRE(decoded.utf8().size() == 30000);
  CHECK(decoded.original_offset(0) == 2);
  CHECK(decoded.original_offset(1) == 4);    // é
  CHECK(decoded.original_offset(2) == 4);    // inside it
  CHECK(decoded.original_offset(3) == 6);    // €
  CHECK(decoded.original_offset(6) == 8);    // 😀
  CHECK(decoded.original_offset(10) == 12);  // a
  for (std::size_t i = 0; i < 3000; ++i) REQUIRE(decoded.original_offset(10 * i) == 2 + 10 * i);
  CHECK(decoded.original_offset(30000) == original.size());
}

}  // namespace
}  // namespace leaksieve::decode
