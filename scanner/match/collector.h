// What Hyperscan reports of one buffer. Inner header of the match layer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <tuple>
#include <vector>

#include "scanner/match/edit.h"

namespace leaksieve::match {

// Ends of matches of one expression that one window serves, in bytes of the text.
struct Run {
  std::size_t first = 0;
  std::size_t last = 0;
  bool in_vain = false;  // what lies around says that no match will come of it
};

struct Hits {
  std::vector<Run> runs;
  bool in_order = true;
  std::uint32_t last_end = 0;  // 1-based place of the last of those that are kept; 0: none

  // Hyperscan promises no order of ends.
  void put_in_order(std::size_t gap) {
    if (in_order) return;
    in_order = true;
    std::ranges::sort(runs, {}, &Run::first);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < runs.size(); ++i) {
      if (runs[i].first <= runs[kept].last || runs[i].first - runs[kept].last <= gap) {
        runs[kept].last = std::max(runs[kept].last, runs[i].last);
        runs[kept].in_vain = runs[kept].in_vain && runs[i].in_vain;
      } else {
        runs[++kept] = runs[i];
      }
    }
    runs.resize(kept + 1);
  }
};

// Hyperscan reports often many ends for one match: kept by id as runs, so that hostile input (an end at every byte, a
// match nowhere) costs little memory. With `keep_ends`, each end is kept too, for a Trace.
class Collector {
 public:
  // By id: ends at most this many bytes apart are one run.
  explicit Collector(std::vector<std::size_t> gaps) : gaps_(std::move(gaps)), places_(gaps_.size()) {}

  // At most about `most` runs of them; 0: none.
  void keep_ends(std::size_t most) { most_ends_ = most; }

  // Every byte from `first` to `last` is an end. `in_vain`: for each of them alone.
  void add(std::uint32_t id, std::size_t first, std::size_t last, bool in_vain = false) {
    if (ends_.size() < most_ends_) add_ends(id, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last));
    Hits& hits = hits_of(id);
    if (hits.runs.empty()) {
      touched_.push_back(id);
      hits.runs.push_back({first, last, in_vain});
      return;
    }
    Run& run = hits.runs.back();
    if (first >= run.first && (first <= run.last || first - run.last <= gaps_[id])) {
      run.last = std::max(run.last, last);
      run.in_vain = run.in_vain && in_vain;
    } else {
      if (first < run.first) hits.in_order = false;
      hits.runs.push_back({first, last, in_vain});
    }
  }

  // Ids that have hits, in the order of their first one.
  [[nodiscard]] const std::vector<std::uint32_t>& touched() const { return touched_; }
  // Its runs, by place, apart from each other by more than the id's gap. Who learns that nothing comes of one marks it.
  [[nodiscard]] std::vector<Run>& runs(std::uint32_t id) {
    Hits& hits = hits_of(id);
    hits.put_in_order(gaps_[id]);
    return hits.runs;
  }
  // The ends that were kept, and whether their runs were in vain. Unknown when there were too many.
  void move_ends_to(Trace& trace) {
    trace.is_known = ends_.size() < most_ends_;
    if (!trace.is_known || ends_.empty()) return;
    std::ranges::sort(ends_, {}, [](const Trace::Ends& ends) { return std::pair(std::uint32_t{ends.id}, ends.first); });
    for (const Trace::Ends& ends : ends_) {
      if (!trace.ends.empty() && trace.ends.back().id == ends.id && ends.first <= trace.ends.back().last + 1) {
        trace.ends.back().last = std::max(trace.ends.back().last, ends.last);
      } else {
        trace.ends.push_back(ends);
      }
    }
    for (Trace::Ends& ends : trace.ends) {
      ends.in_vain = is_in_vain(ends) ? 1 : 0;
      trace.longest = std::max(trace.longest, ends.last - ends.first);
    }
    std::ranges::sort(trace.ends, {},
                      [](const Trace::Ends& ends) { return std::pair(ends.first, std::uint32_t{ends.id}); });
  }

  void clear() {
    for (const std::uint32_t id : touched_) {
      Hits& hits = hits_of(id);
      hits.runs.clear();
      hits.in_order = true;
      hits.last_end = 0;
    }
    touched_.clear();
    ends_.clear();
  }

 private:
  void add_ends(std::uint32_t id, std::uint32_t first, std::uint32_t last) {
    std::uint32_t& number = hits_of(id).last_end;
    if (number > 0) {
      Trace::Ends& ends = ends_[number - 1];
      if (first >= ends.first && first <= ends.last + 1) {
        ends.last = std::max(ends.last, last);
        return;
      }
    }
    ends_.push_back({.id = id & Trace::kIdMask, .first = first, .last = last});
    number = static_cast<std::uint32_t>(ends_.size());
  }

  // Ends that follow each other may be of several runs.
  [[nodiscard]] bool is_in_vain(const Trace::Ends& ends) {
    const std::vector<Run>& all = runs(ends.id);
    for (auto run = std::ranges::lower_bound(all, ends.first, {}, &Run::last); run != all.end(); ++run) {
      if (run->first > ends.last) break;
      if (!run->in_vain) return false;
    }
    return true;
  }

  // Of thousands of ids a few are ever met.
  Hits& hits_of(std::uint32_t id) {
    std::uint32_t& place = places_[id];
    if (place == 0) {
      hits_.emplace_back();
      place = static_cast<std::uint32_t>(hits_.size());
    }
    return hits_[place - 1];
  }

  std::vector<std::size_t> gaps_;
  std::vector<std::uint32_t> places_;  // by id: 1-based place in hits_; 0: not met yet
  std::deque<Hits> hits_;
  std::vector<std::uint32_t> touched_;
  std::size_t most_ends_ = 0;
  std::vector<Trace::Ends> ends_;
};

}  // namespace leaksieve::match
