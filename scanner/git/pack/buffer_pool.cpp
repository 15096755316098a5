#include "scanner/git/pack/buffer_pool.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>

#include "scanner/git/pack/delta.h"

namespace leaksieve::git::pack {
namespace {

constexpr std::size_t kSmallest = 4096;                      // bytes; of the first class
constexpr std::size_t kLargestKept = std::size_t{16} << 20;  // larger ones go back to the system
// A thread may keep a part of the budget: memory from the system costs more than what is made in it. But what it keeps
// comes on top of the budget, and there may be many threads.
constexpr std::uint64_t kKeptPart = 64;
constexpr std::size_t kLeastKept = std::size_t{1} << 20;
constexpr std::int64_t kStep = std::int64_t{1} << 20;  // how exact the shared gauge is

// Four classes an octave, so that at most a fifth of a buffer is unused.
struct SizeClass {
  unsigned number;
  std::size_t bytes;
};

SizeClass class_of(std::size_t size) {
  if (size <= kSmallest) return {0, kSmallest};
  const auto octave = static_cast<unsigned>(std::bit_width(size - 1)) - 1;  // 2^octave < size <= 2^(octave+1)
  const std::size_t step = (std::size_t{1} << octave) / 4;
  const std::size_t steps = (size - (std::size_t{1} << octave) + step - 1) / step;
  return {(octave - 12) * 4 + static_cast<unsigned>(steps), (std::size_t{1} << octave) + steps * step};
}

}  // namespace

BufferPool::BufferPool(MemoryGauge& gauge)
    : gauge_(gauge), most_kept_(std::clamp<std::uint64_t>(gauge.most_bytes() / kKeptPart, kLeastKept, kLargestKept)) {}

BufferPool::~BufferPool() {
  for (auto& list : kept_) {
    for (Buffer* const buffer : list) std::free(buffer);  // NOLINT(cppcoreguidelines-no-malloc)
  }
  gauge_.add(uncounted_);
}

Buffer* BufferPool::take(std::size_t size) {
  const bool is_kept_size = size <= kLargestKept;
  const SizeClass size_class = is_kept_size ? class_of(size) : SizeClass{0, size};
  Buffer* buffer = nullptr;
  if (is_kept_size && !kept_[size_class.number].empty()) {
    buffer = kept_[size_class.number].back();
    kept_[size_class.number].pop_back();
    kept_bytes_ -= buffer->capacity;
    buffer->users.store(1, std::memory_order_relaxed);
  } else {
    // malloc, not new: content is written over at once, and failing is an answer here.
    void* const at = std::malloc(sizeof(Buffer) + size_class.bytes + kSlack);  // NOLINT(cppcoreguidelines-no-malloc)
    if (at == nullptr) return nullptr;
    buffer = new (at) Buffer;
    buffer->size_class = static_cast<std::uint8_t>(size_class.number);
    buffer->capacity = size_class.bytes;
  }
  buffer->size = size;
  count(static_cast<std::int64_t>(buffer->capacity));
  return buffer;
}

void BufferPool::drop(Buffer* buffer) {
  if (buffer == nullptr) return;
  if (buffer->users.load(std::memory_order_acquire) != 1 &&
      buffer->users.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  count(-static_cast<std::int64_t>(buffer->capacity));
  if (buffer->capacity > kLargestKept || kept_bytes_ + buffer->capacity > most_kept_) {
    std::free(buffer);  // NOLINT(cppcoreguidelines-no-malloc)
    return;
  }
  kept_bytes_ += buffer->capacity;
  kept_[buffer->size_class].push_back(buffer);
}

bool BufferPool::is_over(std::uint64_t more) const {
  const std::int64_t held = gauge_.held_bytes() + uncounted_;
  return held > 0 ? static_cast<std::uint64_t>(held) + more > gauge_.most_bytes() : more > gauge_.most_bytes();
}

void BufferPool::count(std::int64_t bytes) {
  uncounted_ += bytes;
  if (uncounted_ > -kStep && uncounted_ < kStep) return;
  gauge_.add(uncounted_);
  uncounted_ = 0;
}

}  // namespace leaksieve::git::pack
