// What a walk looks at of a node, together: a walk goes from node to node all over the packs, and each line of memory
// that it looks at is a cache miss. Inner header of git/pack.
#pragma once

#include <cstdint>

namespace leaksieve::git::pack {

using Node = std::uint32_t;

// Two of them are a line of the cache. Members have no values of their own: several threads fill them in.
struct TreeNode {
  std::uint64_t offset;       // in its pack; loose: 0
  std::uint32_t row;          // in the pack's index; loose and nameless: none
  std::uint32_t size;         // of the entry, inflated
  std::uint32_t children;     // how many
  Node first_child;           // of several: where they begin in the list of all
  std::uint8_t header_bytes;  // of the entry
};
static_assert(sizeof(TreeNode) == 32);

}  // namespace leaksieve::git::pack
