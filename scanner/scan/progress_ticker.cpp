#include <sys/resource.h>
#include <time.h>
#include <cstdio>
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
  {static double lw=0,lc=0;static std::string last="start";struct rusage u;getrusage(RUSAGE_SELF,&u);double c=u.ru_utime.tv_sec+u.ru_stime.tv_sec+(u.ru_utime.tv_usec+u.ru_stime.tv_usec)/1e6;struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);double w=t.tv_sec+t.tv_nsec/1e9;fprintf(stderr,"%-30s wall %.2f cpu %.2f rss %ld\n",last.c_str(),lw?w-lw:0,c-lc,u.ru_maxrss/1024);lw=w;lc=c;last=phase;}

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
