// Secrets that everybody knows: the samples of vendors' documentation, of RFCs and of development tools.
#pragma once

#include "scanner/base/bytes.h"

namespace leaksieve::filter {

// `secret` is a sample of patterns/data/known-samples.toml, which holds only hashes of them. White space at both ends
// does not count; of a PEM block only the base64 between its marks does, however it is wrapped or escaped.
[[nodiscard]] bool is_known_sample(Bytes secret);

}  // namespace leaksieve::filter
