// Zip archives in which all is as usual, read in place. Inner header of the layer.
#pragma once

#include "scanner/decode/allowance.h"

namespace leaksieve::decode {

// False: there is something unusual in it, nothing was read, and libarchive has to.
[[nodiscard]] bool read_usual_zip(Bytes bytes, Allowance& allowance, ContainerSink& sink);

}  // namespace leaksieve::decode
