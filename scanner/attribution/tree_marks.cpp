#include "scanner/attribution/tree_marks.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <utility>

#include "scanner/attribution/tree_joiner.h"

namespace leaksieve::attribution {
namespace {

// The id's first bytes, in the order of ids.
std::uint64_t id_prefix(const Oid& id) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof prefix; ++i) prefix = prefix << 8U | id.data()[i];
  return prefix;
}

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

std::pair<TreeMarks, LostTrees> TreeMarks::join(const TargetFilter& filter, const std::vector<TreeScanner*>& parts) {
  return TreeJoiner(filter, parts).run();
}

bool TreeMarks::was_seen(const Oid& tree) const {
  if (seen_.empty()) return false;
  const std::uint64_t key = keys_.of(tree);
  const std::size_t bucket = key >> (64U - kBucketBits);
  const auto begin = seen_.begin() + seen_begins_[bucket], end = seen_.begin() + seen_begins_[bucket + 1];
  return std::find(begin, end, key) != end;
}

// Keys are hashes: each bucket holds about as many as the next.
void TreeMarks::index_seen() {
  std::sort(seen_.begin(), seen_.end());
  seen_begins_.assign((std::size_t{1} << kBucketBits) + 1, 0);
  for (const std::uint64_t key : seen_) ++seen_begins_[(key >> (64U - kBucketBits)) + 1];
  std::partial_sum(seen_begins_.begin(), seen_begins_.end(), seen_begins_.begin());
}

void TreeMarks::index_ids() {
  id_begins_.assign((std::size_t{1} << kBucketBits) + 1, 0);
  for (const Oid& id : ids_) ++id_begins_[(id_prefix(id) >> (64U - kBucketBits)) + 1];
  std::partial_sum(id_begins_.begin(), id_begins_.end(), id_begins_.begin());
}

TreeMarks::Node TreeMarks::find(const Oid& tree) const {
  if (id_begins_.empty()) return kNone;
  const std::size_t bucket = id_prefix(tree) >> (64U - kBucketBits);
  const auto end = ids_.begin() + id_begins_[bucket + 1];
  const auto found = std::lower_bound(ids_.begin() + id_begins_[bucket], end, tree);
  return found == end || *found != tree ? kNone : static_cast<Node>(found - ids_.begin());
}

std::pair<TreeMarks, LostTrees> TreeJoiner::run() {
  marks_.keys_ = filter_.keys();
  marks_.targets_ = filter_.blobs();
  number_names();
  number_trees();
  resolve_edges();
  keep_lost();
  marked_ = mark([](const TreeScanner::Item& item) {
    return item.kind() == EntryKind::kBlob || item.kind() == EntryKind::kOther;
  });
  first_parent_ = {};
  parents_ = {};
  keep_marked();
  for (TreeScanner* part : parts_) {
    marks_.broken_.insert(marks_.broken_.end(), part->broken_.begin(), part->broken_.end());
    *part = TreeScanner{};
  }
  sort_unique(marks_.broken_);
  return {std::move(marks_), std::move(lost_)};
}

// Takes (part, tree's number there, tree's number through all parts).
template <class Take>
void TreeJoiner::for_each_tree(Take take) {
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    for (std::size_t tree = 0; tree < parts_[p]->trees_.size(); ++tree) {
      const Number number = first_tree_[p] + static_cast<Number>(tree);
      if (!duplicate_[number]) take(p, tree, number);
    }
  }
}

std::size_t TreeJoiner::end_of(const TreeScanner& part, std::size_t tree) const {
  return tree + 1 < part.first_item_.size() ? part.first_item_[tree + 1] : part.items_.size();
}

const Oid& TreeJoiner::id_of(Number tree) const {
  const auto part = std::upper_bound(first_tree_.begin(), first_tree_.end(), tree) - first_tree_.begin() - 1;
  const auto p = static_cast<std::size_t>(part);
  return parts_[p]->trees_[tree - first_tree_[p]];
}

void TreeJoiner::number_names() {
  std::vector<std::string>& names = marks_.names_;
  for (const TreeScanner* part : parts_) {
    names.insert(names.end(), part->names_.names().begin(), part->names_.names().end());
  }
  sort_unique(names);
  for (const TreeScanner* part : parts_) {
    std::vector<std::uint32_t>& numbers = name_numbers_.emplace_back();
    for (const std::string& name : part->names_.names()) {
      numbers.push_back(static_cast<std::uint32_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin()));
    }
  }
}

