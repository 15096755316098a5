// A list of millions of small elements whose number nobody knows before. std::vector copies them each time that it
// grows, and touches twice the memory; this one has the system move their pages.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>

#include "scanner/base/pages.h"

namespace leaksieve {

template <class T>
class GrowingVector {
 public:
  static_assert(std::is_trivially_copyable_v<T>);

  GrowingVector() = default;
  GrowingVector(const GrowingVector&) = delete;
  GrowingVector& operator=(const GrowingVector&) = delete;
  ~GrowingVector() {
    if (at_ != nullptr) unmap_pages(at_, bytes_);
  }

  // Throws std::bad_alloc; then nothing has changed.
  void push_back(T value) {
    if (size_ == bytes_ / sizeof(T)) grow();
    ::new (static_cast<void*>(at_ + size_)) T(value);
    ++size_;
  }
  // REQUIRED: size <= size().
  void shrink(std::size_t size) { size_ = size; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T& operator[](std::size_t place) { return at_[place]; }
  [[nodiscard]] const T& operator[](std::size_t place) const { return at_[place]; }
  [[nodiscard]] T& back() { return at_[size_ - 1]; }
  [[nodiscard]] T* begin() { return at_; }
  [[nodiscard]] T* end() { return at_ + size_; }
  [[nodiscard]] const T* begin() const { return at_; }
  [[nodiscard]] const T* end() const { return at_ + size_; }

 private:
  static constexpr std::size_t kFirstBytes = std::size_t{64} << 10U;  // doubled, they become whole huge pages
  static_assert(sizeof(T) <= kFirstBytes && kHugePage % kFirstBytes == 0);

  void grow() {
    if (bytes_ > static_cast<std::size_t>(-1) / 4) throw std::bad_array_new_length();
    const std::size_t bytes = bytes_ == 0 ? kFirstBytes : bytes_ * 2;
    at_ = static_cast<T*>(at_ == nullptr ? map_pages(bytes) : grow_pages(at_, bytes_, bytes));
    bytes_ = bytes;
  }

  T* at_ = nullptr;
  std::size_t size_ = 0;   // elements
  std::size_t bytes_ = 0;  // that are mapped
};

}  // namespace leaksieve
