// Keeps the mapped pages of packs from piling up: they count as the process's memory, and a scan touches every page.
//
// Idea: files are cut into windows of what the kernel maps at one fault. Who reads says where; when more than a part of
// large files has been touched, all is given back (the content stays in the page cache, and the next touch maps it
// again, which costs ten microseconds a window). Inner header of git/pack.
#pragma once

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
  struct Limits {
    // Files of so many bytes in all stay mapped: to give their pages back and map them again takes 3 % of a scan.
    std::uint64_t small = std::uint64_t{416} << 20;
    // Bytes that stay mapped of larger ones: git's own repository is to be scanned in less than 512 MiB.
    std::uint64_t most_kept = std::uint64_t{256} << 20;
  };

  PageKeeper() = default;
  explicit PageKeeper(const Limits& limits) : limits_(limits) {}

  // A mapped file: it must outlive the keeper, or at least the last call. Numbers go up from 0.
  void add(Raw file);
  // Nothing more will be read for a while: gives all pages back. A process that ends with them does it then (17 ms for
  // 255 MiB).
  void give_back();
  // Bytes [from, to) of a file are about to be read. The pages stay readable whatever is given back.
  void touch(std::size_t file, std::uint64_t from, std::uint64_t to) {
    if (total_ <= limits_.small) return;
    std::atomic<std::uint8_t>* const touched = files_[file].touched.get();
    for (std::uint64_t window = from >> kWindowBits; window << kWindowBits < to; ++window) {
      if (touched[window].load(std::memory_order_relaxed) != 0) continue;
      touched[window].store(1, std::memory_order_relaxed);
      if (mapped_.fetch_add(kWindow, std::memory_order_relaxed) >= limits_.most_kept) give_back();
    }
  }

 private:
  static constexpr unsigned kWindowBits = 16;  // Linux maps 64 KiB around a fault, as far as they are in the cache
  static constexpr std::uint64_t kWindow = std::uint64_t{1} << kWindowBits;
  struct File {
    Raw bytes;
    std::size_t windows = 0;
    std::unique_ptr<std::atomic<std::uint8_t>[]> touched;  // NOLINT(modernize-avoid-c-arrays): atomics do not move
  };

  Limits limits_;
  std::vector<File> files_;
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> mapped_{0};
  std::mutex releasing_;
};

}  // namespace leaksieve::git::pack
