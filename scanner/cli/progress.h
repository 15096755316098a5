// The progress line on standard error.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "scanner/scan/scan.h"

namespace leaksieve::cli {

// "reading objects  12,345/45,678  27%  118.2 MiB/s  0:04 left", cut to `width` columns. `phase_seconds` is how long
// this phase has been going on, `seconds` the whole scan.
[[nodiscard]] std::string progress_line(const scan::Progress& progress, double phase_seconds, double seconds,
                                        std::size_t width);

// Draws and erases the line. Silent when standard error is no terminal.
class ProgressBar {
 public:
  enum class Show : std::uint8_t { kNever, kOnTerminal };
  explicit ProgressBar(Show show);
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Empty when there is nothing to draw on. Borrows this.
  [[nodiscard]] scan::ProgressCallback callback();
  void clear();

 private:
  void draw(const scan::Progress& progress);

  bool active_;
  std::mutex mutex_;
  bool drawn_ = false;
  std::string phase_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point phase_begin_ = begin_;
};

}  // namespace leaksieve::cli
