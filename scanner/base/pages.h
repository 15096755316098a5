// Memory for millions of small things, straight from the system: on huge pages where it has them, since looking up a
// million places in no order is mostly waiting for the page tables.
#pragma once

#include <cstddef>

namespace leaksieve {

inline constexpr std::size_t kHugePage = std::size_t{2} << 20;  // bytes

// Zeroed memory of its own, aligned for huge pages. Costs nothing before it is touched. Throws std::bad_alloc.
[[nodiscard]] void* map_pages(std::size_t bytes);
void unmap_pages(void* at, std::size_t bytes);
// What map_pages(bytes) gave, with its content, as one of `more` bytes, zeroed behind: where it lies from now on. Its
// pages are moved, not copied. Throws std::bad_alloc; then nothing has changed.
[[nodiscard]] void* grow_pages(void* at, std::size_t bytes, std::size_t more);

}  // namespace leaksieve
