// A piece of work that goes on beside the caller's.
#pragma once

#include <future>
#include <utility>

namespace leaksieve {

// Runs `work` on a thread of its own; when none can be had, when its result is asked for. What it throws, get() throws.
// The future's destructor waits: what `work` borrows has to be declared before it.
template <class Work>
[[nodiscard]] auto run_beside(Work work) {
  return std::async(std::launch::async | std::launch::deferred, std::move(work));
}

}  // namespace leaksieve
