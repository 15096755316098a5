#include "scanner/decode/base64.h"

#include "tests/support/archives.h"
#include "tests/support/catch.h"

namespace leaksieve::decode {
namespace {

std::string decoded(const std::string& text, std::size_t begin = 0) {
  return decode_base64_run(text, begin, std::size_t{1} << 20).bytes;
}

TEST_CASE("a run of base64 ends where the alphabet does, with its padding") {
  const std::string text = "x = \"aGVsbG8gd29ybGQ=\";";
  const DecodedRun run = decode_base64_run(text, 5, 1000);
  CHECK(run.bytes == "hello world");
  CHECK(run.span == ByteSpan{5, 21});
  CHECK(decoded("aGVsbG8gd29ybGQ") == "hello world");
  CHECK(decoded("PDw_Pz8-Pg") == "<<?\?\?>>");
  CHECK(decoded("PDw/Pz8+Pg==") == "<<?\?\?>>");
  CHECK(decoded("aGVsb") == "hel");  // an odd rest
  CHECK(decoded("").empty());
  CHECK(decode_base64_run("aGVsbG8gd29ybGQ=", 0, 8).bytes == "hello ");
}

TEST_CASE("a run goes on over lines of one length") {
  const std::string line(64, 'A');
  const std::string zeros(48, '\0');
  const auto bytes = [&](const std::string& text) { return decoded(text).size(); };
  CHECK(bytes(line + "\n" + line + "\nQUJD\n") == 2 * zeros.size() + 3);
  CHECK(bytes(line + "\r\n    " + line + "\r\n    QUJD\r\n") == 2 * zeros.size() + 3);
  CHECK(bytes(line + "\\n" + line + "\\nQUJD") == 2 * zeros.size() + 3);
  CHECK(bytes(line + "\" +\n  \"" + line + "\" +\n  \"QUJD\"") == 2 * zeros.size() + 3);
  CHECK(bytes(line + "\\\n" + line) == 2 * zeros.size());
  CHECK(bytes(line + "\nQUJD\n" + line) == zeros.size() + 3);  // behind a short line nothing is its own
  CHECK(bytes(line + "\n" + line + "AA") == zeros.size());     // a longer one is none
  CHECK(bytes(line + "\n\n: " + line) == zeros.size());        // something between them
  CHECK(bytes("QUJDQUJD\n" + line) == 6);                      // too short to be wrapped
  CHECK(bytes(line + "=\n" + line) == zeros.size());           // padding is the end
}

TEST_CASE("all bytes come back, wherever lines are broken") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  for (std::size_t size = 1; size <= bytes.size(); size += size < 130 ? 1 : 17) {
    const std::string plain = bytes.substr(0, size);
    const std::string encoded = test::base64_of(plain);
    CAPTURE(size);
    REQUIRE(decoded(encoded) == plain);
    for (const std::size_t width : {32U, 33U, 34U, 35U, 64U, 70U, 76U}) {
      CAPTURE(width);
      REQUIRE(decoded(test::wrapped(encoded, width, "  "), 2) == plain);
    }
  }
}

TEST_CASE("a run of hex digits has whole bytes") {
  CHECK(decode_hex_run("48656c6C6f", 0, 100).bytes == "Hello");
  CHECK(decode_hex_run("48656c6C6", 0, 100).bytes == "Hell");
  CHECK(decode_hex_run("4865zz", 0, 100).span == ByteSpan{0, 4});
  CHECK(decode_hex_run("4865", 0, 2).bytes == "H");
}

TEST_CASE("a whole value is base64 from end to end, or none") {
  CHECK(decode_base64("YWRtaW4=") == "admin");
  CHECK(decode_base64(" YWRt\n  aW4= ") == "admin");
  CHECK(decode_base64("YWRtaW4") == "admin");
  CHECK_FALSE(decode_base64("YWRtaW4=x"));
  CHECK_FALSE(decode_base64("YWRt aW4!"));
  CHECK_FALSE(decode_base64("YWRta"));
  CHECK_FALSE(decode_base64("YWRtaW4=="));
}

}  // namespace
}  // namespace leaksieve::decode
