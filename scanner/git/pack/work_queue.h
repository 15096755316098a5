// Who walks what: roots with much work in or below them one by one, largest first; the others in the order of the pack,
// in batches; and parts of trees that a busy thread hands to an idle one. Inner header of git/pack.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "scanner/git/pack/delta_tree.h"

namespace leaksieve::git::pack {

class RootOrder {
 public:
  // Roots of needed nodes. `needed` tells by node.
  RootOrder(const DeltaTree& tree, const std::vector<std::uint8_t>& needed, unsigned threads);
  // The next roots to walk; none: all are handed out.
  [[nodiscard]] std::span<const Node> next();

 private:
  static constexpr std::size_t kBatch = 32;  // roots at most
  unsigned threads_;
  std::vector<Node> roots_;
  std::size_t heavy_ = 0;  // as many at the front go one by one
  std::atomic<std::size_t> next_heavy_{0}, next_light_{0};
};

// Parts handed over. Part must be movable.
template <class Part>
class WorkQueue {
 public:
  // Each thread, before it asks for any work. (One that cannot be started never does.)
  void enter() {
    const std::lock_guard lock(mutex_);
    ++threads_;
  }
  // Cheap: asked at every object.
  [[nodiscard]] bool wants_parts() const { return waiting_.load(std::memory_order_relaxed) > 0; }
  void give(Part part) {
    const std::lock_guard lock(mutex_);
    parts_.push_back(std::move(part));
    --waiting_;
    changed_.notify_one();
  }
  // Waits for a part; nullopt when no thread has work any more, or at finish().
  std::optional<Part> wait() {
    std::unique_lock lock(mutex_);
    ++idle_;
    ++waiting_;
    if (idle_ == threads_ && parts_.empty()) finish_locked();
    changed_.wait(lock, [this] { return is_finished_ || !parts_.empty(); });
    if (parts_.empty()) return std::nullopt;
    --idle_;
    Part part = std::move(parts_.front());
    parts_.pop_front();
    return part;
  }
  // What nobody took, after finish().
  [[nodiscard]] std::deque<Part> take_left() {
    const std::lock_guard lock(mutex_);
    return std::exchange(parts_, {});
  }
  void finish() {
    const std::lock_guard lock(mutex_);
    finish_locked();
  }
  [[nodiscard]] bool is_finished() const { return is_finished_.load(std::memory_order_relaxed); }

 private:
  void finish_locked() {
    is_finished_ = true;
    changed_.notify_all();
  }

  unsigned threads_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Part> parts_;
  unsigned idle_ = 0;            // threads in wait()
  std::atomic<int> waiting_{0};  // of those, without a part given for them
  std::atomic<bool> is_finished_{false};
};

}  // namespace leaksieve::git::pack