TreeJoiner::Slot& TreeJoiner::slot_of(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key & mask;
  while (slots_[at].tree != kNone && slots_[at].key != key) at = (at + 1) & mask;
  return slots_[at];
}

void TreeJoiner::number_trees() {
  std::size_t count = 0;
  for (const TreeScanner* part : parts_) {
    first_tree_.push_back(static_cast<Number>(count));
    count += part->trees_.size();
    marks_.others_.insert(marks_.others_.end(), part->others_.begin(), part->others_.end());
  }
  sort_unique(marks_.others_);
  slots_.assign(std::bit_ceil(count * 2 + 2), {});
  duplicate_.assign(count, false);
  for_each_tree([&](std::size_t p, std::size_t tree, Number number) {
    const std::uint64_t key = filter_.keys().of(parts_[p]->trees_[tree]);
    Slot& slot = slot_of(key);
    duplicate_[number] = slot.tree != kNone;
    if (duplicate_[number]) return;
    slot = {key, number};
    marks_.seen_.push_back(key);
  });
  marks_.index_seen();
  marks_.trees_seen_ = marks_.seen_.size();
}

// Turns each subtree's key into its number, and builds the edges from child to parents.
void TreeJoiner::resolve_edges() {
  std::map<std::uint64_t, TreeMarks::MissingTree> missing;
  first_parent_.assign(duplicate_.size() + 1, 0);
  for_each_tree([&](std::size_t p, std::size_t tree, Number) {
    TreeScanner& part = *parts_[p];
    for (std::size_t i = part.first_item_[tree]; i < end_of(part, tree); ++i) {
      TreeScanner::Item& item = part.items_[i];
      if (item.kind() != EntryKind::kTree) continue;
      const std::uint64_t key = item.key();
      item.low = slot_of(key).tree;
      if (item.low != kNone) {
        ++first_parent_[item.low + std::size_t{1}];
        continue;
      }
      TreeMarks::MissingTree found{part.trees_[tree], part.names_.names()[item.name()]};
      const auto [known, added] = missing.try_emplace(key, found);
      if (!added && found < known->second) known->second = std::move(found);
    }
  });
  for (auto& [key, tree] : missing) {
    lost_.unseen_.push_back(key);
    marks_.missing_.push_back(std::move(tree));
  }
  std::sort(marks_.missing_.begin(), marks_.missing_.end());
  slots_ = {};
  std::partial_sum(first_parent_.begin(), first_parent_.end(), first_parent_.begin());
  parents_.resize(first_parent_.back());
  std::vector<Number> next(first_parent_.begin(), first_parent_.end() - 1);
  for_each_tree([&](std::size_t p, std::size_t tree, Number number) {
    const TreeScanner& part = *parts_[p];
    for (std::size_t i = part.first_item_[tree]; i < end_of(part, tree); ++i) {
      const TreeScanner::Item& item = part.items_[i];
      if (item.kind() == EntryKind::kTree && item.low != kNone) parents_[next[item.low]++] = number;
    }
  });
}

template <class Target>
std::vector<bool> TreeJoiner::mark(Target is_target) {
  std::vector<bool> marked(duplicate_.size(), false);
  std::vector<Number> waiting;
  for_each_tree([&](std::size_t p, std::size_t tree, Number number) {
    const TreeScanner& part = *parts_[p];
    const auto first = part.items_.begin() + static_cast<std::ptrdiff_t>(part.first_item_[tree]);
    const auto last = part.items_.begin() + static_cast<std::ptrdiff_t>(end_of(part, tree));
    marked[number] = std::any_of(first, last, is_target);
    if (marked[number]) waiting.push_back(number);
  });
  while (!waiting.empty()) {
    const Number tree = waiting.back();
    waiting.pop_back();
    for (Number i = first_parent_[tree]; i < first_parent_[tree + std::size_t{1}]; ++i) {
      if (marked[parents_[i]]) continue;
      marked[parents_[i]] = true;
      waiting.push_back(parents_[i]);
    }
  }
  return marked;
}

