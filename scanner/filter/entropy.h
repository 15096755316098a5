// Shannon entropy of a text.
#pragma once

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// Bits per byte, 0 to 8; 0 for an empty text. Source: C. E. Shannon, "A Mathematical Theory of Communication", 1948,
// eq. 4.
[[nodiscard]] double shannon_entropy(Bytes text);

}  // namespace leaksieve::filter
