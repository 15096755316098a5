// Archives and compressed streams through libarchive. Inner header of the layer; only its source sees <archive.h>.
#pragma once

#include "scanner/decode/allowance.h"

namespace leaksieve::decode {

void read_archive(Bytes bytes, Container container, bool opens_tar, Allowance& allowance, ContainerSink& sink);

}  // namespace leaksieve::decode
