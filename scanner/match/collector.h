// What Hyperscan reports of one buffer. Inner header of the match layer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace leaksieve::match {

// Ends of matches of one expression that one window serves, in bytes of the text.
struct Run {
  std::size_t first = 0;
  std::size_t last = 0;
};

struct Hits {
  std::vector<Run> runs;
  bool in_order = true;

  // Hyperscan promises no order of ends.
  void put_in_order(std::size_t gap) {
    if (in_order) return;
    in_order = true;
    std::ranges::sort(runs, {}, &Run::first);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < runs.size(); ++i) {
      if (runs[i].first <= runs[kept].last || runs[i].first - runs[kept].last <= gap) {
        runs[kept].last = std::max(runs[kept].last, runs[i].last);
      } else {
        runs[++kept] = runs[i];
      }
    }
    runs.resize(kept + 1);
  }
};

// Hyperscan reports often many ends for one match: kept by id as runs, so that hostile input (an end at every byte, a
// match nowhere) costs little memory.
class Collector {
 public:
  // By id: ends at most this many bytes apart are one run.
  explicit Collector(std::vector<std::size_t> gaps) : gaps_(std::move(gaps)), hits_(gaps_.size()) {}

  void add(std::uint32_t id, std::size_t first, std::size_t last) {
    Hits& hits = hits_[id];
    if (hits.runs.empty()) {
      touched_.push_back(id);
      hits.runs.push_back({first, last});
      return;
    }
    Run& run = hits.runs.back();
    if (first >= run.first && (first <= run.last || first - run.last <= gaps_[id])) {
      run.last = std::max(run.last, last);
    } else {
      if (first < run.first) hits.in_order = false;
      hits.runs.push_back({first, last});
    }
  }

  // Ids that have hits, in the order of their first one.
  [[nodiscard]] const std::vector<std::uint32_t>& touched() const { return touched_; }
  // Its runs, by place, apart from each other by more than the id's gap.
  [[nodiscard]] const std::vector<Run>& runs(std::uint32_t id) {
    hits_[id].put_in_order(gaps_[id]);
    return hits_[id].runs;
  }

  void clear() {
    for (const std::uint32_t id : touched_) {
      hits_[id].runs.clear();
      hits_[id].in_order = true;
    }
    touched_.clear();
  }

 private:
  std::vector<std::size_t> gaps_;
  std::vector<Hits> hits_;  // by id
  std::vector<std::uint32_t> touched_;
};

}  // namespace leaksieve::match
