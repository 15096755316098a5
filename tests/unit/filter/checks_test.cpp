#include "scanner/filter/checks.h"

#include <algorithm>
#include <random>
#include <string>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::filter {
namespace {

CheckResult run(std::string_view name, std::string_view secret) {
  const Check check = find_check(name);
  REQUIRE(check != nullptr);
  return check(secret);
}

bool keeps(std::string_view name, std::string_view secret) { return run(name, secret).verdict.keep; }

std::string base64url(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out.push_back(kDigits[(bits >> (count - 6)) & 63U]);
  }
  if (count > 0) out.push_back(kDigits[(bits << (6 - count)) & 63U]);
  return out;
}

std::string jwt(std::string_view header, std::string_view payload) {
  return base64url(header) + "." + base64url(payload) + "." + base64url("a signature of thirty-two bytes.");
}

TEST_CASE("the table of checks is sorted, unique and described") {
  const auto& checks = all_checks();
  REQUIRE_FALSE(checks.empty());
  CHECK(std::is_sorted(checks.begin(), checks.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const NamedCheck& check : checks) {
    CHECK_FALSE(check.description.empty());
    CHECK(find_check(check.name) == check.check);
  }
  CHECK(find_check("no-such-check") == nullptr);
}

TEST_CASE("checks survive empty and odd input") {
  const std::string binary("\0\xff\x80.\n:=_1\0", 10);
  for (const NamedCheck& check : all_checks()) {
    CAPTURE(check.name);
    for (const std::string_view text : {std::string_view(""), std::string_view("."), std::string_view("_"),
                                        std::string_view("..."), std::string_view("1"), std::string_view(binary)}) {
      const CheckResult result = check.check(text);
      CHECK(result.verdict.keep == result.verdict.reason.empty());
    }
  }
}

TEST_CASE("GitHub's checksum") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::string token = test::fake_github_token(seed);
    CHECK(keeps("github-crc32", token));
    token[10] = token[10] == 'a' ? 'b' : 'a';
    CHECK_FALSE(keeps("github-crc32", token));
  }
  CHECK_FALSE(keeps("github-crc32", test::fake_github_token(1).substr(0, 39)));
  CHECK_FALSE(keeps("github-crc32", test::fake_github_token(1) + "0"));
}

TEST_CASE("Grafana's and GitLab's checksums") {
  const std::string grafana = "glsa_k3f9x2Lq8ZpVw7Rt5Ny1k3f9x2Lq8ZpV";
  const std::uint32_t sum = crc32(grafana);
  const std::string hex =
      fmt::format("_{:02x}{:02x}{:02x}{:02x}", sum & 255, (sum >> 8) & 255, (sum >> 16) & 255, sum >> 24);
  CHECK(keeps("grafana-crc32", grafana + hex));
  CHECK_FALSE(keeps("grafana-crc32", "glsa_a" + grafana.substr(6) + hex));

  const std::string gitlab = "glpat-bXlfdG9rZW5fcGF5bG9hZF9pc19s.01.0s";
  std::string digits(7, '0');
  std::uint32_t rest = crc32(gitlab);
  for (std::size_t i = 7; i > 0; --i, rest /= 36) digits[i - 1] = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36];
  CHECK(keeps("gitlab-crc32", gitlab + digits));
  CHECK_FALSE(keeps("gitlab-crc32", gitlab.substr(0, gitlab.size() - 1) + "t" + digits));
}

TEST_CASE("age keys carry a Bech32 checksum") {
  const std::string vector =
      "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs";
  CHECK(keeps("age-bech32", vector));
  CHECK(keeps("age-bech32", "A12UEL5L"));
  CHECK_FALSE(keeps("age-bech32", "A12UEL5M"));
  CHECK_FALSE(keeps("age-bech32", "AGE-SECRET-KEY-1" + std::string(58, 'Q')));
}

TEST_CASE("an AWS key id names its account") {
  const std::string id = std::string("ASIA") + "QNZGKIQY56JQ7WML";  // account from the published algorithm's article
  CHECK(run("aws-account", id).note == "aws: account 029608264753");
  CHECK(keeps("aws-account", std::string("AKIA") + "I3EGRTZXCVBN24SK"));
  CHECK(run("aws-account", std::string("AKIA") + "I3EGRTZXCVBN24SK").note.empty());
  CHECK_FALSE(keeps("aws-account", std::string("AKIA") + "Q3EGRTZXCVBN24S"));
  CHECK_FALSE(keeps("aws-account", std::string("AKIA") + "Q3EGRTZXCVB124SK"));
}

