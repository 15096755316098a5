#include "scanner/base/hash.h"

#include <libdeflate.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

namespace leaksieve {

std::string sha256_hex(std::initializer_list<std::string_view> parts) {
  sha256_ctx context;
  sha256_init(&context);
  for (const std::string_view part : parts) {
    std::array<std::uint8_t, 8> length{};
    for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
    sha256_update(&context, length.size(), length.data());
    sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
  }
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : digest) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Oid git_hash(std::initializer_list<Bytes> parts, std::size_t id_bytes) {
  std::array<std::uint8_t, Oid::kSha256Bytes> digest{};
  const auto bytes_of = [](Bytes part) { return reinterpret_cast<const std::uint8_t*>(part.data()); };
  if (id_bytes == Oid::kSha256Bytes) {
    sha256_ctx context;
    sha256_init(&context);
    for (const Bytes part : parts) sha256_update(&context, part.size(), bytes_of(part));
    sha256_digest(&context, id_bytes, digest.data());
  } else {
    sha1_ctx context;
    sha1_init(&context);
    for (const Bytes part : parts) sha1_update(&context, part.size(), bytes_of(part));
    sha1_digest(&context, Oid::kSha1Bytes, digest.data());
  }
  return Oid::from_raw(digest.data(), id_bytes);
}

Oid object_id(std::string_view type, Bytes content, std::size_t id_bytes) {
  std::string head(type);
  head += ' ' + std::to_string(content.size());
  head += '\0';
  return git_hash({head, content}, id_bytes);
}

std::uint32_t crc32(std::string_view bytes) { return libdeflate_crc32(0, bytes.data(), bytes.size()); }

}  // namespace leaksieve
