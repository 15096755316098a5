#include "tests/fuzz/damage/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::atomic<std::int64_t> held{0}, held_at_reset{0}, peak{0};
std::atomic<std::uint64_t> largest{0};

template <class T>
void raise_to(std::atomic<T>& most, T value) {
  for (T seen = most.load(); seen < value && !most.compare_exchange_weak(seen, value);) {
  }
}

void* counted(void* at, std::size_t size) {
  raise_to<std::uint64_t>(largest, size);
  if (at == nullptr) return at;
  const auto bytes = static_cast<std::int64_t>(malloc_usable_size(at));
  raise_to<std::int64_t>(peak, held.fetch_add(bytes) + bytes);
  return at;
}

void forget(void* at) {
  if (at != nullptr) held -= static_cast<std::int64_t>(malloc_usable_size(at));
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming,cppcoreguidelines-no-malloc): the linker's
extern "C" {
void* __real_malloc(std::size_t size);
void __real_free(void* at);
void* __wrap_malloc(std::size_t size) { return counted(__real_malloc(size), size); }
void __wrap_free(void* at) {
  forget(at);
  __real_free(at);
}
}

void* operator new(std::size_t size) {
  if (void* const at = counted(__real_malloc(size == 0 ? 1 : size), size)) return at;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(__real_malloc(size == 0 ? 1 : size), size);
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept { return operator new(size, tag); }
void operator delete(void* at) noexcept { __wrap_free(at); }
void operator delete(void* at, std::size_t) noexcept { __wrap_free(at); }
void operator delete[](void* at) noexcept { __wrap_free(at); }
void operator delete[](void* at, std::size_t) noexcept { __wrap_free(at); }
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming,cppcoreguidelines-no-malloc)

namespace leaksieve::test {

void reset_peak_bytes() {
  held_at_reset = held.load();
  peak = held.load();
  largest = 0;
}

std::int64_t peak_bytes_held() { return peak - held_at_reset; }
std::uint64_t largest_request() { return largest; }

}  // namespace leaksieve::test
