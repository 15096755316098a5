// The rows of a pack's index in the order of their offsets. Inner header of git/pack.
#pragma once

#include <cstdint>
#include <span>

#include "scanner/base/big_vector.h"
#include "scanner/git/pack/pack_file.h"
#include "scanner/git/pack/pack_index.h"
#include "scanner/git/pack/tree_node.h"

namespace leaksieve::git::pack {

// Offsets of one pack, cut into even slots, so that finding one takes a step or two.
struct Slots {
  unsigned shift = 0;
  BigVector<std::uint32_t> first;  // of each slot: how many offsets are before it; and one more
};

// Fills the offsets and rows of `nodes` (of which there are index.count()) in order of (offset, row), on several
// threads. Offsets that lie outside the pack count as its end.
Slots order_offsets(const PackIndex& index, const PackFile& pack, unsigned threads, std::span<TreeNode> nodes);

}  // namespace leaksieve::git::pack