TEST_CASE("a JSON Web Token tells of itself") {
  const std::string header = R"({"alg":"HS256","typ":"JWT"})";
  CHECK(run("jwt", jwt(header, R"({"iss":"acme","exp":1614816000})")).note ==
        "jwt: expired 2021-03-04, issuer acme, HS256");
  CHECK(run("jwt", jwt(header, R"({"exp":4102444800,"scope":"read write","aud":"api"})")).note ==
        "jwt: expires 2100-01-01, scope read write, audience api, HS256");
  CHECK(run("jwt", jwt(header, R"({"exp":4102444800,"scp":["a","b\u001b",3]})")).note ==
        "jwt: expires 2100-01-01, scope a b?, HS256");
  CHECK(run("jwt", jwt(header, R"({"exp":4102444800})")).note == "jwt: expires 2100-01-01, HS256");
  CHECK(run("jwt", jwt(header, R"({"sub":"x"})")).note == "jwt: no expiry, HS256");
  CHECK(run("jwt", jwt(header, R"({"exp":1e300,"iss":"a\u001b[2Kb"})")).note ==
        "jwt: no readable expiry, issuer a?[2Kb, HS256");
  CHECK_FALSE(keeps("jwt", jwt(header, R"({"sub":"1234567890","name":"John Doe","iat":1516239022})")));
  CHECK_FALSE(keeps("jwt", jwt(R"({"typ":"JWT"})", R"({"sub":"x"})")));
  CHECK_FALSE(keeps("jwt", jwt(header, "[1]")));
  CHECK_FALSE(keeps("jwt", "eyJhbGciOiJIUzI1NiJ9.eyJ.x"));
  CHECK_FALSE(keeps("jwt", "eyJhbGciOiJIUzI1NiJ9"));

  CHECK(keeps("service-role-jwt", jwt(header, R"({"role":"service_role"})")));
  CHECK_FALSE(keeps("service-role-jwt", jwt(header, R"({"role":"anon"})")));
}

TEST_CASE("user:password in base64") {
  CHECK(keeps("basic-credentials", "ZGVwbG95OmszZjl4MkxxOFpw"));        // deploy:k3f9x2Lq8Zp
  CHECK_FALSE(keeps("basic-credentials", "dXNlcm5hbWU6cGFzc3dvcmQ="));  // username:password
  CHECK_FALSE(keeps("basic-credentials", "dXNlcjoke1BBU1N9"));          // user:${PASS}
  CHECK_FALSE(keeps("basic-credentials", "bm8gY29sb24gaGVyZQ=="));      // no colon here
  CHECK_FALSE(keeps("basic-credentials", "required"));
  CHECK_FALSE(keeps("basic-credentials", "dGVzdGluZzp0aGlz"));  // testing:this
}

TEST_CASE("a Discord token begins with the bot's id") {
  const std::string id = base64url("123456789012345678");
  CHECK(run("discord-snowflake", id + ".k3f9x2.rest").note == "discord: bot 123456789012345678");
  CHECK_FALSE(keeps("discord-snowflake", base64url("not an id at all!!") + ".k3f9x2.rest"));
}

TEST_CASE("a PEM block is a key only with a key in it") {
  const auto pem = [](const std::string& label, const std::string& body) {
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----";
  };
  std::string der = "\x30\x82\x01\x01";
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) der.push_back(static_cast<char>(random() & 0xff));
  std::string body = base64url(der);
  std::replace(body.begin(), body.end(), '-', '+');
  std::replace(body.begin(), body.end(), '_', '/');
  CHECK(run("pem-private-key", pem("RSA PRIVATE KEY", body)).note == "key: no passphrase");
  CHECK(run("pem-private-key", pem("RSA PRIVATE KEY", body.substr(0, 64) + "\\n\" +\n  \"" + body.substr(64)))
            .verdict.keep);
  const std::string headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n";
  CHECK(run("pem-private-key", pem("RSA PRIVATE KEY", headers + body)).note == "key: protected by a passphrase");
  CHECK(run("pem-private-key", pem("ENCRYPTED PRIVATE KEY", body)).note == "key: protected by a passphrase");

  const std::string open = std::string("openssh-key-v1\0\0\0\0\4none", 23) + der;
  const std::string locked = std::string("openssh-key-v1\0\0\0\0\12aes256-ctr", 29) + der;
  const auto standard = [](std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    return text;
  };
  CHECK(run("pem-private-key", pem("OPENSSH PRIVATE KEY", standard(base64url(open)))).note == "key: no passphrase");
  CHECK(run("pem-private-key", pem("OPENSSH PRIVATE KEY", standard(base64url(locked)))).note ==
        "key: protected by a passphrase");

  CHECK_FALSE(keeps("pem-private-key", pem("RSA PRIVATE KEY", "...")));
  CHECK_FALSE(keeps("pem-private-key", pem("RSA PRIVATE KEY", "YOUR KEY HERE")));
  CHECK_FALSE(keeps("pem-private-key", pem("PRIVATE KEY", std::string(200, 'x'))));
}

