// Keys of wallets and of what else is written with a checksum of its own: seed phrases, base 58, base 32.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "scanner/base/hash.h"
#include "scanner/filter/base58.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/shapes.h"
#include "scanner/filter/words.h"

namespace leaksieve::filter {
namespace {

constexpr std::size_t kMostWords = 48;

CheckResult failed(std::string_view reason = "checksum is wrong") { return {Verdict::dropped(reason), ""}; }

// The words of a phrase in lower case, whatever stands between them: spaces, line ends, quotes and commas of a list.
std::vector<std::string> words_of(Bytes text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size() && words.size() <= kMostWords;) {
    std::size_t end = at;
    while (end < text.size() && is_alpha(text[end])) ++end;
    if (end > at) words.push_back(lower_case(text.substr(at, end - at)));
    at = end + 1;
  }
  return words;
}

// 11 bits a word; behind the entropy stand its first bits of SHA-256, one for each 32. nullopt: a word is not in the
// list.
std::optional<bool> bip39_sum_is_right(const std::vector<std::string>& words) {
  std::string bits;
  for (const std::string& word : words) {
    const std::optional<unsigned> index = bip39_index(word);
    if (!index) return std::nullopt;
    for (unsigned bit = 11; bit > 0; --bit) bits.push_back(((*index >> (bit - 1)) & 1U) != 0 ? '1' : '0');
  }
  const std::size_t sum_bits = bits.size() / 33;
  const std::size_t entropy_bits = bits.size() - sum_bits;
  std::string entropy(entropy_bits / 8, '\0');
  for (std::size_t i = 0; i < entropy_bits; ++i) {
    if (bits[i] == '1') entropy[i / 8] = static_cast<char>(entropy[i / 8] | (0x80 >> (i % 8)));
  }
  const auto digest = sha256(entropy);
  for (std::size_t i = 0; i < sum_bits; ++i) {
    const bool bit = ((digest[0] >> (7 - i)) & 1U) != 0;  // at most 8 bits
    if (bit != (bits[entropy_bits + i] == '1')) return false;
  }
  return true;
}

bool mostly_one_word(std::vector<std::string> words) {
  const std::size_t count = words.size();
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words.size() * 2 < count;
}

// RFC 4648's base 32 without padding; bits that fill no byte are left out.
std::optional<std::string> base32_decode(Bytes text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 5) | static_cast<std::uint32_t>(digit);
    count += 5;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>((bits >> count) & 0xffU));
    }
  }
  return out;
}

// CRC-16/XMODEM, which Stellar and NATS keep in the last two bytes, the lower one first.
bool ends_with_crc16(std::string_view bytes) {
  if (bytes.size() < 3) return false;
  std::uint32_t sum = 0;
  for (const char c : bytes.substr(0, bytes.size() - 2)) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int i = 0; i < 8; ++i) sum = (sum & 0x8000U) != 0 ? ((sum << 1) ^ 0x1021U) & 0xffffU : sum << 1;
  }
  const auto low = static_cast<unsigned char>(bytes[bytes.size() - 2]);
  const auto high = static_cast<unsigned char>(bytes[bytes.size() - 1]);
  return sum == (low | (static_cast<std::uint32_t>(high) << 8));
}

// nullptr: it may be a seed phrase. Twelve random words are in order once in 479 million times.
const char* why_no_phrase(const std::vector<std::string>& words) {
  if (words.size() < 12 || words.size() > 24 || words.size() % 3 != 0) return "not 12 to 24 words";
  if (mostly_one_word(words)) return "placeholder: the same words again";
  return std::ranges::is_sorted(words) ? "a part of a word list" : nullptr;
}

}  // namespace

// Source: https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
CheckResult check_bip39(Bytes secret) {
  const std::vector<std::string> words = words_of(secret);
  if (const char* why = why_no_phrase(words)) return failed(why);
  const std::optional<bool> right = bip39_sum_is_right(words);
  if (!right) return failed("not in BIP-39's word list");
  return *right ? CheckResult{Verdict::kept(), fmt::format("seed phrase: {} words, checksum is right", words.size())}
                : failed();
}

// All words are in the list, whatever the checksum says: people mistype, and other wallets have sums of their own.
CheckResult check_bip39_words(Bytes secret) {
  const std::vector<std::string> words = words_of(secret);
  if (const char* why = why_no_phrase(words)) return failed(why);
  const std::optional<bool> right = bip39_sum_is_right(words);
  if (!right) return failed("not in BIP-39's word list");
  return {Verdict::kept(),
          fmt::format("seed phrase: {} words, checksum is {}", words.size(), *right ? "right" : "wrong")};
}

// Monero's 25th word is one of the 24 before it: that at CRC-32 of their first three letters, modulo 24.
// Source: https://docs.getmonero.org/mnemonics/ and monero, src/mnemonics/electrum-words.cpp
CheckResult check_monero_seed(Bytes secret) {
  constexpr std::size_t kWords = 24;
  constexpr std::size_t kPrefix = 3;
  const std::vector<std::string> words = words_of(secret);
  if (words.size() != kWords + 1 || mostly_one_word(words)) return failed("not 25 words");
  std::string prefixes;
  for (std::size_t i = 0; i < kWords; ++i) prefixes += words[i].substr(0, kPrefix);
  const std::string& expected = words[crc32(prefixes) % kWords];
  if (expected.substr(0, kPrefix) != words[kWords].substr(0, kPrefix)) return failed();
  return {Verdict::kept(), "seed phrase: 25 words, checksum is right"};
}

