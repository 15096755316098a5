// PEM (RFC 7468) as it stands in files and in program text. Inner header of the filter layer.
#pragma once

#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// What stands between `-----BEGIN ...-----` and `-----END`; from the first mark on when the second is missing, all when
// both are.
[[nodiscard]] Bytes between_marks(Bytes pem);

// The base64 between a PEM's marks, without the header lines of RFC 1421. In source code the lines are joined by `\n`
// and quotes, so every character outside the alphabet is skipped, `=` too.
[[nodiscard]] std::string pem_body(Bytes text);

}  // namespace leaksieve::filter
