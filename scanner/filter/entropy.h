// Shannon entropy of a text, and what random text would have.
#pragma once

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// Bits per byte, 0 to 8; 0 for an empty text. Source: C. E. Shannon, "A Mathematical Theory of Communication", 1948,
// eq. 4.
[[nodiscard]] double shannon_entropy(Bytes text);

// The mean of shannon_entropy over all texts of `length` characters that are drawn evenly from `symbols`: 2.7 bits, not
// 4, for 8 hex digits, because most of the 16 do not occur.
[[nodiscard]] double expected_entropy(std::size_t length, unsigned symbols);

// How many symbols the smallest alphabet that tokens are written in and that holds all of `text` has: 10 digits, 16 hex
// digits of one case, 32 (RFC 4648's base 32), 26 or 36 (letters of one case, with digits), 62, 64 (either base64), 94.
[[nodiscard]] unsigned alphabet_size(Bytes text);

}  // namespace leaksieve::filter
