// Keeps the mapped pages of packs from piling up: they count as the process's memory, and a scan touches every page.
//
// Idea: files are cut into windows of what the kernel maps at one fault. Who reads says where; when windows of more
// than a part of all files has been touched, all are given back (the content stays in the page cache, and the next
// touch maps it again, which costs ten microseconds a window). Inner header of git/pack.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "scanner/git/pack/raw.h"

namespace leaksieve::git::pack {

// Safe from several threads, but for add().
class PageKeeper {
 public:
  // Bytes that stay mapped, over all files: three quarters of them, within these bounds. A quarter cost 5 % more time.
  static constexpr std::uint64_t kLeastKept = std::uint64_t{48} << 20, kMostKept = std::uint64_t{256} << 20;

  // A mapped file: it must outlive the keeper, or at least the last call. Numbers go up from 0.
  void add(Raw file);
  // Bytes [from, to) of a file are about to be read. The pages stay readable whatever is given back.
  void touch(std::size_t file, std::uint64_t from, std::uint64_t to) {
    std::atomic<std::uint8_t>* const touched = files_[file].touched.get();
    for (std::uint64_t window = from >> kWindowBits; window << kWindowBits < to; ++window) {
      if (touched[window].load(std::memory_order_relaxed) != 0) continue;
      touched[window].store(1, std::memory_order_relaxed);
      if (mapped_.fetch_add(kWindow, std::memory_order_relaxed) >= most_mapped_) release();
    }
  }
  // Gives all pages back.
  void release();

 private:
  static constexpr unsigned kWindowBits = 16;  // Linux maps 64 KiB around a fault, as far as they are in the cache
  static constexpr std::uint64_t kWindow = std::uint64_t{1} << kWindowBits;
  struct File {
    Raw bytes;
    std::size_t windows = 0;
    std::unique_ptr<std::atomic<std::uint8_t>[]> touched;  // NOLINT(modernize-avoid-c-arrays): atomics do not move
  };

  std::vector<File> files_;
  std::uint64_t total_ = 0, most_mapped_ = kLeastKept;
  std::atomic<std::uint64_t> mapped_{0};
  std::mutex releasing_;
};

}  // namespace leaksieve::git::pack
