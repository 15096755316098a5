// Runs a function on several threads at once. Inner header of git/pack.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
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

// work(begin, end) for parts of [0, count) of `part` each, the last one shorter. `work` must not throw.
template <class Work>
void run_in_parts(unsigned threads, std::uint32_t count, std::uint32_t part, const Work& work) {
  std::atomic<std::uint64_t> next{0};
  run_threads(std::min(threads, count / part + 1), [&](unsigned) {
    for (std::uint64_t begin = next.fetch_add(part); begin < count; begin = next.fetch_add(part)) {
      work(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min<std::uint64_t>(begin + part, count)));
    }
  });
}

}  // namespace leaksieve::git::pack