TEST_CASE("generic values: random text is kept, the rest of a program is not") {
  const std::string kept =
      GENERATE(values<std::string>({"k3f9x2Lq8ZpVw7Rt5Ny1", "9f86d081884c7d659a2feaa0c55ad015",
                                    "Zx8mJBiGmiiyyfWnho3zKyjCg2pxLARo", "u7Fz/9+pQ2kLmX4vB1sR8w=="}));
  CAPTURE(kept);
  CHECK(keeps("generic-value", kept));
  const std::string dropped = GENERATE(values<std::string>(
      {"user.authentication.confirmed", "ActiveSupportMessageEncryptor", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
       "https://acme.net/k3f9x2Lq8ZpV", "/etc/ssl/private/k3f9x2.key", "config/secrets/production7.yml",
       "sha256-k3f9x2Lq8ZpVw7Rt5Ny1", "1234567890123456", "abcdefghijklmnopqrstuvwxyz",
       "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "WINHTTP_ERROR_BASE+185",
       "YWxpY2U6c2VjcmV0LXBhc3N3ZA==", "ssh-rsa-k3f9x2Lq8ZpV", "the_next_token_to_use_2"}));
  CAPTURE(dropped);
  CHECK_FALSE(keeps("generic-value", dropped));
}

TEST_CASE("random text is seldom taken for words") {
  const std::string base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::mt19937 random(20240102);
  int lost = 0;
  for (int i = 0; i < 10000; ++i) {
    std::string token;
    for (int k = 0; k < 32; ++k) token.push_back(base62[random() % base62.size()]);
    lost += keeps("generic-value", token) ? 0 : 1;
  }
  CHECK(lost <= 10);
}

TEST_CASE("random passwords without digits are seldom taken for identifiers") {
  std::mt19937 random(20240105);
  int lost = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string password;
    for (int k = 0; k < 14; ++k)
      password.push_back("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[random() % 52]);
    lost += keeps("password-value", password) ? 0 : 1;
  }
  CHECK(lost < 700);
}

TEST_CASE("password values: chosen passwords are kept, names and addresses are not") {
  for (const std::string_view kept :
       {"Summer2024!", "k3f9x2Lq", "tr0ub4dor&3", "hunter2!", "mixed/9Lq8ZpVw", "XkQmWvTzRbNpLs", "qzxkvjwpfhgbdc"}) {
    CAPTURE(kept);
    CHECK(keeps("password-value", kept));
  }
  for (const std::string_view dropped : {"user_password",
                                         "PasswordResetController",
                                         "user_password_2",
                                         "/run/secrets/db",
                                         "https://acme.net",
                                         "12345678",
                                         "password_reset.html",
                                         "!!!---!!!",
                                         "getPwdHashFromDb",
                                         "XMLHttpRequest",
                                         "datenbankpasswort",
                                         "DB_MAIN_PASS",
                                         "switches,",
                                         "flag)",
                                         "option.",
                                         "kubernetes-default-svc",
                                         "required|string|min:12",
                                         "2016-09-08T21:47:36Z",
                                         "corvid/production/api",
                                         "contrase\xC3\xB1"
                                         "a"}) {
    CAPTURE(dropped);
    CHECK_FALSE(keeps("password-value", dropped));
  }
}

}  // namespace
}  // namespace leaksieve::filter
