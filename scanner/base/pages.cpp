#include "scanner/base/pages.h"

#include <cstdint>
#include <cstring>
#include <new>

#include <sys/mman.h>

namespace leaksieve {
namespace {

std::size_t to_pages(std::size_t bytes) {
  constexpr std::size_t kPage = 4096;
  return (bytes + kPage - 1) / kPage * kPage;
}

// The last part, where a huge page would be more than what is needed, has small ones.
void ask_for_huge_pages(void* at, std::size_t size) {
  (void)::madvise(at, size / kHugePage * kHugePage, MADV_HUGEPAGE);  // only a hint
}

}  // namespace

// More is mapped than asked for, and what lies before the first whole huge page and behind the end is given back.
void* map_pages(std::size_t bytes) {
  const std::size_t size = to_pages(bytes);
  void* const mapped = ::mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  auto* const begin = static_cast<std::uint8_t*>(mapped);
  const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(begin) % kHugePage) % kHugePage;
  std::uint8_t* const at = begin + before;
  if (before > 0) ::munmap(begin, before);
  ::munmap(at + size, kHugePage - before);
  ask_for_huge_pages(at, size);
  return at;
}

void unmap_pages(void* at, std::size_t bytes) { ::munmap(at, to_pages(bytes)); }

// One mapping stays one: Linux moves several at once only from 6.17 on.
void* grow_pages(void* at, std::size_t bytes, std::size_t more) {
  void* const grown = map_pages(more);
  if (::mremap(at, to_pages(bytes), to_pages(more), MREMAP_MAYMOVE | MREMAP_FIXED, grown) == MAP_FAILED) {
    std::memcpy(grown, at, bytes);
    unmap_pages(at, bytes);
  }
  ask_for_huge_pages(grown, to_pages(more));
  return grown;
}

}  // namespace leaksieve
