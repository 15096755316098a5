// Content buffers, kept by the thread that gives them back, and the count of the bytes that all threads hold.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

// A buffer of `size` bytes with kSlack more behind them (delta.h). Threads that share one count in `users`.
struct Buffer {
  std::atomic<std::uint32_t> users{1};
  std::uint8_t size_class = 0;
  std::size_t size = 0;
  std::size_t capacity = 0;

  [[nodiscard]] std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(this + 1); }
  [[nodiscard]] Raw raw() { return {data(), size}; }
  [[nodiscard]] Bytes text() { return {reinterpret_cast<const char*>(data()), size}; }
};

// Shared by all pools of a run.
class MemoryGauge {
 public:
  explicit MemoryGauge(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}
  [[nodiscard]] std::uint64_t most_bytes() const { return most_bytes_; }
  [[nodiscard]] std::int64_t held_bytes() const { return held_.load(std::memory_order_relaxed); }
  void add(std::int64_t bytes) { held_.fetch_add(bytes, std::memory_order_relaxed); }

 private:
  std::uint64_t most_bytes_;
  std::atomic<std::int64_t> held_{0};
};

// Per thread. A buffer may be given back to another pool than it came from.
class BufferPool {
 public:
  explicit BufferPool(MemoryGauge& gauge);
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;
  ~BufferPool();

  // Content unspecified. nullptr when the system has no more memory.
  [[nodiscard]] Buffer* take(std::size_t size);
  // One user less; the last one gives it back. nullptr is fine.
  void drop(Buffer* buffer);
  // Would `more` bytes go over the budget? (The gauge is exact to about a MiB a thread.)
  [[nodiscard]] bool is_over(std::uint64_t more) const;

 private:
  static constexpr unsigned kClasses = 64;
  void count(std::int64_t bytes);

  MemoryGauge& gauge_;
  std::size_t most_kept_;  // bytes; on top of the gauge
  std::int64_t uncounted_ = 0;
  std::size_t kept_bytes_ = 0;
  std::array<std::vector<Buffer*>, kClasses> kept_;
};

}  // namespace leaksieve::git::pack
