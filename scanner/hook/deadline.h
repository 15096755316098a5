// A stop token that a time limit or another token sets off. Inner header of the hook layer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace leaksieve::hook {

class Deadline {
 public:
  // `limit` 0: none.
  Deadline(std::chrono::seconds limit, std::stop_token other)
      : forward_(std::move(other), [this] { source_.request_stop(); }) {
    if (limit.count() == 0) return;
    timer_.emplace([this, limit](const std::stop_token& done) {
      std::unique_lock lock(mutex_);
      if (!wake_.wait_for(lock, done, limit, [&done] { return done.stop_requested(); })) source_.request_stop();
    });
  }

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<std::jthread> timer_;  // ends first
};

}  // namespace leaksieve::hook
