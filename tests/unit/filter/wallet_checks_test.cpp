// Keys made for these tests with the documented algorithms, by a program that is not ours; nothing was ever paid to
// them.
#include <string>
#include <vector>

#include "scanner/filter/checks.h"
#include "tests/support/catch.h"

namespace leaksieve::filter {
namespace {

CheckResult run(std::string_view name, std::string_view secret) {
  const Check check = find_check(name);
  REQUIRE(check != nullptr);
  return check(secret);
}

// No file holds a whole key.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const std::string_view part : parts) whole += part;
  return whole;
}

struct Row {
  std::string check;
  std::string key;
};

std::vector<Row> keys() {
  return {
      {"wif", joined({"Ky8c9Fm", "wQzBZRDVXq8279dZZy", "2SKPrayVXcSR55KHkojrFh3f6bN"})},
      {"wif", joined({"5KDBgfy", "L7VptVtuYxwc2FCYZn", "XnXqGwxf8t8oCJomRgwkPKN1LE"})},
      {"wif", joined({"T9a91tm", "T6X1yvg9CgU5Kdybrs", "uXLCmXwRFbhSCsiicrmuZ5ejRJZ"})},
      {"extended-private-key",
       joined({"xprv9s2", "1ZrQH143K2scoer7wF",
               "GsPGWZuCtxwLkbQmvkKQRZ9qfnCADZyssNcqHguU1ws9DvpFWDY6ysCWPquBq9Cw7qv5YikMa3Hrfuc27R9e4w"})},
      {"extended-private-key",
       joined({"zprvAca", "U3ZeQBHpTo4uSWtW4t",
               "frBrd2pou2N1aEWy6Jynf3J7yVLGAXBdjNdH5nkuNxB7UVQdUksFGnmMq6uHRYn9iWiaFLH21ivaooWn79ya5E"})},
      {"base58check", joined({"6PRKyEx", "5GeY2XsFHUT3QBYF5n", "76Vc6RmucUmoFpum6wFM16u3T3iopGY4F"})},
      {"base58check", joined({"edsk4Np", "RhxosPQay4curM4zhm", "ew2R8C8hG1VeYkU4GG3SQPG4jM83P"})},
      {"xrp-seed", joined({"ssNEHGd", "kYL3Uz6XUJxfdrSJn1", "qmSU"})},
      {"xrp-seed", joined({"sEdVUc9", "mLs22qt8quovDTvRVH", "HsocAQ"})},
      {"stellar-seed", joined({"SDYHCZX", "LWOOHI4QMMLGKRDRDR", "2Z4ZKIOHOCVXBYTG7PLBIG7HPCWCE72"})},
      {"nkey-seed", joined({"SUAIEFW", "7ABSLVXBDVGQD7GM62", "GT45F2BMLL4EWM2Z4AJXETL3SSO5YQQAU"})},
      {"nkey-seed", joined({"SAAOE3P", "SKYVZDKZPPCPHGZKLB", "QLX34ZF5HKGHRH5ZR6EWARW3FYFV3KUDU"})},
      {"bech32", joined({"nsec1r9", "lna62yak3w9khy28e7", "dpr73hu84r8py7f83zat5v55vntkc38qllgger"})},
      {"bech32", joined({"suipriv", "key1qpkjp4xs48hdg8", "mf6lrs4sh5qw6f337kwruhpz7llq8v0tx02nh5zvtsptk"})},
  };
}

TEST_CASE("keys with a checksum are kept, and no longer when a character changes") {
  for (Row row : keys()) {
    CAPTURE(row.check, row.key);
    CHECK(run(row.check, row.key).verdict.keep);
    CHECK_FALSE(run(row.check, row.key.substr(0, row.key.size() - 1)).verdict.keep);
    char& c = row.key[row.key.size() / 2];
    c = c == 'q' ? 'p' : c == 'Q' ? 'P' : c >= 'a' ? 'q' : 'Q';
    CHECK_FALSE(run(row.check, row.key).verdict.keep);
  }
}

TEST_CASE("a wallet's key tells its network, an nkey its role") {
  const std::vector<Row> all = keys();
  CHECK(run("wif", all[0].key).note == "checksum is right, Bitcoin");
  CHECK(run("wif", all[2].key).note == "checksum is right, Litecoin");
  CHECK(run("extended-private-key", all[3].key).note == "checksum is right, depth 0");
  CHECK(run("extended-private-key", all[4].key).note == "checksum is right, depth 3");
  CHECK(run("nkey-seed", all[11].key).note == "nkey: account, checksum is right");
}

TEST_CASE("seed phrases: words of the list and their checksum") {
  const std::string twelve =
      "assist embody enjoy repair gain company gravity reunion "
      "polar guard clarify flip";
  const std::string many =
      "secret issue theory fault above minute soccer dutch "
      "beef know office behind tray call similar evil "
      "update bulb best input delay oppose cushion thumb";
  CHECK(run("bip39", twelve).note == "seed phrase: 12 words, checksum is right");
  CHECK(run("bip39", many).note == "seed phrase: 24 words, checksum is right");
  std::string list = "[\"";  // as a list of strings
  for (const char c : twelve) list += c == ' ' ? std::string("\", \"") : std::string(1, c);
  CHECK(run("bip39", list + "\"]").verdict.keep);

  const std::string swapped = twelve.substr(twelve.find(' ') + 1) + " " + twelve.substr(0, twelve.find(' '));
  CHECK(run("bip39", swapped).verdict.reason == "checksum is wrong");
  CHECK(run("bip39-words", swapped).note == "seed phrase: 12 words, checksum is wrong");
  CHECK_FALSE(run("bip39", "please do not write your password down on a paper near here").verdict.keep);
  CHECK_FALSE(run("bip39-words", "test test test test test test test test test test test junk").verdict.keep);
  CHECK_FALSE(run("bip39-words", twelve.substr(twelve.find(' ') + 1)).verdict.keep);
}

TEST_CASE("Monero's 25th word is the checksum of the others") {
  const std::string seed =
      "scan slam grain cheap labor crouch omit digital "
      "bench range swap sad cash push all strike "
      "wife current target ride twin exact ten focus "
      "cheap";
  CHECK(run("monero-seed", seed).verdict.keep);
  CHECK_FALSE(run("monero-seed", seed.substr(0, seed.rfind(' ')) + " zebra").verdict.keep);
  CHECK_FALSE(run("monero-seed", seed.substr(0, seed.rfind(' '))).verdict.keep);
}

TEST_CASE("arrays of bytes and numbers") {
  std::string pair = "[";
  std::string counting = "[";
  for (unsigned i = 0; i < 64; ++i) {
    pair += std::to_string((i * 167 + 41 + i * i) % 256) + ",";
    counting += std::to_string(i) + ", ";
  }
  CHECK(run("solana-key-pair", pair).verdict.keep);
  CHECK_FALSE(run("solana-key-pair", counting).verdict.keep);
  CHECK_FALSE(run("solana-key-pair", pair + "7").verdict.keep);
  CHECK_FALSE(run("solana-key-pair", "[999]").verdict.keep);

  const std::string hex = joined({"9f86d081884c7d659a2feaa0c55ad015", "a3bf4f1b2b0b822cd15d6c15b0f00a08"});
  CHECK(run("secp256k1-key", hex).verdict.keep);
  CHECK(run("secp256k1-key", "0x" + hex).verdict.keep);
  CHECK_FALSE(run("secp256k1-key", std::string(63, '0') + "1").verdict.keep);
  CHECK_FALSE(run("secp256k1-key", std::string(64, 'f')).verdict.keep);
}

}  // namespace
}  // namespace leaksieve::filter
