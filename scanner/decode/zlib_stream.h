// A bare zlib stream (RFC 1950). Inner header of the layer.
#pragma once

#include "scanner/decode/allowance.h"

namespace leaksieve::decode {

void read_zlib_stream(Bytes bytes, Allowance& allowance, ContainerSink& sink);

}  // namespace leaksieve::decode