// Wallet import format: version, 32 bytes, and 01 when the public key is compressed.
// Source: https://en.bitcoin.it/wiki/Wallet_import_format
CheckResult check_wif(Bytes secret) {
  const std::optional<std::string> key = base58check_decode(secret);
  if (!key) return failed();
  const bool compressed = key->size() == 34 && key->back() == 1;
  if (key->size() != 33 && !compressed) return failed("no key of this length");
  std::string note = "checksum is right";
  switch (static_cast<unsigned char>(key->front())) {
    case 0x80:
      note += ", Bitcoin";
      break;
    case 0xef:
      note += ", Bitcoin's test network";
      break;
    case 0xb0:
      note += ", Litecoin";
      break;
    case 0x9e:
      note += ", Dogecoin";
      break;
    case 0xcc:
      note += ", Dash";
      break;
    default:
      break;
  }
  return {Verdict::kept(), note};
}

// Extended private key: version 4, depth 1, parent 4, number 4, chain code 32, 00 and the key 32 (BIP 32).
CheckResult check_extended_private_key(Bytes secret) {
  const std::optional<std::string> key = base58check_decode(secret);
  if (!key) return failed();
  if (key->size() != 78 || (*key)[45] != 0) return failed("no extended private key");
  return {Verdict::kept(), fmt::format("checksum is right, depth {}", static_cast<unsigned char>((*key)[4]))};
}

CheckResult check_base58check(Bytes secret) {
  return base58check_decode(secret) ? CheckResult{Verdict::kept(), "checksum is right"} : failed();
}

// The alphabet is another, the sum the same. Source:
// https://xrpl.org/docs/references/protocol/data-types/base58-encodings
CheckResult check_xrp_seed(Bytes secret) {
  return base58check_decode(secret, kRippleBase58) ? CheckResult{Verdict::kept(), "checksum is right"} : failed();
}

// S and 55 characters of base 32: version 0x90, 32 bytes, CRC-16.
// Source: https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md
CheckResult check_stellar_seed(Bytes secret) {
  const std::optional<std::string> key = base32_decode(secret);
  if (!key || key->size() != 35 || static_cast<unsigned char>(key->front()) != 0x90U) return failed();
  return ends_with_crc16(*key) ? CheckResult{Verdict::kept(), "checksum is right"} : failed();
}

// S, the role's letter, 56 more: two bytes of role, 32 of seed, CRC-16. Source: https://docs.nats.io, "NKeys"
CheckResult check_nkey_seed(Bytes secret) {
  const std::optional<std::string> key = base32_decode(secret);
  if (!key || key->size() != 36 || !ends_with_crc16(*key)) return failed();
  static constexpr std::array<std::pair<char, std::string_view>, 6> kRoles = {
      {{'U', "user"}, {'A', "account"}, {'O', "operator"}, {'N', "server"}, {'C', "cluster"}, {'X', "curve"}}};
  for (const auto& [letter, role] : kRoles) {
    if (secret[1] == letter) return {Verdict::kept(), fmt::format("nkey: {}, checksum is right", role)};
  }
  return {Verdict::kept(), "checksum is right"};
}

// 64 numbers below 256, as solana-keygen writes a key pair: seed and public key.
// Source: https://solana.com/docs/intro/installation
CheckResult check_solana_key_pair(Bytes secret) {
  std::vector<unsigned> bytes;
  for (std::size_t at = 0; at < secret.size();) {
    if (!is_digit(secret[at])) {
      ++at;
      continue;
    }
    unsigned value = 0;
    std::size_t end = at;
    for (; end < secret.size() && end < at + 4 && is_digit(secret[end]); ++end) {
      value = value * 10 + static_cast<unsigned>(secret[end] - '0');
    }
    if (value > 255) return failed("not bytes");
    bytes.push_back(value);
    at = end;
  }
  if (bytes.size() != 64) return failed("not 64 bytes");
  std::sort(bytes.begin(), bytes.end());
  bytes.erase(std::unique(bytes.begin(), bytes.end()), bytes.end());
  const bool counts = bytes.back() - bytes.front() + 1 == bytes.size();  // 0, 1, 2, ...
  if (bytes.size() < 32 || counts) return failed("placeholder: not random");
  return {Verdict::kept(), ""};
}

// A number below the group's order (which begins with 32 ones) that is not small.
CheckResult check_secp256k1_key(Bytes secret) {
  std::string hex = lower_case(secret);
  if (hex.starts_with("0x")) hex.erase(0, 2);
  if (hex.size() != 64) return failed("not 32 bytes");
  if (hex.starts_with("ffffffffffffffff")) return failed("placeholder: out of range");
  if (hex.starts_with("0000000000000000")) return failed("placeholder: a small number");
  return {Verdict::kept(), ""};
}

}  // namespace leaksieve::filter
