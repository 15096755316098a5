#include "scanner/base/oid.h"

#include "scanner/base/alphabets.h"

namespace leaksieve {

std::optional<Oid> Oid::from_hex(std::string_view hex) {
  if (hex.size() != 2 * kSha1Bytes && hex.size() != 2 * kSha256Bytes) return std::nullopt;
  Oid id;
  id.size_ = static_cast<std::uint8_t>(hex.size() / 2);
  unsigned seen = 0;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = static_cast<unsigned>(hex_value(hex[i])), low = static_cast<unsigned>(hex_value(hex[i + 1]));
    seen |= high | low;
    id.bytes_[i / 2] = static_cast<std::uint8_t>(high << 4U | low);
  }
  if (seen > 15) return std::nullopt;
  return id;
}

std::string Oid::hex() const { return short_hex(2 * std::size_t{size_}); }

std::string Oid::short_hex(std::size_t digits) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(digits);
  for (std::size_t i = 0; i < digits && i < 2 * std::size_t{size_}; ++i) {
    const std::uint8_t byte = bytes_[i / 2];
    out.push_back(kDigits[i % 2 == 0 ? byte >> 4 : byte & 15]);
  }
  return out;
}

}  // namespace leaksieve
