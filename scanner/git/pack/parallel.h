// Runs a function on several threads at once. Inner header of git/pack.
#pragma once

#include <system_error>
#include <thread>
#include <vector>

namespace leaksieve::git::pack {

// work(0) … work(threads - 1), the first on this thread; returns when all have. `work` must not throw. When the system
// gives fewer threads, those do all the work.
template <class Work>
void run_threads(unsigned threads, const Work& work) {
  std::vector<std::jthread> others;
  for (unsigned worker = 1; worker < threads; ++worker) {
    try {
      others.emplace_back([&work, worker] { work(worker); });
    } catch (const std::system_error&) {
      break;
    }
  }
  work(0);
}

}  // namespace leaksieve::git::pack
