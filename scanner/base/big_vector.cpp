#include "scanner/base/big_vector.h"

#include <cstdint>

#include <sys/mman.h>

namespace leaksieve {
namespace {

std::size_t to_pages(std::size_t bytes) {
  constexpr std::size_t kPage = 4096;
  return (bytes + kPage - 1) / kPage * kPage;
}

}  // namespace

// More is mapped than asked for, and what lies before the first whole huge page and behind the end is given back. The
// last part, where a huge page would be more than what is needed, has small ones.
void* map_pages(std::size_t bytes) {
  const std::size_t size = to_pages(bytes);
  void* const mapped = ::mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  auto* const begin = static_cast<std::uint8_t*>(mapped);
  const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(begin) % kHugePage) % kHugePage;
  std::uint8_t* const at = begin + before;
  if (before > 0) ::munmap(begin, before);
  ::munmap(at + size, kHugePage - before);
  (void)::madvise(at, size / kHugePage * kHugePage, MADV_HUGEPAGE);  // only a hint
  return at;
}

void unmap_pages(void* at, std::size_t bytes) { ::munmap(at, to_pages(bytes)); }

}  // namespace leaksieve
