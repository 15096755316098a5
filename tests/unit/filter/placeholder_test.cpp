#include "scanner/filter/placeholder.h"

#include <random>
#include <string>

#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

// `line` holds the secret between « and » (two bytes each), which are taken out.
Verdict judge(std::string line, bool structured) {
  const std::string open = "\xC2\xAB";
  const std::string close = "\xC2\xBB";
  const std::size_t begin = line.find(open);
  REQUIRE(begin != std::string::npos);
  line.erase(begin, open.size());
  const std::size_t end = line.find(close);
  REQUIRE(end != std::string::npos);
  line.erase(end, close.size());
  return check_placeholder(ByteSpan{begin, end}.of(line), line, {begin, end}, structured);
}

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text.push_back(alphabet[random() % alphabet.size()]);
  return text;
}

TEST_CASE("shapes that no random token has are dropped for every secret") {
  const std::string line = GENERATE(values<std::string>({
      "TOKEN=«abc_xxxxxxxxxxxxxxxxxxxxxxxx»",
      "TOKEN=«abc_00000000000000000000»",
      "TOKEN=«abc_k3f9***********»",
      "TOKEN=«abc_k3f9...»",
      "TOKEN=«abc_k3f9…»",
      "TOKEN=«abc_1234567890abcdef»",
      "TOKEN=«abc_a1b2c3d4e5f6g7h8»",
      "TOKEN=«abc_9876543210»",
      "TOKEN=«abc_k3fk3fk3fk3fk3f»",
      "TOKEN=«AKIAIOSFODNN7EXAMPLE»",
      "TOKEN=«abc_your_token_here_k3f9»",
      "TOKEN=«deadbeefdeadbeef»",
  }));
  CAPTURE(line);
  CHECK_FALSE(judge(line, true).keep);
  CHECK_FALSE(judge(line, false).keep);
  CHECK(judge(line, true).reason.starts_with("placeholder"));
}

TEST_CASE("passwords and generic values are dropped when they stand for something else") {
  const std::string line = GENERATE(values<std::string>({
      "password = \"«${DB_PASSWORD}»\"",
      "password = \"«{{ db_password }}»\"",
      "password = \"{{ «db_password9» }}\"",
      "password = \"«<password>»\"",
      "password = \"«%DB_PASSWORD%»\"",
      "PASSWORD=«$DB_PASSWORD»",
      "PASSWORD=$«DB_PASSWORD»",
      "password = «os.environ[\"X\"]»",
      "password = «process.env.DB_PASSWORD»",
      "password = «get_password(user1)»",
      "password = «config.database.password1»",
      "password = «Settings::Db1»",
      "password = \"«vault:secret/data/db#password»\"",
      "password = \"«arn:aws:secretsmanager:eu-west-1:1:secret:x»\"",
      "password = \"«MY_DB_PASSWORD»\"",
      "password = \"«changeme»\"",
      "password = \"«password123»\"",
      "password = \"«my-test-password_1»\"",
      "password = \"«secrettoken»\"",
      "password = \"«fake-k3f9x2»\"",
      "password = \"«SomeDummyValue9»\"",
      "db://app:«postgres»@db1/main",
      "password = \"«»\"",
  }));
  CAPTURE(line);
  CHECK_FALSE(judge(line, false).keep);
}

TEST_CASE("what may be a real value is kept") {
  const std::string line = GENERATE(values<std::string>({
      "password = \"«Summer2024!»\"",
      "password = \"«Sup3rSecret!2024»\"",
      "password = \"«correct.horse.battery.9»\"",
      "password = \"«k3f9(x2)p»\"",
      "password = \"«attestation7Latest»\"",
      "password = «k3f9x2Lq8ZpV»",
      "password = \"«p@ss$word»\"",
      "<password>«k3f9x2Lq»</password>",
      std::string("db://") + "app:«k3f9x2Lq8ZpV»@db1/main",
  }));
  CAPTURE(line);
  const Verdict verdict = judge(line, false);
  CAPTURE(verdict.reason);
  CHECK(verdict.keep);
}

TEST_CASE("the loose words do not judge a token of a vendor's format") {
  CHECK(judge("TOKEN=«abc_test_k3f9x2Lq8ZpVw7Rt5Ny1»", true).keep);
  CHECK(judge("<«abc_k3f9x2Lq8ZpVw7Rt5Ny1»>", true).keep);
  CHECK(judge("TOKEN=«FwoGZXIvYXdzAAAAAAAAAAEk3f9x2Lq8ZpVw7Rt5Ny1»", true).keep);  // zero bytes in base64
}

TEST_CASE("random tokens are not taken for placeholders") {
  const std::string base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::mt19937 random(20240101);
  int lost_structured = 0;
  int lost_loose = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string token =
        i % 2 == 0 ? random_text(random, base62, 40) : random_text(random, "0123456789abcdef", 64);
    const std::string line = "x = \"" + token + "\"";
    const ByteSpan span{5, 5 + token.size()};
    lost_structured += check_placeholder(token, line, span, true).keep ? 0 : 1;
    lost_loose += check_placeholder(token, line, span, false).keep ? 0 : 1;
  }
  CHECK(lost_structured == 0);
  CHECK(lost_loose <= 2);
}

TEST_CASE("a span outside of the line is no error") {
  CHECK(check_placeholder("k3f9x2Lq\nw7Rt5Ny1", "k = \"k3f9x2Lq", {5, 40}, false).keep);
}

}  // namespace
}  // namespace leaksieve::filter
