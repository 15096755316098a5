// Object ids as git names them: 20 bytes (SHA-1) or 32 bytes (SHA-256).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace leaksieve {

// A value type; the default is the null id (all zero, 20 bytes), which names no object.
class Oid {
 public:
  static constexpr std::size_t kSha1Bytes = 20;
  static constexpr std::size_t kSha256Bytes = 32;

  Oid() = default;
  // Copies 20 or 32 raw bytes. REQUIRED: `size` is one of the two.
  static Oid from_raw(const void* raw, std::size_t size = kSha1Bytes) {
    Oid id;
    std::memcpy(id.bytes_.data(), raw, size);
    id.size_ = static_cast<std::uint8_t>(size);
    return id;
  }
  // Reads 40 or 64 hex digits, either case; nullopt for anything else.
  static std::optional<Oid> from_hex(std::string_view hex);

  [[nodiscard]] std::string hex() const;
  // The first `digits` hex digits (git's default abbreviation here is 10).
  [[nodiscard]] std::string short_hex(std::size_t digits = 10) const;
  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_null() const { return *this == Oid{}; }

  friend auto operator<=>(const Oid&, const Oid&) = default;

 private:
  std::array<std::uint8_t, kSha256Bytes> bytes_{};
  std::uint8_t size_ = kSha1Bytes;
};

// Object ids are hashes already: their first bytes are as good as any hash of them.
struct OidHash {
  std::size_t operator()(const Oid& id) const {
    std::size_t h = 0;
    std::memcpy(&h, id.data(), sizeof h);
    return h;
  }
};

using OidSet = std::unordered_set<Oid, OidHash>;

}  // namespace leaksieve

template <>
struct std::hash<leaksieve::Oid> : leaksieve::OidHash {};
