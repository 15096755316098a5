// Vectors of a number or two for each object of a store: they are filled by several threads, so that their memory is
// not touched before (resize() leaves the new elements unset), and they lie on huge pages (base/pages.h).
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "scanner/base/pages.h"

namespace leaksieve {

template <class T>
class BigAllocator {
 public:
  static_assert(std::is_trivially_copyable_v<T>);
  using value_type = T;

  BigAllocator() = default;
  template <class U>
  explicit BigAllocator(const BigAllocator<U>&) {}

  // Throws std::bad_alloc.
  [[nodiscard]] T* allocate(std::size_t count) {
    if (count < kBig) return std::allocator<T>().allocate(count);
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(map_pages(count * sizeof(T)));
  }
  void deallocate(T* at, std::size_t count) {
    if (count < kBig) return std::allocator<T>().deallocate(at, count);
    unmap_pages(at, count * sizeof(T));
  }
  // Elements that are given no value get none.
  template <class U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;
  }
  template <class U, class... Values>
  void construct(U* at, Values&&... values) {
    ::new (static_cast<void*>(at)) U(std::forward<Values>(values)...);
  }
  friend bool operator==(const BigAllocator&, const BigAllocator&) { return true; }

 private:
  static constexpr std::size_t kBig = kHugePage / sizeof(T);
};

template <class T>
using BigVector = std::vector<T, BigAllocator<T>>;

}  // namespace leaksieve
