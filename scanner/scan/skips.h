// What could not be read, by any thread, as it goes into a report.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "scanner/report/report.h"

namespace leaksieve::scan {

class SkipList {
 public:
  static constexpr std::size_t kTold = 1000;

  // Any thread.
  void add(std::string what, std::string reason);
  [[nodiscard]] bool empty() const { return skips_.empty(); }
  [[nodiscard]] const std::vector<finding::Skip>& all() const { return skips_; }
  // Sorts, drops what was told twice, and fills the report's skips and `complete`.
  void move_to(report::ScanReport& report);

 private:
  std::mutex mutex_;
  std::vector<finding::Skip> skips_;
};

}  // namespace leaksieve::scan
