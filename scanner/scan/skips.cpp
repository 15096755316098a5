#include "scanner/scan/skips.h"

#include <algorithm>
#include <tuple>

namespace leaksieve::scan {

void SkipList::add(std::string what, std::string reason) {
  const std::lock_guard lock(mutex_);
  skips_.push_back({std::move(what), std::move(reason)});
}

void SkipList::move_to(report::ScanReport& report) {
  std::ranges::sort(skips_, {}, [](const finding::Skip& skip) { return std::tie(skip.what, skip.reason); });
  // One object, one skip: two phases may have met it.
  const auto same = [](const finding::Skip& a, const finding::Skip& b) { return a.what == b.what; };
  skips_.erase(std::unique(skips_.begin(), skips_.end(), same), skips_.end());
  if (!skips_.empty()) report.complete = false;
  report.skipped_total += skips_.size();
  const std::size_t room = kTold - std::min(report.skipped.size(), kTold);
  if (skips_.size() > room) skips_.resize(room);
  std::ranges::move(skips_, std::back_inserter(report.skipped));
  skips_.clear();
}

}  // namespace leaksieve::scan
