#include <algorithm>
#include <random>
#include <string>

#include "scanner/filter/checks.h"
#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

CheckResult run(std::string_view name, std::string_view secret) {
  const Check check = find_check(name);
  REQUIRE(check != nullptr);
  return check(secret);
}

std::string base64(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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

std::string random_bytes(std::size_t size) {
  std::mt19937 random(11);
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random() & 0xff));
  return bytes;
}

TEST_CASE("PyPI tokens are macaroons that name their site") {
  const std::string start("\x02\x01\x08pypi.org\x02", 12);
  CHECK(run("pypi-macaroon", "pypi-" + base64(start + random_bytes(90))).note == "pypi: for pypi.org");
  const std::string scoped = start + random_bytes(60) + "{\"permissions\": {\"projects\": [\"acme\"]}}";
  CHECK(run("pypi-macaroon", "pypi-" + base64(scoped)).note == "pypi: for pypi.org, some projects only");
  CHECK_FALSE(run("pypi-macaroon", "pypi-" + base64(random_bytes(90))).verdict.keep);
  CHECK_FALSE(run("pypi-macaroon", "pypi-AgH").verdict.keep);
}

TEST_CASE("Stripe, Telegram and Slack tokens tell of themselves") {
  const std::string account = "1GqIC8LeRDKKNH4X";
  const std::string key = "sk_live_5" + account + std::string(82, 'k');
  CHECK(run("stripe-account", key).note == "stripe: live mode, account acct_" + account);
  CHECK(run("stripe-account", "rk_test_k3f9x2Lq8ZpVw7Rt5Ny1abcd").note == "stripe: test mode");
  CHECK_FALSE(run("stripe-account", "sk-live").verdict.keep);
  CHECK(run("telegram-bot", "7301548267:AAk3f9x2Lq8ZpVw7Rt5Ny1").note == "telegram: bot 7301548267");
  CHECK_FALSE(run("telegram-bot", "0301548267:AAk3f9x2Lq8ZpVw7Rt5Ny1").verdict.keep);
  CHECK_FALSE(run("telegram-bot", "12:AAk3f9x2Lq8ZpVw7Rt5Ny1").verdict.keep);
  CHECK(run("slack-token", "xoxb-1-2-k3f9x2").note == "slack: bot token");
  CHECK_FALSE(run("slack-token", "xoxz-1-2-k3f9x2").verdict.keep);
}

TEST_CASE("a service account's JSON names the account, and needs a key that decodes") {
  const std::string pem =
      "-----BEGIN PRIVATE KEY-----\\n" + base64("\x30\x82" + random_bytes(200)) + "\\n-----END PRIVATE KEY-----\\n";
  const auto json = [](const std::string& key) {
    return R"({"type": "service_account", "project_id": "acme-1", "private_key": ")" + key +
           R"(", "client_email": "ci@acme-1.iam.gserviceaccount.com"})";
  };
  CHECK(run("google-service-account", json(pem)).note == "google: ci@acme-1.iam.gserviceaccount.com, project acme-1");
  CHECK_FALSE(run("google-service-account", json("YOUR KEY")).verdict.keep);
  CHECK_FALSE(run("google-service-account", "[1]").verdict.keep);
  CHECK_FALSE(run("google-service-account", R"({"type": 7})").verdict.keep);
}

TEST_CASE("keys of a length, and Azure's signatures in them") {
  CHECK(run("base64-32-bytes", base64(random_bytes(32)) + "=").verdict.keep);
  CHECK_FALSE(run("base64-32-bytes", base64(random_bytes(31))).verdict.keep);
  CHECK_FALSE(run("base64-32-bytes", base64(std::string(32, '\0'))).verdict.keep);
  CHECK_FALSE(run("base64-32-bytes", base64("this is a text of 32 characters.")).verdict.keep);
  CHECK(run("base64-64-bytes", base64(random_bytes(64)) + "==").verdict.keep);
  CHECK_FALSE(run("base64-64-bytes", base64(random_bytes(63))).verdict.keep);
  CHECK(run("azure-signature", base64(random_bytes(54)) + "k3f9+AStx2Lq8Z==").note == "azure: storage key");
  CHECK(run("azure-signature", "k3f9x2Lq8Z").note.empty());
}

TEST_CASE("the checksum of PGP's armour") {
  // Its CRC-24 was computed by another program.
  std::string packets = "\x95";
  for (int i = 0; i < 59; ++i) packets.push_back(static_cast<char>(i * 7));
  const auto armour = [&](const std::string& sum) {
    return "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + base64(packets) + "\n=" + sum +
           "\n-----END PGP PRIVATE KEY BLOCK-----";
  };
  CHECK(run("pgp-crc24", armour("Tcut")).note == "checksum is right");
  CHECK_FALSE(run("pgp-crc24", armour("AAAA")).verdict.keep);
  CHECK(run("pgp-crc24", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + base64(packets) + "\n").verdict.keep);
}

TEST_CASE("an OpenSSH key tells its algorithm") {
  const auto text = [](const std::string& s) { return std::string("\0\0\0", 3) + static_cast<char>(s.size()) + s; };
  const std::string public_key = text("ssh-ed25519") + text(random_bytes(32));
  const auto pem = [&](const std::string& cipher) {
    const std::string key = std::string("openssh-key-v1\0", 15) + text(cipher) + text("none") + text("") +
                            std::string("\0\0\0\1", 4) + text(public_key) + text(random_bytes(100));
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64(key) + "\n-----END OPENSSH PRIVATE KEY-----";
  };
  CHECK(run("pem-private-key", pem("none")).note == "key: no passphrase, ssh-ed25519");
  CHECK(run("pem-private-key", pem("aes256-ctr")).note == "key: protected by a passphrase, ssh-ed25519");
}

}  // namespace
}  // namespace leaksieve::filter
