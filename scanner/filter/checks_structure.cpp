// Structure inside a secret that can be read without the vendor: what decodes is kept, and what it says is noted.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/placeholder.h"
#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

bool is_printable(Bytes text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7f'; });
}

// The base64 between a PEM's marks, without the header lines of RFC 1421. In source code the lines are joined by `\n`
// and quotes, so every character outside the alphabet is skipped.
std::string pem_body(Bytes text) {
  std::string body;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == Bytes::npos) end = text.size();
    const Bytes line = text.substr(at, end - at);
    at = end + 1;
    if (line.find(": ") != Bytes::npos && line.find("\\n") == Bytes::npos) continue;  // Proc-Type, DEK-Info, Version
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;  // \n, \r, \t, \/
      } else if (is_alnum(line[i]) || line[i] == '+' || line[i] == '/') {
        body.push_back(line[i]);
      }
    }
  }
  return body;
}

Bytes between_marks(Bytes pem) {
  const std::size_t begin_mark = pem.find("-----BEGIN");
  const std::size_t begin = begin_mark == Bytes::npos ? 0 : pem.find("-----", begin_mark + 10);
  if (begin == Bytes::npos) return {};
  const std::size_t from = begin_mark == Bytes::npos ? 0 : begin + 5;
  const std::size_t end = pem.find("-----END", from);
  return pem.substr(from, end == Bytes::npos ? Bytes::npos : end - from);
}

// OpenSSH's format: magic, then the cipher's name with a 4-byte length. Source: openssh PROTOCOL.key
bool openssh_is_encrypted(Bytes key) {
  constexpr std::string_view kMagic = "openssh-key-v1";
  return key.substr(kMagic.size() + 1 + 4, 4) != "none";
}

}  // namespace

// An id is base 32; behind the prefix, bits 1 to 40 of its first 6 bytes are the account's number (ids made since
// 2019). The account's number is no secret, and it tells whose key this is.
CheckResult check_aws_account(Bytes secret) {
  constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  if (secret.size() != 20) return {Verdict::dropped("no AWS access key id"), ""};
  const Bytes body = secret.substr(4);
  if (body.find_first_not_of(kBase32) != Bytes::npos) return {Verdict::dropped("no AWS access key id"), ""};
  std::uint64_t bits = 0;
  for (const char c : body.substr(0, 10)) bits = (bits << 5) | kBase32.find(c);  // 50 bits hold the first 6 bytes
  if (secret[4] < 'Q' || secret[4] > 'Z') return {Verdict::kept(), ""};          // an old id: no account in it
  const std::uint64_t account = ((bits >> 2) & 0x7fffffffff80ULL) >> 7;
  return {Verdict::kept(), fmt::format("aws: account {:012}", account)};
}

CheckResult check_basic_credentials(Bytes secret) {
  const std::optional<std::string> text = base64_decode(secret);
  if (!text || !is_printable(*text)) return {Verdict::dropped("no user:password in base64"), ""};
  const std::size_t colon = text->find(':');
  if (colon == std::string::npos) return {Verdict::dropped("no user:password in base64"), ""};
  Bytes value = Bytes(*text).substr(colon + 1);
  if (value.empty()) value = Bytes(*text).substr(0, colon);  // a key given as the user: "sk_live_...:"
  if (value.size() < 4) return {Verdict::dropped("placeholder: too short"), ""};
  const std::string line = "\"" + std::string(value) + "\"";
  return {check_placeholder(value, line, {1, 1 + value.size()}, false), ""};
}

CheckResult check_discord_snowflake(Bytes secret) {
  const std::optional<std::string> id = base64_decode(secret.substr(0, secret.find('.')));
  if (!id || id->size() < 17 || id->size() > 20 || !std::all_of(id->begin(), id->end(), is_digit)) {
    return {Verdict::dropped("no bot id in the token"), ""};
  }
  return {Verdict::kept(), "discord: bot " + *id};
}

CheckResult check_pem_private_key(Bytes secret) {
  if (secret.find("...") != Bytes::npos || secret.find("\xE2\x80\xA6") != Bytes::npos) {
    return {Verdict::dropped("placeholder: masked"), ""};
  }
  const Bytes inner = between_marks(secret);
  std::string body = pem_body(inner);
  if (secret.find("PGP PRIVATE KEY") != Bytes::npos && body.size() > 5) body.resize(body.size() - 4);  // its CRC-24
  if (body.size() % 4 == 1) body.pop_back();  // a key that was cut
  if (body.size() < 48) return {Verdict::dropped("no key between the marks"), ""};
  if (has_repeats(body.substr(0, 32)) && longest_run(body).length > 16) {
    return {Verdict::dropped("placeholder: repeated characters"), ""};
  }
  const std::optional<std::string> key = base64_decode(body);
  if (!key) return {Verdict::dropped("no key between the marks"), ""};
  if (key->starts_with("openssh-key-v1")) {
    return {Verdict::kept(), openssh_is_encrypted(*key) ? "key: protected by a passphrase" : "key: no passphrase"};
  }
  if (inner.find("ENCRYPTED") != Bytes::npos || secret.find("BEGIN ENCRYPTED") != Bytes::npos) {
    return {Verdict::kept(), "key: protected by a passphrase"};
  }
  if (secret.find("PGP PRIVATE KEY") != Bytes::npos) {
    // A packet tag: bit 7 is always set (RFC 4880, 4.2).
    const bool packet = (static_cast<unsigned char>(key->front()) & 0x80U) != 0;
    return packet ? CheckResult{Verdict::kept(), ""} : CheckResult{Verdict::dropped("no key between the marks"), ""};
  }
  // PKCS#1, SEC 1, PKCS#8, DSA: a DER sequence.
  if (key->front() != 0x30) return {Verdict::dropped("no key between the marks"), ""};
  return {Verdict::kept(), "key: no passphrase"};
}

}  // namespace leaksieve::filter
