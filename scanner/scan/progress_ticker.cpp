#include "scanner/scan/progress_ticker.h"

#include <chrono>

namespace leaksieve::scan {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(120);

}  // namespace

ProgressTicker::ProgressTicker(ProgressCallback callback) : callback_(std::move(callback)) {
  if (callback_) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ProgressTicker::~ProgressTicker() = default;

void ProgressTicker::begin(const std::string& phase) {
  const std::lock_guard lock(mutex_);
  phase_ = phase;
  counters_.objects = 0;
  counters_.bytes = 0;
  counters_.objects_total = 0;
}

void ProgressTicker::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, kInterval, [] { return false; });
    if (stop.stop_requested() || phase_.empty()) continue;
    const Progress progress{phase_, counters_.objects, counters_.objects_total, counters_.bytes};
    lock.unlock();
    callback_(progress);
    lock.lock();
  }
}

}  // namespace leaksieve::scan
