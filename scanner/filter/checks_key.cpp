// Private keys in their containers: what decodes to a key is kept; its sort, and whether a passphrase protects it, are
// noted.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "scanner/filter/base64.h"
#include "scanner/filter/check_families.h"
#include "scanner/filter/pem.h"
#include "scanner/filter/shapes.h"

namespace leaksieve::filter {
namespace {

CheckResult no_key() { return {Verdict::dropped("no key between the marks"), ""}; }

// A text with a 4-byte big-endian length in front, as SSH has them; moves `at` behind it. Source: RFC 4251, 5.
std::optional<Bytes> read_ssh_string(Bytes bytes, std::size_t& at) {
  if (bytes.size() < 4 || at > bytes.size() - 4) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = (size << 8) | static_cast<unsigned char>(bytes[at + i]);
  at += 4;
  if (size > bytes.size() - at) return std::nullopt;
  const Bytes text = bytes.substr(at, size);
  at += size;
  return text;
}

bool is_algorithm(Bytes name) {
  return !name.empty() && name.size() < 64 &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-' || c == '@' || c == '.'; });
}

// magic, cipher, kdf, kdf's options, number of keys, public key (which begins with its algorithm). A key that was cut
// or made up ends early: then only what was read is told. Source: openssh PROTOCOL.key
std::string openssh_note(Bytes key) {
  std::size_t at = std::string_view("openssh-key-v1").size() + 1;
  const std::optional<Bytes> cipher = read_ssh_string(key, at);
  if (!cipher) return "key: OpenSSH";
  std::string note = *cipher == "none" ? "key: no passphrase" : "key: protected by a passphrase";
  if (!read_ssh_string(key, at) || !read_ssh_string(key, at)) return note;
  at += 4;
  const std::optional<Bytes> public_key = read_ssh_string(key, at);
  if (!public_key) return note;
  std::size_t inner = 0;
  const std::optional<Bytes> algorithm = read_ssh_string(*public_key, inner);
  if (algorithm && is_algorithm(*algorithm)) note += ", " + std::string(*algorithm);
  return note;
}

// RFC 9580, 6.1.1.
std::uint32_t crc24(Bytes bytes) {
  std::uint32_t sum = 0xb704ceU;
  for (const char c : bytes) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 16;
    for (int i = 0; i < 8; ++i) {
      sum <<= 1;
      if ((sum & 0x1000000U) != 0) sum ^= 0x1864cfbU;
    }
  }
  return sum & 0xffffffU;
}

// A key of so many bytes as base64 or base64url: a Fernet key, an Azure storage key, a WireGuard key.
CheckResult check_base64_bytes(Bytes secret, std::size_t bytes) {
  const std::optional<std::string> key = base64_decode(secret);
  if (!key || key->size() != bytes) return {Verdict::dropped("not a key of this length"), ""};
  const bool zero = std::all_of(key->begin(), key->end(), [&](char c) { return c == key->front(); });
  if (zero) return {Verdict::dropped("placeholder: repeated bytes"), ""};
  const bool printable = std::all_of(key->begin(), key->end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (printable) return {Verdict::dropped("placeholder: text in base64"), ""};
  return {Verdict::kept(), ""};
}

// A packet's tag: bit 7 is always set (RFC 9580, 4.2).
bool is_packet(Bytes bytes) { return !bytes.empty() && (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0; }

}  // namespace

CheckResult check_pem_private_key(Bytes secret) {
  if (secret.find("...") != Bytes::npos || secret.find("\xE2\x80\xA6") != Bytes::npos) {
    return {Verdict::dropped("placeholder: masked"), ""};
  }
  const Bytes inner = between_marks(secret);
  const bool is_pgp = secret.find("PGP PRIVATE KEY") != Bytes::npos;
  std::string body = pem_body(inner);
  if (is_pgp && body.size() > 5) body.resize(body.size() - 4);  // its CRC-24
  if (body.size() % 4 == 1) body.pop_back();                    // a key that was cut
  if (body.size() < 48) return no_key();
  if (has_repeats(body.substr(0, 32)) && longest_run(body).length > 16) {
    return {Verdict::dropped("placeholder: repeated characters"), ""};
  }
  const std::optional<std::string> key = base64_decode(body);
  if (!key) return no_key();
  if (key->starts_with("openssh-key-v1")) return {Verdict::kept(), openssh_note(*key)};
  if (inner.find("ENCRYPTED") != Bytes::npos || secret.find("BEGIN ENCRYPTED") != Bytes::npos) {
    return {Verdict::kept(), "key: protected by a passphrase"};
  }
  if (is_pgp) return is_packet(*key) ? CheckResult{Verdict::kept(), ""} : no_key();
  // PKCS#1, SEC 1, PKCS#8, DSA: a DER sequence.
  if (key->front() != 0x30) return no_key();
  return {Verdict::kept(), "key: no passphrase"};
}

// The armour's last line is `=` and the CRC-24 of the packets in base64 (RFC 9580, 6.1; it may be missing).
CheckResult check_pgp_crc24(Bytes secret) {
  const Bytes inner = between_marks(secret);
  std::string body = pem_body(inner);
  const std::size_t mark = inner.rfind('=');
  if (mark == Bytes::npos) return {Verdict::kept(), ""};
  const std::string sum_text = pem_body(inner.substr(mark + 1));
  if (sum_text.size() != 4 || body.size() <= 4) return {Verdict::kept(), ""};
  body.resize(body.size() - 4);
  const std::optional<std::string> sum = base64_decode(sum_text);
  const std::optional<std::string> packets = base64_decode(body);
  if (!sum || !packets) return {Verdict::dropped("checksum is wrong"), ""};
  std::uint32_t stated = 0;
  for (const char c : *sum) stated = (stated << 8) | static_cast<unsigned char>(c);
  if (stated != crc24(*packets)) return {Verdict::dropped("checksum is wrong"), ""};
  return {Verdict::kept(), "checksum is right"};
}

CheckResult check_base64_32_bytes(Bytes secret) { return check_base64_bytes(secret, 32); }
CheckResult check_base64_64_bytes(Bytes secret) { return check_base64_bytes(secret, 64); }

}  // namespace leaksieve::filter
