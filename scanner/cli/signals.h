// Ctrl-C and `kill`: the first one asks the scan to stop and report what it has, the second one ends the program.
#pragma once

#include <array>
#include <stop_token>
#include <thread>

namespace leaksieve::cli {

// While it lives, SIGINT and SIGTERM ask `stop_token()` to stop. One at a time. Signals that were ignored when the
// program began (nohup) stay ignored.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::thread waiter_;
};

}  // namespace leaksieve::cli
