// git's deltas: two sizes, then instructions that copy from the base or insert bytes of their own.
// Source: git's Documentation/gitformat-pack.txt, "Deltified representation".
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/base/piece.h"
#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

struct DeltaHead {
  const char* problem = nullptr;
  std::uint64_t base_size = 0, result_size = 0;
  Raw instructions;
};
[[nodiscard]] DeltaHead read_delta_head(Raw delta);

// Buffers given to apply_delta have this many bytes behind their content that may be read (base, instructions) and
// written (result): short runs are moved in fixed steps.
inline constexpr std::size_t kSlack = 64;

// Makes the result, which must come out at exactly result.size() bytes. Gives nullptr or why not.
// REQUIRED: kSlack bytes behind each buffer; base and result below 4 GiB.
[[nodiscard]] const char* apply_delta(Raw instructions, Raw base, std::span<std::uint8_t> result);
// The same, and tells the pieces (those that continue each other joined). `pieces` is cleared first.
[[nodiscard]] const char* apply_delta(Raw instructions, Raw base, std::span<std::uint8_t> result,
                                      std::vector<Piece>& pieces);

}  // namespace leaksieve::git::pack
