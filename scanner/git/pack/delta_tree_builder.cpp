// The tree is made in passes over arrays: sort each pack's offsets, read all headers (on several threads), give names
// to bases that no index lists, cut cycles, hand types down, list children in runs, and find out which nodes are copies
// of others.
#include "scanner/git/pack/delta_tree_builder.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <iterator>

#include "scanner/git/pack/parallel.h"

namespace leaksieve::git::pack {
namespace {

constexpr Node kLeastExtras = 65536;
constexpr Node kAhead = 12;  // headers are far from each other: each is a cache miss when it is not asked for early

}  // namespace

DeltaTree DeltaTreeBuilder::make() {
  allot();
  for (std::uint32_t pack = 0; pack < store_.packs().size(); ++pack) sort_offsets(pack);
  read_headers();
  shape();
  mark_copies();
  return std::move(tree_);
}

void DeltaTreeBuilder::allot() {
  tree_.packs_ = &store_.packs();
  tree_.loose_ = &store_.loose();
  Node next = 0;
  for (const Pack& pack : store_.packs()) {
    tree_.first_of_pack_.push_back(next);
    next += pack.index.count();
  }
  tree_.first_of_pack_.push_back(next);
  tree_.first_loose_ = next;
  tree_.first_extra_ = next + store_.loose().count();
  const std::size_t total = tree_.first_extra_;
  tree_.nodes_.resize(total);
  tree_.type_.resize(total);
  tree_.base_.resize(total);
  for (Node node = tree_.first_loose_; node < total; ++node) {
    tree_.nodes_[node].offset = 0;
    tree_.nodes_[node].row = 0;
    set_whole(node);
  }
  tree_.slots_.resize(store_.packs().size());
}

// Rows that point outside the pack come last, at its end.
void DeltaTreeBuilder::sort_offsets(std::uint32_t pack) {
  const PackIndex& index = store_.packs()[pack].index;
  const Node first = tree_.first_of_pack_[pack];
  Slots slots =
      order_offsets(index, store_.packs()[pack].pack, threads_, std::span(tree_.nodes_).subspan(first, index.count()));
  if (first > 0) {
    for (Node& node : slots.first) node += first;
  }
  tree_.slots_[pack] = std::move(slots);
}

void DeltaTreeBuilder::set_whole(Node node) {
  tree_.nodes_[node].size = 0;
  tree_.nodes_[node].header_bytes = 0;
  tree_.type_[node] = 0;
  tree_.base_[node] = DeltaTree::kWhole;
}

void DeltaTreeBuilder::read_headers() {
  std::atomic<Node> next{0};
  std::mutex mutex;
  std::vector<Unlisted> unlisted;
  run_threads(threads_, [&](unsigned) {
    std::vector<Unlisted> mine;
    for (Node begin = next.fetch_add(kNodesAtOnce); begin < tree_.first_loose_; begin = next.fetch_add(kNodesAtOnce)) {
      const Node end = std::min<Node>(begin + kNodesAtOnce, tree_.first_loose_);
      std::uint32_t pack = tree_.pack_number(begin);
      for (Node node = begin; node < end;) {
        while (node >= tree_.first_of_pack_[pack + 1]) ++pack;
        const Node stop = std::min({node + kBlock, end, tree_.first_of_pack_[pack + 1]});
        read_block(node, stop, pack, mine);
        node = stop;
      }
    }
    const std::lock_guard lock(mutex);
    unlisted.insert(unlisted.end(), mine.begin(), mine.end());
  });
  add_extras(std::move(unlisted));
}

// Finding a base is two cache misses, one after the other: those of a block are asked for together.
void DeltaTreeBuilder::read_block(Node begin, Node end, std::uint32_t pack, std::vector<Unlisted>& unlisted) {
  std::array<Unlisted, kBlock> deltas;
  std::size_t count = 0;
  for (Node node = begin; node < end; ++node) {
    if (node + kAhead < tree_.first_of_pack_[pack + 1]) {
      store_.packs()[pack].pack.prefetch(tree_.offset(node + kAhead));
    }
    const std::uint64_t base_offset = read_header(node, pack);
    if (base_offset == 0) continue;
    tree_.prefetch_slot(pack, base_offset);
    deltas[count++] = {node, pack, base_offset};
  }
  for (std::size_t i = 0; i < count; ++i) tree_.prefetch_offset(pack, deltas[i].base_offset);
  for (std::size_t i = 0; i < count; ++i) find_listed_base(deltas[i], unlisted);
}

// Gives the offset of the node's base when it has one that is told so; else 0.
std::uint64_t DeltaTreeBuilder::read_header(Node node, std::uint32_t pack) {
  const PackFile& file = store_.packs()[pack].pack;
  const std::uint64_t offset = tree_.offset(node);
  set_whole(node);
  Node& base = tree_.base_[node];
  if (!file.holds(offset)) {
    base = DeltaTree::kOutside;
    return 0;
  }
  if (is_ambiguous(node, pack)) {
    base = DeltaTree::kAmbiguous;
    return 0;
  }
  store_.touch(store_.packs()[pack], offset, offset + 1);
  const EntryHeader header = file.read_header(offset);
  if (header.problem != nullptr) {
    base = DeltaTree::kBroken;
    return 0;
  }
  tree_.nodes_[node].size = static_cast<std::uint32_t>(std::min<std::uint64_t>(header.size, DeltaTree::kHuge));
  tree_.nodes_[node].header_bytes = header.bytes;
  if (header.type == EntryType::kOffsetDelta) return header.base_offset;  // at least PackFile::kFirstEntry
  if (header.type == EntryType::kRefDelta) {
    set_base(node, find_base(header.base_name, pack));
  } else {
    tree_.type_[node] = static_cast<std::uint8_t>(header.type);
  }
  return 0;
}

void DeltaTreeBuilder::find_listed_base(const Unlisted& delta, std::vector<Unlisted>& unlisted) {
  const std::optional<Node> found = tree_.node_at(delta.pack, delta.base_offset);
  set_base(delta.node, found.value_or(DeltaTree::kMissingBase));
  if (!found) unlisted.push_back(delta);
}

void DeltaTreeBuilder::set_base(Node node, Node base) {
  tree_.base_[node] = base;
  if (base < DeltaTree::kMostNodes && base >= node) has_late_base_.store(true, std::memory_order_relaxed);
}

// Another listed node has its offset. Nodes are in the order of their offsets.
bool DeltaTreeBuilder::is_ambiguous(Node node, std::uint32_t pack) const {
  if (!tree_.has_name(node)) return false;
  const std::uint64_t offset = tree_.offset(node);
  return (node > tree_.first_of_pack_[pack] && tree_.offset(node - 1) == offset) ||
         (node + 1 < tree_.first_of_pack_[pack + 1] && tree_.offset(node + 1) == offset);
}

// The same pack first, as git does; then any other, then loose objects.
Node DeltaTreeBuilder::find_base(const std::uint8_t* name, std::uint32_t pack) const {
  for (std::uint32_t i = 0; i <= store_.packs().size(); ++i) {
    const std::uint32_t at = i == 0 ? pack : i - 1;
    if (const auto row = store_.packs()[at].index.find(name)) return tree_.node_of_row(at, *row);
  }
  const auto number = store_.loose().find(Oid::from_raw(name, store_.oid_bytes()));
  return number ? tree_.first_loose_ + *number : Node{DeltaTree::kMissingBase};
}

void DeltaTreeBuilder::add_extras(std::vector<Unlisted> unlisted) {
  while (!unlisted.empty()) {
    std::vector<Unlisted> more;
    for (const Unlisted& one : unlisted) set_base(one.node, extra_at(one.pack, one.base_offset, more));
    unlisted = std::move(more);
  }
}

// An entry of two bytes makes a node of a hundred: of nameless ones there are no more than of named ones, and a few.
Node DeltaTreeBuilder::extra_at(std::uint32_t pack, std::uint64_t offset, std::vector<Unlisted>& more) {
  const bool is_full = extras_.size() >= std::size_t{tree_.first_loose_} + kLeastExtras;
  if (is_full && !extras_.contains({pack, offset})) return DeltaTree::kMissingBase;
  const auto [place, is_new] = extras_.try_emplace({pack, offset}, tree_.count());
  if (!is_new) return place->second;
  const Node node = tree_.count();
  tree_.nodes_.push_back({.offset = offset, .row = 0, .size = 0, .children = 0, .first_child = 0, .header_bytes = 0});
  tree_.type_.push_back(0);
  tree_.base_.push_back(DeltaTree::kWhole);
  tree_.extra_pack_.push_back(pack);
  const std::uint64_t base_offset = read_header(node, pack);
  if (base_offset != 0) find_listed_base({node, pack, base_offset}, more);
  return node;
}

// Bases come before their children in what git writes; then all follows from one pass each, and no pass waits for
// another. Else cycles are possible, and what is below a node is known only when they are cut.
void DeltaTreeBuilder::shape() {
  const std::size_t count = tree_.count();
  tree_.subtree_.resize(count);
  child_begin_.resize(count + 2);
  if (has_late_base_) {
    cut_cycles();
    list_children();
    count_subtrees();
  } else {
    std::atomic<unsigned> next{0};
    run_threads(std::min(threads_, 3U), [&](unsigned) {
      for (unsigned pass = next++; pass < 3; pass = next++) {
        if (pass == 0) list_children();
        if (pass == 1) count_subtrees();
        if (pass == 2) copy_types();
      }
    });
  }
  order_children();
  child_begin_ = {};
}

void DeltaTreeBuilder::copy_types() {
  const Node count = tree_.count();
  for (Node node = 0; node < count; ++node) {
    if (!tree_.is_root(node)) tree_.type_[node] = tree_.type_[tree_.base_[node]];
  }
}

void DeltaTreeBuilder::cut_cycles() {
  const Node count = tree_.count();
  settled_.assign(count, 0);
  for (Node node = 0; node < count; ++node) settle_path(node);
  settled_ = {};
}

// Goes up to a node that is settled, a root, or one that is on this path already: there the cycle is cut.
void DeltaTreeBuilder::settle_path(Node node) {
  constexpr std::uint8_t kOnPath = 1, kSettled = 2;
  path_.clear();
  while (settled_[node] == 0 && !tree_.is_root(node)) {
    settled_[node] = kOnPath;
    path_.push_back(node);
    node = tree_.base_[node];
  }
  if (settled_[node] == kOnPath) tree_.base_[node] = DeltaTree::kCycle;
  const std::uint8_t type = settled_[node] == kOnPath ? 0 : tree_.type_[node];
  settled_[node] = kSettled;
  for (const Node passed : path_) {
    settled_[passed] = kSettled;
    tree_.type_[passed] = type;
  }
}

void DeltaTreeBuilder::list_children() {
  const Node count = tree_.count();
  auto& begin = child_begin_;  // while it is filled, a node's place is one further on
  std::fill(begin.begin(), begin.end(), 0);
  for (const Node base : tree_.base_) {
    if (base < DeltaTree::kMostNodes) ++begin[std::size_t{base} + 2];
  }
  for (std::size_t i = 2; i < begin.size(); ++i) begin[i] += begin[i - 1];
  tree_.children_.resize(begin.back());
  for (Node node = 0; node < count; ++node) {
    const Node base = tree_.base_[node];
    if (base < DeltaTree::kMostNodes) tree_.children_[begin[std::size_t{base} + 1]++] = node;
  }
  begin.pop_back();
}

void DeltaTreeBuilder::count_subtrees() {
  const Node count = tree_.count();
  std::fill(tree_.subtree_.begin(), tree_.subtree_.end(), 1U);
  const auto add = [this](Node node) {
    if (!tree_.is_root(node)) tree_.subtree_[tree_.base_[node]] += tree_.subtree_[node];
  };
  if (!has_late_base_) {
    for (Node node = count; node-- > 0;) add(node);
    return;
  }
  std::vector<Node> order;  // bases before children
  order.reserve(count);
  for (Node node = 0; node < count; ++node) {
    if (tree_.is_root(node)) order.push_back(node);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto children = tree_.children_.begin();
    order.insert(order.end(), children + child_begin_[order[i]], children + child_begin_[order[i] + 1]);
  }
  for (std::size_t i = order.size(); i-- > 0;) add(order[i]);
}

// The child with the largest subtree goes last (walker.h says why); the others stay in the order of the pack.
void DeltaTreeBuilder::order_children() {
  run_in_parts(threads_, tree_.count(), kNodesAtOnce, [this](Node begin, Node end) {
    for (Node node = begin; node < end; ++node) {
      const auto first = tree_.children_.begin() + child_begin_[node];
      const auto last = tree_.children_.begin() + child_begin_[node + 1];
      tree_.nodes_[node].children = child_begin_[node + 1] - child_begin_[node];
      tree_.nodes_[node].first_child = last - first == 1 ? *first : child_begin_[node];
      if (last - first < 2) continue;
      const auto largest = std::max_element(  // of several the first
          first, last, [this](Node a, Node b) { return tree_.subtree_[a] < tree_.subtree_[b]; });
      std::rotate(largest, largest + 1, last);
    }
  });
}

// Of several nodes with one name, the first that can be read as it stands is told; the others are copies. A name that
// comes once in the pack that has most of them can only be a copy of what is elsewhere: so that one is not gone
// through.
void DeltaTreeBuilder::mark_copies() {
  const auto& packs = store_.packs();
  std::uint64_t all = store_.loose().count();
  for (const Pack& pack : packs) all += pack.index.count();
  main_pack_ = kNoPack;
  for (std::uint32_t i = 0; i < packs.size(); ++i) {
    if (packs[i].index.count() > all / 2 && !packs[i].index.has_duplicates()) main_pack_ = i;
  }
  if (main_pack_ != kNoPack && packs[main_pack_].index.count() == all) return;
  std::atomic<unsigned> next{0};
  std::mutex mutex;
  std::vector<Node> copies;
  run_threads(threads_, [&](unsigned) {
    std::vector<Node> mine;
    for (unsigned byte = next++; byte < 256; byte = next++) mark_copies_below(byte, mine);
    const std::lock_guard lock(mutex);
    copies.insert(copies.end(), mine.begin(), mine.end());
  });
  for (const Node node : copies) tree_.type_[node] |= DeltaTree::kCopy;
}

// The names that begin with `byte`, sorted by their first 8 bytes; equal ones are looked at in whole.
void DeltaTreeBuilder::mark_copies_below(unsigned byte, std::vector<Node>& copies) const {
  std::vector<Name> names = names_below(byte);
  const std::size_t bytes = store_.oid_bytes();
  std::ranges::stable_sort(names, [bytes](const Name& a, const Name& b) {
    return a.head != b.head ? a.head < b.head : std::memcmp(a.bytes, b.bytes, bytes) < 0;
  });
  std::vector<Node> equal;
  for (std::size_t i = 0, end = 0; i < names.size(); i = end) {
    equal.clear();
    for (end = i; end < names.size() && std::memcmp(names[i].bytes, names[end].bytes, bytes) == 0; ++end) {
      equal.push_back(node_of(names[end]));
    }
    if (main_pack_ != kNoPack) {
      const auto row = store_.packs()[main_pack_].index.find(names[i].bytes);
      if (row) equal.push_back(tree_.node_of_row(main_pack_, *row));
    }
    if (equal.size() > 1) tell_one(equal, copies);
  }
}

std::vector<DeltaTreeBuilder::Name> DeltaTreeBuilder::names_below(unsigned byte) const {
  std::vector<Name> names;
  const auto packs = static_cast<std::uint32_t>(store_.packs().size());
  for (std::uint32_t pack = 0; pack < packs; ++pack) {
    if (pack == main_pack_) continue;
    const PackIndex& index = store_.packs()[pack].index;
    for (std::uint32_t n = index.names_below(byte); n < index.names_below(byte + 1); ++n) {
      const std::uint32_t row = index.row_by_name(n);
      names.push_back({load_be64(index.name(row)), index.name(row), pack, row});
    }
  }
  const LooseStore& loose = store_.loose();
  const std::array<std::uint8_t, Oid::kSha256Bytes> least{static_cast<std::uint8_t>(byte)};
  for (std::uint32_t i = loose.find_first(Oid::from_raw(least.data(), store_.oid_bytes()));
       i < loose.count() && loose.oid(i).data()[0] == byte; ++i) {
    names.push_back({load_be64(loose.oid(i).data()), loose.oid(i).data(), packs, i});
  }
  return names;
}

Node DeltaTreeBuilder::node_of(const Name& name) const {
  const bool is_packed = name.pack < store_.packs().size();
  return is_packed ? tree_.node_of_row(name.pack, name.row) : tree_.first_loose_ + name.row;
}

// By pack, then by row: so that it does not matter which one is the main pack.
void DeltaTreeBuilder::tell_one(std::vector<Node>& equal, std::vector<Node>& copies) const {
  const auto pack_of = [this](Node node) { return tree_.is_loose(node) ? kNoPack : tree_.pack_number(node); };
  std::ranges::stable_sort(equal, {}, pack_of);
  const auto can_be_read = [this](Node node) { return !tree_.is_root(node) || tree_.base_[node] == DeltaTree::kWhole; };
  const auto found = std::ranges::find_if(equal, can_be_read);
  const Node told = found == equal.end() ? equal.front() : *found;
  std::ranges::copy_if(equal, std::back_inserter(copies), [told](Node node) { return node != told; });
}

}  // namespace leaksieve::git::pack
