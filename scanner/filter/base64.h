// Base64 for the checks that look inside a token (RFC 4648, both alphabets, padding optional). Inner header of the
// layer.
#pragma once

#include <optional>
#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// nullopt when a byte is outside both alphabets or the length cannot be (one character over a multiple of four).
[[nodiscard]] std::optional<std::string> base64_decode(Bytes text);

}  // namespace leaksieve::filter
