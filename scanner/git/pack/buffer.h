// Bytes without the cost of setting them to zero first, and a store of used ones: a stream makes millions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::git::pack {

class Buffer {
 public:
  // Of unknown content afterwards.
  void resize(std::size_t size) {
    if (size > capacity_ || !data_) {
      capacity_ = std::max<std::size_t>(size + size / 4, 64);
      data_.reset(new char[capacity_]);  // NOLINT(modernize-make-unique): that would set it to zero
    }
    size_ = size;
  }
  [[nodiscard]] char* data() { return data_.get(); }
  [[nodiscard]] Bytes bytes() const { return {data_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<char[]> data_;  // NOLINT(modernize-avoid-c-arrays)
  std::size_t size_ = 0, capacity_ = 0;
};

// One per thread. Keeps small buffers, a bounded number.
class BufferPool {
 public:
  Buffer get() {
    if (free_.empty()) return {};
    Buffer buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }
  void put(Buffer buffer) {
    if (free_.size() < kMost && buffer.capacity() <= kLargest) free_.push_back(std::move(buffer));
  }

 private:
  static constexpr std::size_t kMost = 64, kLargest = std::size_t{1} << 20U;
  std::vector<Buffer> free_;
};

}  // namespace leaksieve::git::pack
