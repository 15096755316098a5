#include "scanner/attribution/tree_sorter.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace leaksieve::attribution {
namespace {

std::uint64_t hash_of(const std::vector<TreeClasses::Entry>& entries) {
  std::uint64_t hash = entries.size();
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29U;
  };
  for (const TreeClasses::Entry& entry : entries) {
    mix(std::uint64_t{entry.name} << 32U | entry.object);
    mix(std::uint64_t{entry.other} << 32U | static_cast<std::uint64_t>(entry.kind));
  }
  return hash;
}

}  // namespace

bool TreeSorter::run() {
  classes_.assign(history_.size(), kUnknown);
  alone_.assign(history_.size(), false);
  changed_by_.assign(history_.names().names().size(), 0);
  for (Place tree = 0; tree < history_.size(); ++tree) {
    if (tree + kAhead < history_.size()) ask_early(tree + kAhead);
    if (!is_done(tree)) open(tree);
    while (!stack_.empty()) {
      if (wait_for_base() || wait_for_subtree()) continue;
      classes_[stack_.back().tree] = class_of(stack_.back());
      stack_.pop_back();
      if (entries_.size() > max_entries_) return false;
    }
  }
  return true;
}

// Each subtree's class is a cache miss when it is not asked for early.
void TreeSorter::ask_early(Place tree) const {
  for (const TreeChange& change : history_.changes(tree)) {
    if (change.kind() == ChangeKind::kTree) __builtin_prefetch(&classes_[change.object]);
  }
}

void TreeSorter::open(Place tree) {
  classes_[tree] = kOpen;
  Frame& frame = stack_.emplace_back();
  frame.tree = tree;
  frame.is_alone = alone_[tree];
  if (frame.is_alone) frame.names = history_.all_names(tree);
}

// True when the top frame is not the one to go on with.
bool TreeSorter::wait_for_base() {
  Frame& top = stack_.back();
  top.waits_for_base = false;
  if (top.is_alone) return false;
  const Place base = history_.base(top.tree);
  if (base == TreeHistory::kNone || is_done(base)) return false;
  top.waits_for_base = true;
  if (classes_[base] == kOpen) return break_circle(base);
  open(base);
  return true;
}

bool TreeSorter::wait_for_subtree() {
  Frame& top = stack_.back();
  const std::span<const TreeChange> changes = changes_of(top);
  const std::span<const Entry> base = base_list(top);
  for (; top.next < changes.size(); ++top.next) {
    const TreeChange& change = changes[top.next];
    if (change.kind() == ChangeKind::kForeign) note_unseen(change, top.tree);
    if (change.kind() == ChangeKind::kTree && !is_done(change.object)) {
      if (classes_[change.object] == kUnknown) {
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
bool TreeSorter::break_circle(Place at) {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].waits_for_base) {
      for (std::size_t j = i; j < stack_.size(); ++j) classes_[stack_[j].tree] = kUnknown;
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

void TreeSorter::note_unseen(const TreeChange& change, Place parent) {
  const ForeignObject& lost = history_.foreign()[change.object];
  const bool is_tree = lost.kind == ForeignObject::Kind::kLostTree || lost.kind == ForeignObject::Kind::kUntoldTree;
  if (!is_tree || history_.number(parent) == git::StoreIds::kNone) return;
  UnseenTree found{history_.id(parent), std::string(history_.names().names()[change.name()])};
  const auto [known, is_new] = unseen_.try_emplace(lost.id, found);
  if (!is_new && found < known->second) known->second = std::move(found);
}

std::span<const TreeSorter::Entry> TreeSorter::list(std::uint32_t of_class) const {
  if (of_class == 0) return {};
  return std::span(entries_).subspan(first_entry_[of_class - 1], first_entry_[of_class] - first_entry_[of_class - 1]);
}

bool TreeSorter::entry_of(const TreeChange& change, Entry& entry) {
  if (change.kind() == ChangeKind::kGone) return false;
  Node child = TreeClasses::kNone;
  if (change.kind() == ChangeKind::kTree) {
    if (is_done(change.object)) child = node(change.object);
  }
  entry = {};
  entry.name = change.name();
  return sought_.fill(change, child, entry);
}

bool TreeSorter::differs(const TreeChange& change, std::span<const Entry> base) {
  Entry entry;
  const bool is_there = entry_of(change, entry);
  if (base.empty()) return is_there;
  const auto known = std::ranges::lower_bound(base, change.name(), {}, &Entry::name);
  const bool was_there = known != base.end() && known->name == change.name();
  return was_there != is_there || (is_there && entry != *known);
}

std::uint32_t TreeSorter::class_of(const Frame& frame) {
  const std::span<const Entry> known = base_list(frame);
  if (!frame.differs) return known.empty() ? 0 : classes_[history_.base(frame.tree)];
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
  return room_.empty() ? 0 : intern(room_);
}

std::uint32_t TreeSorter::intern(const std::vector<Entry>& entries) {
  const std::uint64_t hash = hash_of(entries);
  const auto number = static_cast<std::uint32_t>(first_entry_.size());
  const auto [first, is_new] = known_.try_emplace(hash, number);
  if (!is_new) {
    std::uint32_t last = first;
    for (std::uint32_t same = first; same != 0; same = same_hash_[same]) {
      if (std::ranges::equal(list(same), entries)) return same;
      last = same;
    }
    same_hash_[last] = number;
  }
  same_hash_.push_back(0);
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  first_entry_.push_back(entries_.size());
  return number;
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
  out.entries_ = std::move(entries_);
  out.first_entry_ = std::move(first_entry_);
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
