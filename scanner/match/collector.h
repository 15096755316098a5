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

// For lists that are in order but for what was added last.
template <class T, class Less>
void sort_added(std::vector<T>& all, Less less) {
  const auto added = std::is_sorted_until(all.begin(), all.end(), less);
  std::sort(added, all.end(), less);
  std::inplace_merge(all.begin(), added, all.end(), less);
}

struct Hits {
  std::vector<Run> runs;
  bool in_order = true;
  std::uint32_t last_end = 0;  // 1-based place of the last of those that are kept; 0: none
  std::size_t next_run = 0;    // the first that may hold the next end, when ends are gone through by place

  // Hyperscan promises no order of ends.
  void put_in_order(std::size_t gap) {
    if (in_order) return;
    in_order = true;
    sort_added(runs, [](const Run& a, const Run& b) { return a.first < b.first; });
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
    if (ends_.size() < most_ends_) {
      const auto from = static_cast<std::uint32_t>(first), to = static_cast<std::uint32_t>(last);
      add_to(ends_, {.id = id & Trace::kIdMask, .first = from, .last = to});
    }
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
    sort_added(ends_, [](const Trace::Ends& a, const Trace::Ends& b) {
      return std::pair(a.first, std::uint32_t{a.id}) < std::pair(b.first, std::uint32_t{b.id});
    });
    for (const std::uint32_t id : touched_) hits_of(id).last_end = 0;
    for (const Trace::Ends& ends : ends_) add_to(trace.ends, ends);
    for (Trace::Ends& ends : trace.ends) {
      ends.in_vain = is_in_vain(ends) ? 1 : 0;
      trace.longest = std::max(trace.longest, ends.last - ends.first);
    }
  }

  void clear() {
    for (const std::uint32_t id : touched_) {
      Hits& hits = hits_of(id);
      hits.runs.clear();
      hits.in_order = true;
      hits.last_end = 0;
      hits.next_run = 0;
    }
    touched_.clear();
    ends_.clear();
  }

 private:
  // Joined with the last ones of its id, when they meet.
  void add_to(std::vector<Trace::Ends>& all, const Trace::Ends& ends) {
    std::uint32_t& number = hits_of(ends.id).last_end;
    if (number > 0) {
      Trace::Ends& last = all[number - 1];
      if (ends.first >= last.first && ends.first <= last.last + 1) {
        last.last = std::max(last.last, ends.last);
        return;
      }
    }
    all.push_back(ends);
    number = static_cast<std::uint32_t>(all.size());
  }

  // Ends that follow each other may be of several runs. REQUIRED: those of one id come by place.
  [[nodiscard]] bool is_in_vain(const Trace::Ends& ends) {
    const std::vector<Run>& all = runs(ends.id);
    std::size_t& next = hits_of(ends.id).next_run;
    while (next < all.size() && all[next].last < ends.first) ++next;
    for (std::size_t i = next; i < all.size() && all[i].first <= ends.last; ++i) {
      if (!all[i].in_vain) return false;
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
