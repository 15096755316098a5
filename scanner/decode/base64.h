// Runs of base64 (RFC 4648, both alphabets, padding optional, wrapped over lines) and of hex digits in a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

struct DecodedRun {
  ByteSpan span;      // of the encoded text, padding and line breaks in it included
  std::string bytes;  // what it says
};

// The run that begins at `begin`, over as many lines as it goes on: lines of one length, the last one shorter, between
// them nothing but white space, quotes, and what joins strings or goes on with a line. Looks no further than `limit`
// encoded bytes. An odd rest of one character is left out.
[[nodiscard]] DecodedRun decode_base64_run(Bytes text, std::size_t begin, std::size_t limit);

// The run of hex digits that begins at `begin`; an odd last digit is left out.
[[nodiscard]] DecodedRun decode_hex_run(Bytes text, std::size_t begin, std::size_t limit);

// A whole value, white space in it left out. nullopt when it is not base64 from end to end.
[[nodiscard]] std::optional<std::string> decode_base64(Bytes value);

}  // namespace leaksieve::decode
