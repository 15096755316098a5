#include "scanner/git/pack/page_keeper.h"

#include <sys/mman.h>

namespace leaksieve::git::pack {

void PageKeeper::add(Raw file) {
  const std::size_t windows = (file.size() + kWindow - 1) >> kWindowBits;
  total_ += file.size();
  // NOLINTNEXTLINE(modernize-avoid-c-arrays)
  files_.push_back({file, windows, std::make_unique<std::atomic<std::uint8_t>[]>(windows)});
}

// One thread does it; the others go on, and what they touch meanwhile may go uncounted until the next time.
void PageKeeper::release() {
  const std::unique_lock lock(releasing_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  mapped_.store(0, std::memory_order_relaxed);
  for (File& file : files_) {
    for (std::size_t i = 0; i < file.windows; ++i) file.touched[i].store(0, std::memory_order_relaxed);
    if (file.bytes.empty()) continue;
    // A read-only mapping of a file has nothing to lose. When it fails, only memory is lost.
    (void)::madvise(const_cast<std::uint8_t*>(file.bytes.data()), file.bytes.size(), MADV_DONTNEED);  // NOLINT
  }
}

}  // namespace leaksieve::git::pack
