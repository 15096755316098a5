// Calls a job's progress callback a few times a second, from a thread of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "scanner/git/object_stream.h"
#include "scanner/scan/scan.h"

namespace leaksieve::scan {

class ProgressTicker {
 public:
  explicit ProgressTicker(ProgressCallback callback);
  ~ProgressTicker();
  ProgressTicker(const ProgressTicker&) = delete;
  ProgressTicker& operator=(const ProgressTicker&) = delete;

  // A new phase; the counters behind counters() begin at 0 again.
  void begin(const std::string& phase);
  [[nodiscard]] git::StreamProgress* counters() { return &counters_; }

 private:
  void run(const std::stop_token& stop);

  ProgressCallback callback_;
  git::StreamProgress counters_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string phase_;
  std::jthread thread_;
};

}  // namespace leaksieve::scan
