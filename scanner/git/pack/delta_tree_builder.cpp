// The tree is made in passes over arrays: sort each pack's offsets, read all headers (on several threads), give names
// to bases that no index lists, settle types from the roots down (cutting cycles), sort children into runs, and find
// out which nodes are copies of others.
#include "scanner/git/pack/delta_tree_builder.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstring>

#include "scanner/git/pack/parallel.h"

namespace leaksieve::git::pack {
namespace {

constexpr Node kRun = 16384;  // nodes that a thread reads at once
constexpr Node kLeastExtras = 65536;
constexpr Node kAhead = 12;  // headers are far from each other: each is a cache miss when it is not asked for early

// Sorts by the bits from `from_bit` to `to_bit`, stable, 11 bits a pass.
void radix_sort(std::vector<std::uint64_t>& keys, unsigned from_bit, unsigned to_bit) {
  constexpr unsigned kBits = 11;
  std::vector<std::uint64_t> other(keys.size());
  for (unsigned bit = from_bit; bit < to_bit; bit += kBits) {
    std::array<std::size_t, (1U << kBits) + 1> begin{};
    const auto digit = [bit](std::uint64_t key) { return std::size_t{key >> bit & ((1U << kBits) - 1)}; };
    for (const std::uint64_t key : keys) ++begin[digit(key) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    for (const std::uint64_t key : keys) other[begin[digit(key)]++] = key;
    keys.swap(other);
  }
}

}  // namespace

DeltaTree DeltaTreeBuilder::make() {
  allot();
  for (std::uint32_t pack = 0; pack < store_.packs().size(); ++pack) {
    sort_offsets(pack);
    make_slots(pack);
  }
  read_headers();
  settle_types();
  order_children();
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
  tree_.offset_.resize(total);
  tree_.row_.resize(total);
  tree_.size_.resize(total);
  tree_.header_bytes_.resize(total);
  tree_.type_.resize(total);
  tree_.base_.resize(total, DeltaTree::kWhole);
  tree_.slots_.resize(store_.packs().size());
}

// Rows that point outside the pack come last, at its end.
void DeltaTreeBuilder::sort_offsets(std::uint32_t pack) {
  const PackIndex& index = store_.packs()[pack].index;
  const PackFile& file = store_.packs()[pack].pack;
  const auto row_bits = static_cast<unsigned>(std::bit_width(index.count()));
  std::vector<std::uint64_t> keys(index.count());
  for (std::uint32_t row = 0; row < index.count(); ++row) {
    const std::uint64_t offset = index.offset(row).value_or(file.end());
    // A pack of 2^32 bytes a row would overflow; it does not fit on a disk, and then only the order is lost.
    keys[row] = (file.holds(offset) ? offset : file.end()) << row_bits | row;
  }
  radix_sort(keys, row_bits, row_bits + static_cast<unsigned>(std::bit_width(file.end())));
  const std::uint64_t row_mask = (std::uint64_t{1} << row_bits) - 1;
  for (std::uint32_t i = 0; i < index.count(); ++i) {
    tree_.offset_[tree_.first_of_pack_[pack] + i] = keys[i] >> row_bits;
    tree_.row_[tree_.first_of_pack_[pack] + i] = static_cast<std::uint32_t>(keys[i] & row_mask);
  }
}

void DeltaTreeBuilder::make_slots(std::uint32_t pack) {
  DeltaTree::Slots& slots = tree_.slots_[pack];
  const std::uint64_t end = store_.packs()[pack].pack.end();
  const std::uint64_t wanted = std::max<std::uint64_t>(store_.packs()[pack].index.count(), 1);
  while (end >> slots.shift > wanted) ++slots.shift;
  const Node last = tree_.first_of_pack_[pack + 1];
  slots.first.assign((end >> slots.shift) + 2, last);
  for (Node node = last; node-- > tree_.first_of_pack_[pack];) slots.first[tree_.offset_[node] >> slots.shift] = node;
  for (std::size_t i = slots.first.size() - 1; i-- > 0;) {
    slots.first[i] = std::min(slots.first[i], slots.first[i + 1]);
  }
}

void DeltaTreeBuilder::read_headers() {
  std::atomic<Node> next{0};
  std::mutex mutex;
  std::vector<Unlisted> unlisted;
  run_threads(threads_, [&](unsigned) {
    std::vector<Unlisted> mine;
    for (Node begin = next.fetch_add(kRun); begin < tree_.first_loose_; begin = next.fetch_add(kRun)) {
      const Node end = std::min<Node>(begin + kRun, tree_.first_loose_);
      std::uint32_t pack = tree_.pack_number(begin);
      for (Node node = begin; node < end; ++node) {
        while (node >= tree_.first_of_pack_[pack + 1]) ++pack;
        if (node + kAhead < tree_.first_of_pack_[pack + 1]) {
          store_.packs()[pack].pack.prefetch(tree_.offset_[node + kAhead]);
        }
        read_header(node, pack, mine);
      }
    }
    const std::lock_guard lock(mutex);
    unlisted.insert(unlisted.end(), mine.begin(), mine.end());
  });
  add_extras(std::move(unlisted));
}

void DeltaTreeBuilder::read_header(Node node, std::uint32_t pack, std::vector<Unlisted>& unlisted) {
  const PackFile& file = store_.packs()[pack].pack;
  const std::uint64_t offset = tree_.offset_[node];
  Node& base = tree_.base_[node];
  if (!file.holds(offset)) {
    base = DeltaTree::kOutside;
    return;
  }
  if (tree_.has_name(node) && !tree_.node_at(pack, offset)) {
    base = DeltaTree::kAmbiguous;
    return;
  }
  store_.touch(store_.packs()[pack], offset, offset + 1);
  const EntryHeader header = file.read_header(offset);
  if (header.problem != nullptr) {
    base = DeltaTree::kBroken;
    return;
  }
  tree_.size_[node] = static_cast<std::uint32_t>(std::min<std::uint64_t>(header.size, DeltaTree::kHuge));
  tree_.header_bytes_[node] = header.bytes;
  if (header.type == EntryType::kOffsetDelta) {
    const std::optional<Node> found = tree_.node_at(pack, header.base_offset);
    base = found.value_or(DeltaTree::kMissingBase);
    if (!found) unlisted.push_back({node, pack, header.base_offset});
  } else if (header.type == EntryType::kRefDelta) {
    base = find_base(header.base_name, pack);
  } else {
    tree_.type_[node] = static_cast<std::uint8_t>(header.type);
  }
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
    for (const Unlisted& one : unlisted) tree_.base_[one.node] = extra_at(one.pack, one.base_offset, more);
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
  tree_.offset_.push_back(offset);
  tree_.row_.push_back(0);
  tree_.size_.push_back(0);
  tree_.header_bytes_.push_back(0);
  tree_.type_.push_back(0);
  tree_.base_.push_back(DeltaTree::kWhole);
  tree_.extra_pack_.push_back(pack);
  read_header(node, pack, more);
  return node;
}

// Most bases come before their children in the pack, so that one pass does it; the rest follow their path up.
void DeltaTreeBuilder::settle_types() {
  const Node count = tree_.count();
  std::vector<Node> later;
  for (Node node = 0; node < count; ++node) {
    const Node base = tree_.base_[node];
    if (base >= DeltaTree::kMostNodes) continue;
    if (base < node) {
      tree_.type_[node] = tree_.type_[base];
    } else {
      has_late_base_ = true;
    }
  }
  if (!has_late_base_) return;
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

void DeltaTreeBuilder::order_children() {
  const Node count = tree_.count();
  auto& begin = tree_.child_begin_;
  begin.assign(std::size_t{count} + 2, 0);
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
  count_subtrees();
  for (Node node = 0; node < count; ++node) {
    const auto first = tree_.children_.begin() + begin[node], last = tree_.children_.begin() + begin[node + 1];
    if (last - first < 2) continue;
    std::sort(first, last,
              [this](Node a, Node b) { return std::pair(tree_.subtree_[a], a) < std::pair(tree_.subtree_[b], b); });
  }
}

void DeltaTreeBuilder::count_subtrees() {
  const Node count = tree_.count();
  tree_.subtree_.assign(count, 1);
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
    const auto children = tree_.children(order[i]);
    order.insert(order.end(), children.begin(), children.end());
  }
  for (std::size_t i = order.size(); i-- > 0;) add(order[i]);
}

// Of several nodes with one name, the first that can be read as it stands is told; the others are copies.
void DeltaTreeBuilder::mark_copies() {
  const bool has_duplicates =
      std::ranges::any_of(store_.packs(), [](const Pack& pack) { return pack.index.has_duplicates(); });
  const std::size_t sources = store_.packs().size() + (store_.loose().count() > 0 ? 1U : 0U);
  if (sources < 2 && !has_duplicates && store_.loose().directories() < 2) return;
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
  struct Name {
    std::uint64_t head = 0;
    const std::uint8_t* bytes = nullptr;
    std::uint32_t pack = 0, row = 0;  // loose: pack = number of packs
  };
  std::vector<Name> names;
  const auto packs = static_cast<std::uint32_t>(store_.packs().size());
  for (std::uint32_t pack = 0; pack < packs; ++pack) {
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
  const std::size_t bytes = store_.oid_bytes();
  std::ranges::stable_sort(names, [bytes](const Name& a, const Name& b) {
    return a.head != b.head ? a.head < b.head : std::memcmp(a.bytes, b.bytes, bytes) < 0;
  });
  const auto node_of = [&](const Name& name) {
    return name.pack == packs ? tree_.first_loose_ + name.row : tree_.node_of_row(name.pack, name.row);
  };
  for (std::size_t i = 0, end = 0; i < names.size(); i = end) {
    end = i + 1;
    while (end < names.size() && std::memcmp(names[i].bytes, names[end].bytes, bytes) == 0) ++end;
    if (end == i + 1) continue;
    Node told = node_of(names[i]);
    for (std::size_t j = i; j < end; ++j) {
      const Node node = node_of(names[j]);
      if (!tree_.is_root(node) || tree_.base_[node] == DeltaTree::kWhole) {
        told = node;
        break;
      }
    }
    for (std::size_t j = i; j < end; ++j) {
      if (node_of(names[j]) != told) copies.push_back(node_of(names[j]));
    }
  }
}

}  // namespace leaksieve::git::pack
