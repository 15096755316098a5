#include "scanner/attribution/sorting_worker.h"

#include <algorithm>
#include <utility>

namespace leaksieve::attribution {

void SortingWorker::run() {
  const Place size = history_.size();
  const Place at_once = std::clamp<Place>(size / (workers_ * 64), 1, kMostAtOnce);
  try {
    open_.assign(size, false);
    alone_.assign(size, false);
    changed_by_.assign(history_.names().names().size(), 0);
    while (!shared_.is_full) {
      const std::uint64_t begin = shared_.next.fetch_add(at_once);
      if (begin >= size) return;
      sort(static_cast<Place>(begin), static_cast<Place>(std::min<std::uint64_t>(begin + at_once, size)));
    }
  } catch (...) {
    shared_.is_full = true;
    throw;
  }
}

void SortingWorker::sort(Place begin, Place end) {
  for (Place tree = begin; tree < end; ++tree) {
    if (tree + kAhead < end) ask_early(tree + kAhead);
    if (!is_done(tree)) open(tree);
    while (!stack_.empty()) {
      if (wait_for_base() || wait_for_subtree()) continue;
      close(class_of(stack_.back()));
      // Until they are joined, workers may have the same classes.
      if (shared_.lists[worker_].entries() > shared_.max_entries) shared_.is_full = true;
      if (shared_.is_full) return;
    }
  }
}

// Each subtree's class is a cache miss when it is not asked for early.
void SortingWorker::ask_early(Place tree) const {
  for (const TreeChange& change : history_.changes(tree)) {
    if (change.kind() == ChangeKind::kTree) __builtin_prefetch(&shared_.classes[change.object]);
  }
}

void SortingWorker::open(Place tree) {
  open_[tree] = true;
  Frame& frame = stack_.emplace_back();
  frame.tree = tree;
  frame.is_alone = alone_[tree];
  if (frame.is_alone) frame.names = history_.all_names(tree);
}

// The tree on top is sorted. Another worker may have been faster, and found the same.
void SortingWorker::close(std::uint32_t of_class) {
  const Place tree = stack_.back().tree;
  std::uint32_t unknown = kUnknown;
  std::atomic_ref(shared_.classes[tree]).compare_exchange_strong(unknown, of_class, std::memory_order_acq_rel);
  open_[tree] = false;
  stack_.pop_back();
}

// True when the top frame is not the one to go on with.
bool SortingWorker::wait_for_base() {
  Frame& top = stack_.back();
  top.waits_for_base = false;
  if (top.is_alone) return false;
  const Place base = history_.base(top.tree);
  if (base == TreeHistory::kNone || is_done(base)) return false;
  top.waits_for_base = true;
  if (open_[base]) return break_circle(base);
  open(base);
  return true;
}

bool SortingWorker::wait_for_subtree() {
  Frame& top = stack_.back();
  const std::span<const TreeChange> changes = changes_of(top);
  const std::span<const Entry> base = base_list(top);
  for (; top.next < changes.size(); ++top.next) {
    const TreeChange& change = changes[top.next];
    if (change.kind() == ChangeKind::kForeign) note_unseen(change, top.tree);
    if (change.kind() == ChangeKind::kTree && !is_done(change.object)) {
      if (!open_[change.object]) {
        open(change.object);
        return true;
      }
      if (break_circle(change.object)) return true;
      // Else the tree is in itself: its id is no hash of it. There it holds nothing.
    }
    top.differs = top.differs || differs(change, base);
  }
  return false;
}

// What waits on the stack from `at` on waits for `at`: the last of it that waits for its base goes on without.
bool SortingWorker::break_circle(Place at) {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].waits_for_base) {
      for (std::size_t j = i; j < stack_.size(); ++j) open_[stack_[j].tree] = false;
      const Place tree = stack_[i].tree;
      stack_.resize(i);
      alone_[tree] = true;
      open(tree);
      return true;
    }
    if (stack_[i].tree == at) return false;
  }
  return false;
}

void SortingWorker::note_unseen(const TreeChange& change, Place parent) {
  const ForeignObject& lost = history_.foreign()[change.object];
  const bool is_tree = lost.kind == ForeignObject::Kind::kLostTree || lost.kind == ForeignObject::Kind::kUntoldTree;
  if (!is_tree || history_.number(parent) == git::StoreIds::kNone) return;
  TreeSorter::UnseenTree found{history_.id(parent), std::string(history_.names().names()[change.name()])};
  const auto [known, is_new] = unseen_.try_emplace(lost.id, found);
  if (!is_new && found < known->second) known->second = std::move(found);
}

void SortingWorker::move_unseen_to(std::map<Oid, TreeSorter::UnseenTree>& all) {
  for (auto& [id, found] : unseen_) {
    const auto [known, is_new] = all.try_emplace(id, found);
    if (!is_new && found < known->second) known->second = std::move(found);
  }
}

std::span<const SortingWorker::Entry> SortingWorker::list(std::uint32_t of_class) const {
  if (of_class == 0 || of_class == kUnknown) return {};
  const OwnedClass owned = OwnedClass::of(of_class, workers_);
  return shared_.lists[owned.worker][owned.number];
}

bool SortingWorker::entry_of(const TreeChange& change, Entry& entry) {
  if (change.kind() == ChangeKind::kGone) return false;
  TreeClasses::Node child = TreeClasses::kNone;
  if (change.kind() == ChangeKind::kTree && is_done(change.object)) {
    const std::uint32_t of_class = class_at(change.object);
    if (of_class != 0) child = of_class - 1;
  }
  entry = {};
  entry.name = change.name();
  return shared_.sought.fill(change, child, entry);
}

bool SortingWorker::differs(const TreeChange& change, std::span<const Entry> base) {
  Entry entry;
  const bool is_there = entry_of(change, entry);
  if (base.empty()) return is_there;
  const auto known = std::ranges::lower_bound(base, change.name(), {}, &Entry::name);
  const bool was_there = known != base.end() && known->name == change.name();
  return was_there != is_there || (is_there && entry != *known);
}

std::uint32_t SortingWorker::class_of(const Frame& frame) {
  const std::span<const Entry> known = base_list(frame);
  if (!frame.differs) return known.empty() ? 0 : class_at(history_.base(frame.tree));
  const std::span<const TreeChange> changes = changes_of(frame);
  room_.assign(known.begin(), known.end());
  if (!known.empty()) {
    ++change_lists_;
    for (const TreeChange& change : changes) changed_by_[change.name()] = change_lists_;
    std::erase_if(room_, [&](const Entry& entry) { return changed_by_[entry.name] == change_lists_; });
  }
  Entry entry;
  for (const TreeChange& change : changes) {
    if (entry_of(change, entry)) room_.push_back(entry);
  }
  // A broken tree may give a name twice: the first one counts, as for git.
  std::ranges::stable_sort(room_, {}, &Entry::name);
  return room_.empty() ? 0 : OwnedClass{worker_, shared_.lists[worker_].intern(room_)}.as_class(workers_);
}

}  // namespace leaksieve::attribution
