// Checksums that vendors build into their tokens. A token whose checksum is wrong was never issued: made up, cut or
// mistyped.
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "scanner/base/hash.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

CheckResult passed() { return {Verdict::kept(), "checksum is right"}; }
CheckResult failed() { return {Verdict::dropped("checksum is wrong"), ""}; }

std::string digits_of(std::uint32_t number, std::string_view alphabet, std::size_t width) {
  std::string text(width, alphabet[0]);
  for (std::size_t i = width; i > 0 && number > 0; --i, number /= static_cast<std::uint32_t>(alphabet.size())) {
    text[i - 1] = alphabet[number % alphabet.size()];
  }
  return text;
}

// BIP 173's polynomial over GF(32).
std::uint32_t bech32_step(std::uint32_t sum, std::uint32_t value) {
  static constexpr std::array<std::uint32_t, 5> kGenerator = {0x3b6a57b2U, 0x26508e6dU, 0x1ea119faU, 0x3d4233ddU,
                                                              0x2a1462b3U};
  const std::uint32_t top = sum >> 25;
  sum = ((sum & 0x1ffffffU) << 5) ^ value;
  for (std::size_t i = 0; i < kGenerator.size(); ++i) {
    if (((top >> i) & 1U) != 0) sum ^= kGenerator[i];
  }
  return sum;
}

// 1 for Bech32, 0x2bc830a3 for Bech32m when the checksum is right. nullopt: no Bech32 at all.
std::optional<std::uint32_t> bech32_sum(Bytes secret) {
  const std::string text = lower_case(secret);
  const std::size_t separator = text.rfind('1');
  if (separator == std::string::npos) return std::nullopt;
  std::uint32_t sum = 1;
  for (std::size_t i = 0; i < separator; ++i) sum = bech32_step(sum, static_cast<unsigned char>(text[i]) >> 5);
  sum = bech32_step(sum, 0);
  for (std::size_t i = 0; i < separator; ++i) sum = bech32_step(sum, static_cast<unsigned char>(text[i]) & 31U);
  for (std::size_t i = separator + 1; i < text.size(); ++i) {
    const std::size_t value = kBech32.find(text[i]);
    if (value == std::string_view::npos) return std::nullopt;
    sum = bech32_step(sum, static_cast<std::uint32_t>(value));
  }
  return sum;
}

}  // namespace

// Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/ ; npm uses the same format,
// https://github.blog/2021-09-23-announcing-npms-new-access-token-format/
CheckResult check_github_crc32(Bytes secret) {
  constexpr std::size_t kBody = 30;
  constexpr std::size_t kSum = 6;
  const std::size_t prefix = secret.find('_');
  if (prefix == Bytes::npos || secret.size() != prefix + 1 + kBody + kSum) return failed();
  const Bytes body = secret.substr(prefix + 1, kBody);
  return secret.ends_with(digits_of(crc32(body), kBase62, kSum)) ? passed() : failed();
}

// <prefix><base64 payload>.<version, 2>.<payload's length, 2 in base 36><CRC-32 of all before, 7 in base 36>
// Source: gitlabhq, lib/authn/token_field/generator/routable_token.rb
CheckResult check_gitlab_crc32(Bytes secret) {
  constexpr std::size_t kSum = 7;
  if (secret.size() < 2 * kSum) return failed();
  const Bytes body = secret.substr(0, secret.size() - kSum);
  return secret.ends_with(digits_of(crc32(body), kBase36, kSum)) ? passed() : failed();
}

// gl<service>_<secret>_<CRC-32 of all before, little-endian, in hex>
// Source: grafana, pkg/components/satokengen/tokengen.go
CheckResult check_grafana_crc32(Bytes secret) {
  const std::size_t last = secret.rfind('_');
  if (last == Bytes::npos) return failed();
  std::uint32_t sum = crc32(secret.substr(0, last));
  std::string hex;
  for (int i = 0; i < 4; ++i, sum >>= 8) hex += digits_of(sum & 0xffU, kHex, 2);
  return lower_case(secret.substr(last + 1)) == hex ? passed() : failed();
}

// Bech32 with the human part "age-secret-key-". Source: https://age-encryption.org/v1 and BIP 173.
CheckResult check_age_bech32(Bytes secret) { return bech32_sum(secret) == 1U ? passed() : failed(); }

// The same with any human part, and Bech32m. Source: BIP 173, BIP 350.
CheckResult check_bech32(Bytes secret) {
  const std::optional<std::uint32_t> sum = bech32_sum(secret);
  return sum == 1U || sum == 0x2bc830a3U ? passed() : failed();
}

}  // namespace leaksieve::filter
