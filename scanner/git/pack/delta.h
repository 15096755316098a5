// A delta: a text made of parts of its base and of new bytes. Source: gitformat-pack(5), "Deltified representation".
#pragma once

#include <cstdint>
#include <optional>

#include "scanner/base/bytes.h"

namespace leaksieve::git::pack {

struct DeltaSizes {
  std::uint64_t base_bytes = 0, result_bytes = 0;
};

// Takes the two sizes off the front of `delta`; nullopt when they do not end.
[[nodiscard]] std::optional<DeltaSizes> take_sizes(Bytes& delta);

// Runs the instructions (`delta` without its sizes). `out` has exactly `size` bytes. False, with `out` of unknown
// content, when a copy leaves the base, or the result is not `size` bytes long, or an instruction is unknown or cut.
[[nodiscard]] bool apply_delta(Bytes delta, Bytes base, char* out, std::size_t size);

}  // namespace leaksieve::git::pack
