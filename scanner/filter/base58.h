// Base 58 as Bitcoin writes its keys. Inner header of the filter layer.
// Source: https://en.bitcoin.it/wiki/Base58Check_encoding
#pragma once

#include <optional>
#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

inline constexpr std::string_view kBitcoinBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
inline constexpr std::string_view kRippleBase58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

// nullopt when a character is outside of the alphabet, or the text is longer than any key (128 characters).
[[nodiscard]] std::optional<std::string> base58_decode(Bytes text, std::string_view alphabet = kBitcoinBase58);

// The same, with the last four bytes taken off: they have to be the first of SHA-256(SHA-256(the rest)).
[[nodiscard]] std::optional<std::string> base58check_decode(Bytes text, std::string_view alphabet = kBitcoinBase58);

}  // namespace leaksieve::filter
