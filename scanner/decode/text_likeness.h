// Whether decoded bytes are worth a look.
#pragma once

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

// Most of the first kilobyte is printable ASCII, white space or UTF-8. False for "".
[[nodiscard]] bool looks_like_text(Bytes bytes);

// Begins as an image, a font, a sound or a picture of a page does: no secret is in there.
[[nodiscard]] bool is_media(Bytes bytes);

}  // namespace leaksieve::decode
