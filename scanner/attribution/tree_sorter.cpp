#include "scanner/attribution/tree_sorter.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <unordered_set>
#include <utility>

#include "scanner/attribution/sorting_worker.h"
#include "scanner/base/beside.h"

namespace leaksieve::attribution {

// Makes the workers' classes one. Numbers of a class's trees are known when they are looked at: a worker met them
// before it made the class.
class TreeSorter::Joiner {
 public:
  Joiner(const std::vector<ClassLists>& parts, ClassLists& joined) : parts_(parts), joined_(joined) {
    for (const ClassLists& part : parts) numbers_.emplace_back(part.size(), kNotJoined);
  }

  void run() {
    for (unsigned worker = 0; worker < parts_.size(); ++worker) {
      for (std::uint32_t number = 0; number < parts_[worker].size(); ++number) join({worker, number});
    }
  }
  // The joined class of a worker's one.
  [[nodiscard]] std::uint32_t class_of(std::uint32_t of_class) const {
    return of_class == 0 ? 0 : number_of(owned(of_class)) + 1;
  }

 private:
  [[nodiscard]] OwnedClass owned(std::uint32_t of_class) const {
    return OwnedClass::of(of_class, static_cast<unsigned>(parts_.size()));
  }
  [[nodiscard]] std::uint32_t number_of(const OwnedClass& at) const { return numbers_[at.worker][at.number]; }

  void join(const OwnedClass& wanted) {
    waiting_.push_back(wanted);
    while (!waiting_.empty()) {
      const OwnedClass top = waiting_.back();
      if (number_of(top) == kNotJoined && wait_for_trees(top)) continue;
      waiting_.pop_back();
      if (number_of(top) != kNotJoined) continue;
      const std::span<const Entry> entries = parts_[top.worker][top.number];
      room_.assign(entries.begin(), entries.end());
      for (Entry& entry : room_) {
        if (entry.kind == EntryKind::kTree) entry.object = number_of(owned(entry.object + 1));
      }
      numbers_[top.worker][top.number] = joined_.intern(room_);
    }
  }

  bool wait_for_trees(const OwnedClass& at) {
    const std::size_t before = waiting_.size();
    for (const Entry& entry : parts_[at.worker][at.number]) {
      if (entry.kind != EntryKind::kTree) continue;
      const OwnedClass tree = owned(entry.object + 1);
      if (number_of(tree) == kNotJoined) waiting_.push_back(tree);
    }
    return waiting_.size() > before;
  }

  static constexpr std::uint32_t kNotJoined = ~std::uint32_t{0};

  const std::vector<ClassLists>& parts_;
  ClassLists& joined_;
  std::vector<std::vector<std::uint32_t>> numbers_;  // by worker and its number
  std::vector<OwnedClass> waiting_;
  std::vector<Entry> room_;
};

bool TreeSorter::run(unsigned threads) {
  const unsigned count = std::max(threads, 1U);
  classes_.assign(history_.size(), SharedSorting::kUnknown);
  std::vector<ClassLists> lists(count);
  SharedSorting shared{history_, sought_, classes_, lists, max_entries_};
  std::vector<std::unique_ptr<SortingWorker>> workers;
  for (unsigned i = 0; i < count; ++i) workers.push_back(std::make_unique<SortingWorker>(shared, i));
  std::vector<std::future<void>> others;  // whose destructors wait
  // One for which no thread can be had finds nothing left to do.
  for (unsigned i = 1; i < count; ++i) others.push_back(run_beside([&workers, i] { workers[i]->run(); }));
  workers[0]->run();
  for (std::future<void>& other : others) other.get();
  if (shared.is_full) return false;
  for (const auto& worker : workers) worker->move_unseen_to(unseen_);
  if (count == 1) {
    lists_ = std::move(lists[0]);
  } else {
    Joiner joiner(lists, lists_);
    joiner.run();
    for (std::uint32_t& of_class : classes_) of_class = joiner.class_of(of_class);
  }
  return lists_.entries() <= max_entries_;
}

std::vector<std::pair<Oid, TreeSorter::Node>> TreeSorter::tops_beside(const std::vector<bool>& covered) const {
  std::vector<Place> beside;
  for (Place tree = 0; tree < history_.size(); ++tree) {
    if (classes_[tree] != 0 && !covered[classes_[tree] - 1]) beside.push_back(tree);
  }
  std::unordered_set<Place> inner;
  for (const Place tree : beside) {
    for (const TreeChange& change : history_.all_names(tree)) {
      if (change.kind() == ChangeKind::kTree) inner.insert(change.object);
    }
  }
  std::vector<std::pair<Oid, Node>> tops;
  for (const Place tree : beside) {
    const git::StoreIds::Number number = history_.number(tree);
    const bool is_first = number != git::StoreIds::kNone && history_.place_of(number) == tree;
    if (is_first && !inner.contains(tree)) tops.emplace_back(history_.id(tree), node(tree));
  }
  std::ranges::sort(tops);
  return tops;
}

TreeClasses TreeSorter::take_classes(std::vector<Oid> others) {
  TreeClasses out;
  out.classes_.assign(history_.store().count(), TreeClasses::kUnseen);
  for (Place tree = 0; tree < history_.size(); ++tree) {
    const git::StoreIds::Number number = history_.number(tree);
    if (number == git::StoreIds::kNone || history_.place_of(number) != tree) continue;
    out.classes_[number] = TreeClasses::kHoldsNothing + classes_[tree];
  }
  out.entries_.reserve(lists_.entries());
  for (Node node = 0; node < nodes(); ++node) {
    out.entries_.insert(out.entries_.end(), lists_[node].begin(), lists_[node].end());
    out.first_entry_.push_back(out.entries_.size());
  }
  lists_ = {};
  out.others_ = std::move(others);
  number_names(out);
  return out;
}

// The workers met names in any order: here they get the order of their bytes.
void TreeSorter::number_names(TreeClasses& out) {
  std::vector<std::uint32_t> used;
  for (const Entry& entry : out.entries_) used.push_back(entry.name);
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  const auto& names = history_.names().names();
  std::ranges::sort(used, {}, [&](std::uint32_t name) { return names[name]; });
  std::unordered_map<std::uint32_t, std::uint32_t> numbers;
  for (const std::uint32_t name : used) {
    numbers.emplace(name, static_cast<std::uint32_t>(out.names_.size()));
    out.names_.emplace_back(names[name]);
  }
  for (Entry& entry : out.entries_) entry.name = numbers[entry.name];
  for (Node node = 0; node < out.size(); ++node) {
    const auto begin = out.entries_.begin();
    std::stable_sort(begin + static_cast<std::ptrdiff_t>(out.first_entry_[node]),
                     begin + static_cast<std::ptrdiff_t>(out.first_entry_[node + std::size_t{1}]),
                     [](const Entry& a, const Entry& b) { return a.name < b.name; });
  }
}

}  // namespace leaksieve::attribution
