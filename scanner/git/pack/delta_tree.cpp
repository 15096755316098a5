#include "scanner/git/pack/delta_tree.h"

#include <algorithm>

#include "scanner/git/pack/delta_tree_builder.h"

namespace leaksieve::git::pack {

DeltaTree DeltaTree::make(const PackStore& store, unsigned threads) {
  return DeltaTreeBuilder(store, std::max(threads, 1U)).make();
}

std::uint32_t DeltaTree::pack_number(Node node) const {
  if (node >= first_extra_) return extra_pack_[node - first_extra_];
  if (packs_->size() == 1) return 0;
  const auto after = std::upper_bound(first_of_pack_.begin(), first_of_pack_.end(), node);
  return static_cast<std::uint32_t>(after - first_of_pack_.begin()) - 1;
}

Oid DeltaTree::id(Node node) const {
  if (is_loose(node)) return loose_->oid(loose_number(node));
  if (!has_name(node)) return {};
  return pack_of(node).index.oid(nodes_[node].row);
}

std::uint64_t DeltaTree::data_end(Node node) const {
  const std::uint32_t pack = pack_number(node);
  const Node last = first_of_pack_[pack + 1];
  const std::uint64_t begin = data_begin(node), end = (*packs_)[pack].pack.end();
  Node next = has_name(node) ? node + 1 : lower_bound(pack, offset(node));
  while (next < last && offset(next) <= offset(node)) ++next;
  return next < last ? std::clamp(offset(next), begin, end) : end;
}

Node DeltaTree::lower_bound(std::uint32_t pack, std::uint64_t offset) const {
  const Slots& slots = slots_[pack];
  const std::uint64_t slot = std::min<std::uint64_t>(offset >> slots.shift, slots.first.size() - 2);
  const auto begin = nodes_.begin() + slots.first[slot], end = nodes_.begin() + slots.first[slot + 1];
  return static_cast<Node>(std::ranges::lower_bound(begin, end, offset, {}, &TreeNode::offset) - nodes_.begin());
}

std::optional<Node> DeltaTree::node_at(std::uint32_t pack, std::uint64_t offset) const {
  const Node node = lower_bound(pack, offset), last = first_of_pack_[pack + 1];
  if (node == last || nodes_[node].offset != offset) return std::nullopt;
  if (node + 1 < last && nodes_[node + 1].offset == offset) return std::nullopt;
  return node;
}

Node DeltaTree::node_of_row(std::uint32_t pack, std::uint32_t row) const {
  const PackFile& file = (*packs_)[pack].pack;
  const std::uint64_t told = (*packs_)[pack].index.offset(row).value_or(file.end());
  const std::uint64_t offset = file.holds(told) ? told : file.end();
  const auto first = nodes_.begin() + lower_bound(pack, offset);
  const auto last =
      std::ranges::upper_bound(first, nodes_.begin() + first_of_pack_[pack + 1], offset, {}, &TreeNode::offset);
  // Nodes at one offset are in the order of their rows.
  return static_cast<Node>(std::ranges::lower_bound(first, last, row, {}, &TreeNode::row) - nodes_.begin());
}

std::vector<Node> DeltaTree::find(const Oid& id) const {
  std::vector<Node> nodes;
  for (std::uint32_t pack = 0; pack < packs_->size(); ++pack) {
    const PackIndex& index = (*packs_)[pack].index;
    if (index.oid_bytes() != id.size()) continue;
    for (std::uint32_t n = index.find_first(id.data());
         n < index.count() && std::memcmp(index.name(index.row_by_name(n)), id.data(), id.size()) == 0; ++n) {
      nodes.push_back(node_of_row(pack, index.row_by_name(n)));
    }
  }
  for (std::uint32_t number = loose_->find_first(id); number < loose_->count() && loose_->oid(number) == id; ++number) {
    nodes.push_back(first_loose_ + number);
  }
  return nodes;
}

}  // namespace leaksieve::git::pack