// What no tree names costs nothing here.
void TreeJoiner::keep_lost() {
  for (const TreeScanner* part : parts_) lost_.begin(*part);
  lost_.settle_objects(filter_.keys());
  if (lost_.objects_.empty()) return;
  const std::vector<bool> marked = mark([](const auto& item) { return item.kind() == EntryKind::kLost; });
  std::vector<Number> nodes(marked.size(), kNone);
  for (Number tree = 0; tree < marked.size(); ++tree) {
    if (!marked[tree]) continue;
    nodes[tree] = static_cast<Number>(lost_.nodes_.size());
    lost_.nodes_.emplace(id_of(tree), nodes[tree]);
  }
  for_each_tree([&](std::size_t p, std::size_t tree, Number number) {
    if (!marked[number]) return;
    const TreeScanner& part = *parts_[p];
    for (std::size_t i = part.first_item_[tree]; i < end_of(part, tree); ++i) {
      const TreeScanner::Item& item = part.items_[i];
      if (item.kind() == EntryKind::kLost) lost_.add_object(part, item.low);
      if (item.kind() != EntryKind::kTree || item.low == kNone || nodes[item.low] == kNone) continue;
      lost_.children_.push_back(nodes[item.low]);
    }
    lost_.end_node();
  });
}

std::vector<TreeJoiner::Number> TreeJoiner::marked_by_id() const {
  std::vector<std::pair<std::uint64_t, Number>> keyed;  // with the id's first bytes: they settle nearly all
  for (Number tree = 0; tree < marked_.size(); ++tree) {
    if (marked_[tree]) keyed.emplace_back(id_prefix(id_of(tree)), tree);
  }
  std::sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : id_of(a.second) < id_of(b.second);
  });
  std::vector<Number> marked;
  marked.reserve(keyed.size());
  for (const auto& [prefix, tree] : keyed) marked.push_back(tree);
  return marked;
}

void TreeJoiner::keep_marked() {
  const std::vector<Number> marked = marked_by_id();
  nodes_.assign(marked_.size(), TreeMarks::kNone);
  for (std::size_t i = 0; i < marked.size(); ++i) nodes_[marked[i]] = static_cast<TreeMarks::Node>(i);
  marks_.ids_.reserve(marked.size());
  marks_.first_entry_.reserve(marked.size() + 1);
  marks_.entries_.reserve(count_marked_items());
  for (const Number number : marked) {
    const auto part = std::upper_bound(first_tree_.begin(), first_tree_.end(), number) - first_tree_.begin() - 1;
    const auto p = static_cast<std::size_t>(part);
    marks_.ids_.push_back(id_of(number));
    keep_entries(p, number - first_tree_[p]);
    marks_.first_entry_.push_back(marks_.entries_.size());
  }
  marks_.index_ids();
}

// A vector that grew by and by would hold the entries twice.
std::size_t TreeJoiner::count_marked_items() const {
  std::size_t count = 0;
  for (const TreeScanner* part : parts_) {
    for (const TreeScanner::Item& item : part->items_) {
      const bool leads_nowhere =
          item.kind() == EntryKind::kTree && (item.low == kNone || nodes_[item.low] == TreeMarks::kNone);
      if (!leads_nowhere && item.kind() != EntryKind::kLost) ++count;
    }
  }
  return count;
}

void TreeJoiner::keep_entries(std::size_t p, std::size_t tree) {
  const TreeScanner& part = *parts_[p];
  const auto first = static_cast<std::ptrdiff_t>(marks_.entries_.size());
  bool beside_tree = false;  // the item before was this entry's subtree, and is kept
  for (std::size_t i = part.first_item_[tree]; i < end_of(part, tree); ++i) {
    const TreeScanner::Item& item = part.items_[i];
    if (item.kind() == EntryKind::kLost) continue;
    TreeMarks::Entry entry{name_numbers_[p][item.name()], item.low, item.kind()};
    const bool named_tree = std::exchange(beside_tree, false) && entry.kind == EntryKind::kOther &&
                            item.name() == part.items_[i - 1].name();
    if (named_tree) continue;
    if (entry.kind == EntryKind::kTree) {
      entry.object = item.low == kNone ? TreeMarks::kNone : nodes_[item.low];
      if (entry.object == TreeMarks::kNone) continue;
      beside_tree = true;
    }
    if (entry.kind == EntryKind::kOther) {
      const auto other = std::lower_bound(marks_.others_.begin(), marks_.others_.end(), part.others_[item.low]);
      entry.object = static_cast<std::uint32_t>(other - marks_.others_.begin());
    }
    marks_.entries_.push_back(entry);
  }
  // A broken tree may give a name twice: the first one counts, as for git.
  std::stable_sort(marks_.entries_.begin() + first, marks_.entries_.end(),
                   [](const TreeMarks::Entry& a, const TreeMarks::Entry& b) { return a.name < b.name; });
}

}  // namespace leaksieve::attribution
