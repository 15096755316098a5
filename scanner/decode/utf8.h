// UTF-8 (RFC 3629). Inner header of the layer.
#pragma once

#include <string>

namespace leaksieve::decode {

// Appends one character. REQUIRED: code <= 0x10ffff.
void append_utf8(std::string& out, char32_t code);

}  // namespace leaksieve::decode
