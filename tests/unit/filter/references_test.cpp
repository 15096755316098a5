#include "scanner/filter/references.h"

#include <random>
#include <string>

#include "scanner/filter/placeholder.h"
#include "scanner/filter/shapes.h"
#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

// `line` holds the value between « and » (two bytes each), which are taken out.
Verdict judge(std::string line) {
  const std::size_t begin = line.find("\xC2\xAB");
  REQUIRE(begin != std::string::npos);
  line.erase(begin, 2);
  const std::size_t end = line.find("\xC2\xBB");
  REQUIRE(end != std::string::npos);
  line.erase(end, 2);
  const Bytes value = ByteSpan{begin, end}.of(line);
  return check_reference(value, lower_case(value), line, {begin, end});
}

TEST_CASE("values that say where the value is") {
  const std::string line = GENERATE(values<std::string>({
      "DB_PASS=«@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db/)»",
      "DB_PASS: «ENC[AES256_GCM,data:k3f9x2Lq,iv:8Zp,tag:Vw7,type:str]»",
      "db.password=ENC(«k3f9x2Lq8ZpVw7Rt5Ny1»)",
      "password: '{cipher}«9f86d081884c7d659a2feaa0c55ad015»'",
      "db_password: !vault «|»",
      "password: !secret «db_pass1»",
      "\"apiKey\": \"«{env:OPENAI_KEY1}»\"",
      "PASSWORD=«op://prod/db/password9»",
      "PASSWORD=«ssm:/prod/db/password9»",
      "PASSWORD=«{{resolve:secretsmanager:db:SecretString:password}}»",
      "password = \"«${var.db_password}»\"",
      "password = \"«${DB_PASS1»}\"",
      "DATABASE_PASSWORD: '«%env(DB_PASS1)%»'",
      "  token: «secrets.DEPLOY_TOKEN1»",
      "  token: «{{ .Values.db.password1 }}»",
      "password = «settings.DATABASES['default']»",
      "password = «self.config.get('db1')»",
      "pass = «env::var(\"DB1\")»",
      "let p = «std::env::var(\"DB1\")»",
      "secret: «$env:DB_PASSWORD1»",
      "key: «AQICAHk3f9x2Lq8ZpVw7Rt5Ny1»",
      "PASSWORD_FILE=«/run/secrets/db1»",
      "x -Password «$Script:ClientPfxPassword1»",
      "x -Password «$args[10]»",
      "x -Password «$c.Password»",
      "x --password «$srcdir/certs/db»",
      "x -Password «(ConvertTo-SecureString»",
      "x -Password «($password9»",
      "x -Password «((new-object»",
      "fun encodedPassword «()Ljava/lang/String;»",
      "cmd.append('--password='«+str(password)»)",
      "'--password='«.$config['password'],»",
      "x --password '«.Escaper::escape(»'secret')",
      "x --password=\"«${:DB_PASSWORD}»\"",
      "connect(user=self.name, password=«self.password,»",
      "login(user=name, password=«login_password)»",
      "Redis(host=url.host, password=«url.password)»",
      "'--influxdb-password=«[influxDB»",
      "'--password=«[DB_PASSWORD,»",
      "x -password «pass:$SIGN_STOREPASS»",
      "x -p «$Outputs[»'CLIENT']",
      "$redisPassword = «$config->get(»'redis-password');",
      "$redisPassword = «$config-»>get('redis-password');",
      "x --set license=«$CI_ENVIRONMENT_SLUG-license»",
      "x --password «$(kubectl» get secret",
      "\"--password=\"«+fixture.GitPassword,»",
  }));
  CAPTURE(line);
  CHECK_FALSE(judge(line).keep);
}

TEST_CASE("signs in a password make no reference of it") {
  const std::string line = GENERATE(values<std::string>({
      "password = \"«aB3$(x9!kQ»\"",
      "password = \"«p%(9xK2!s»\"",
      "PASSWORD=«aB3(x9!kQ2»",
      "PASSWORD=«9x[kQ!2aB»",
      "PASSWORD=«k3->9x!aB2»",
      "PASSWORD=«$ecret!9x»",
      "PASSWORD=«$9x.kQ2»",
      "PASSWORD=«$ABC-9xkQ2»",
      "PASSWORD=«$(9xkQ2!»",
      "PASSWORD=«+9x(kQ2!»",
      "PASSWORD=«.kQ2!9x»",
      "PASSWORD=«[9xkQ2!aB»",
      "PASSWORD=«kQ2!9x),»",
      "PASSWORD=«(9xkQ2!aB»",
      "PASSWORD=«Data.9!kQx»",
      "PASSWORD=«k3{{9x!aB2»",
  }));
  CAPTURE(line);
  CHECK(judge(line).keep);
}

TEST_CASE("random passwords are seldom taken for something else") {
  std::string printable;
  for (char c = '!'; c <= '~'; ++c) {
    if (c != '"' && c != '\'' && c != '\\') printable.push_back(c);
  }
  std::mt19937 random(20240104);
  constexpr int kCount = 20000;
  int lost_quoted = 0;
  int lost_bare = 0;
  for (int i = 0; i < kCount; ++i) {
    std::string value;
    for (int k = 0; k < 16; ++k) value.push_back(printable[random() % printable.size()]);
    const std::string quoted = "password = \"" + value + "\"";
    const std::string bare = "PASSWORD=" + value;
    lost_quoted += check_placeholder(value, quoted, {12, 28}, false).keep ? 0 : 1;
    const Verdict verdict = check_placeholder(value, bare, {9, 25}, false);
    lost_bare += verdict.keep ? 0 : 1;
  }
  CAPTURE(lost_quoted, lost_bare);
  CHECK(lost_quoted * 500 < kCount);
  CHECK(lost_bare * 200 < kCount);
}

TEST_CASE("a word that stands in a secret by chance does not lose it") {
  CHECK(check_placeholder("9test4k3f9x2lq8zpvw", "p = \"9test4k3f9x2lq8zpvw\"", {5, 24}, false).keep);
  CHECK(check_placeholder("pk_test_k3f9x2lq8zpvw7", "p = \"pk_test_k3f9x2lq8zpvw7\"", {5, 27}, false).keep);
  CHECK_FALSE(check_placeholder("test-password-12", "p = \"test-password-12\"", {5, 21}, false).keep);
  CHECK_FALSE(check_placeholder("my-sample-key-7", "p = \"my-sample-key-7\"", {5, 20}, false).keep);
}

TEST_CASE("words in the form of a token are none") {
  const std::string words = std::string("ghp_thisIsNotTheToken") + "YouAreLookingFor1234";
  CHECK_FALSE(check_placeholder(words, words, {0, words.size()}, true).keep);
  const std::string url = "https://hooks.service.com/services/token/password/access";
  CHECK(check_placeholder(url, url, {0, url.size()}, true).keep);
}

}  // namespace
}  // namespace leaksieve::filter
