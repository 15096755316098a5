// Values of the characters of base64 and hex, for whoever reads them byte by byte.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace leaksieve {

inline constexpr std::uint8_t kNoBase64 = 0xff;

namespace alphabets {
constexpr std::array<std::uint8_t, 256> make_base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoBase64);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  return values;
}
constexpr std::array<std::int8_t, 256> make_hex_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kLower = "0123456789abcdef", kUpper = "0123456789ABCDEF";
  for (std::size_t i = 0; i < kLower.size(); ++i) {
    values[static_cast<unsigned char>(kLower[i])] = static_cast<std::int8_t>(i);
    values[static_cast<unsigned char>(kUpper[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
inline constexpr std::array<std::uint8_t, 256> kBase64Values = make_base64_values();
inline constexpr std::array<std::int8_t, 256> kHexValues = make_hex_values();
}  // namespace alphabets

// 0 to 63, in either alphabet of RFC 4648; kNoBase64 for any other character.
[[nodiscard]] inline std::uint8_t base64_value(char c) {
  return alphabets::kBase64Values[static_cast<unsigned char>(c)];
}

// 0 to 15; -1 for what is no hex digit.
[[nodiscard]] constexpr int hex_value(char c) { return alphabets::kHexValues[static_cast<unsigned char>(c)]; }

}  // namespace leaksieve
