#include "scanner/git/pack/page_keeper.h"

#include <algorithm>

#include <sys/mman.h>

namespace leaksieve::git::pack {
namespace {

constexpr std::size_t kStep = std::size_t{16} << 20U;  // bytes; whole pages

}  // namespace

void PageKeeper::add(Raw file) {
  const std::size_t windows = (file.size() + kWindow - 1) >> kWindowBits;
  total_ += file.size();
  // NOLINTNEXTLINE(modernize-avoid-c-arrays)
  files_.push_back({file, windows, std::make_unique<std::atomic<std::uint8_t>[]>(windows)});
}

// One thread does it; the others go on, and what they touch meanwhile may go uncounted until the next time.
void PageKeeper::give_back() {
  const std::unique_lock lock(releasing_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  mapped_.store(0, std::memory_order_relaxed);
  for (File& file : files_) {
    for (std::size_t i = 0; i < file.windows; ++i) file.touched[i].store(0, std::memory_order_relaxed);
    if (file.bytes.empty()) continue;
    // A read-only mapping of a file has nothing to lose. When it fails, only memory is lost. In steps, for what other
    // threads map waits meanwhile.
    for (std::size_t at = 0; at < file.bytes.size(); at += kStep) {
      const Raw step = file.bytes.subspan(at, std::min(kStep, file.bytes.size() - at));
      (void)::madvise(const_cast<std::uint8_t*>(step.data()), step.size(), MADV_DONTNEED);  // NOLINT
    }
  }
}

}  // namespace leaksieve::git::pack
