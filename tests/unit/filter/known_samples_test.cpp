#include "scanner/filter/known_samples.h"

#include <string>

#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

TEST_CASE("samples that everybody knows") {
  CHECK(is_known_sample(std::string("AKIAIOSFODNN7") + "EXAMPLE"));
  CHECK(is_known_sample(std::string("sk_test_4eC39HqLyj") + "WDarjtT1zdp7dc"));
  CHECK(is_known_sample("  dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\n"));
  CHECK(is_known_sample("test test test test test test test test test test test junk"));
  CHECK(
      is_known_sample("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"));
  CHECK_FALSE(is_known_sample(""));
  CHECK_FALSE(is_known_sample(std::string("sk_test_4eC39HqLyj") + "WDarjtT1zdp7dd"));
}

TEST_CASE("a sample in PEM is known however it is wrapped") {
  const std::string begin = std::string("-----BEGIN PRIV") + "ATE KEY-----";
  const std::string end = std::string("-----END PRIV") + "ATE KEY-----";
  const std::string body =
      std::string("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8") + "fdp+K06/nwoy/HU++CXqI9EdVhC";  // RFC 8410
  CHECK(is_known_sample(begin + "\n" + body + "\n" + end + "\n"));
  CHECK(is_known_sample(begin + "\\n" + body.substr(0, 32) + "\\n" + body.substr(32) + "\\n" + end));
  CHECK_FALSE(is_known_sample(begin + "\n" + body.substr(4) + "\n" + end));
}

}  // namespace
}  // namespace leaksieve::filter
