// One thread's part of the sorting of trees. Inner header of attribution/tree_sorter.
#pragma once

#include <atomic>
#include <map>
#include <span>
#include <vector>

#include "scanner/attribution/class_lists.h"
#include "scanner/attribution/tree_sorter.h"

namespace leaksieve::attribution {

// A class while there are several workers: which one's, and its number there. As a number: 0 holds nothing.
struct OwnedClass {
  unsigned worker = 0;
  std::uint32_t number = 0;
  [[nodiscard]] static OwnedClass of(std::uint32_t of_class, unsigned workers) {
    return {(of_class - 1) % workers, (of_class - 1) / workers};
  }
  [[nodiscard]] std::uint32_t as_class(unsigned workers) const { return number * workers + worker + 1; }
};

// What the workers share.
struct SharedSorting {
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};
  const TreeHistory& history;
  Sought& sought;
  std::vector<std::uint32_t>& classes;  // by place; until it is sorted kUnknown
  std::vector<ClassLists>& lists;       // by worker
  std::size_t max_entries;
  std::atomic<TreeHistory::Place> next{0};
  std::atomic<bool> is_full{false};
};

class SortingWorker {
 public:
  using Entry = TreeClasses::Entry;
  using Place = TreeHistory::Place;

  SortingWorker(SharedSorting& shared, unsigned worker)
      : shared_(shared),
        history_(shared.history),
        worker_(worker),
        workers_(static_cast<unsigned>(shared.lists.size())) {}

  // Until all places are taken. May throw std::bad_alloc; then the other workers end too.
  void run();
  // Adds what it met; of a subtree's several trees the least counts.
  void move_unseen_to(std::map<Oid, TreeSorter::UnseenTree>& all);

 private:
  // A tree that is being looked at.
  struct Frame {
    Place tree = 0;
    std::size_t next = 0;  // of its changes: those before lead to trees that are done
    bool waits_for_base = false;
    bool is_alone = false;            // looked at without its base
    bool differs = false;             // of the changes before `next`, one brings or takes away something sought
    std::vector<TreeChange> names{};  // then: all of its names
  };
  static constexpr std::uint32_t kUnknown = SharedSorting::kUnknown;
  static constexpr Place kAhead = 16;  // trees
  static constexpr Place kMostAtOnce = 4096;

  void sort(Place begin, Place end);
  [[nodiscard]] std::uint32_t class_at(Place tree) const {
    return std::atomic_ref(shared_.classes[tree]).load(std::memory_order_acquire);
  }
  // What is open here is not done, whatever others found: a tree may claim to be in itself.
  [[nodiscard]] bool is_done(Place tree) const { return !open_[tree] && class_at(tree) != kUnknown; }
  void open(Place tree);
  void close(std::uint32_t of_class);
  bool wait_for_base();
  bool wait_for_subtree();
  bool break_circle(Place at);
  [[nodiscard]] std::span<const TreeChange> changes_of(const Frame& frame) const {
    return frame.is_alone ? std::span<const TreeChange>(frame.names) : history_.changes(frame.tree);
  }
  void note_unseen(const TreeChange& change, Place parent);
  std::uint32_t class_of(const Frame& frame);
  bool entry_of(const TreeChange& change, Entry& entry);
  [[nodiscard]] std::span<const Entry> list(std::uint32_t of_class) const;
  void ask_early(Place tree) const;
  [[nodiscard]] std::span<const Entry> base_list(const Frame& frame) const {
    const Place base = frame.is_alone ? TreeHistory::kNone : history_.base(frame.tree);
    return base == TreeHistory::kNone ? std::span<const Entry>() : list(class_at(base));
  }
  [[nodiscard]] bool differs(const TreeChange& change, std::span<const Entry> base);

  SharedSorting& shared_;
  const TreeHistory& history_;
  unsigned worker_, workers_;
  std::vector<bool> open_;   // by place: it has a frame
  std::vector<bool> alone_;  // by place: is never to wait for its base again
  std::vector<Frame> stack_;
  std::vector<std::uint32_t> changed_by_;  // by name: the number of the last change list with it
  std::uint32_t change_lists_ = 0;
  std::vector<Entry> room_;  // kept for its memory
  std::map<Oid, TreeSorter::UnseenTree> unseen_;
};

}  // namespace leaksieve::attribution
