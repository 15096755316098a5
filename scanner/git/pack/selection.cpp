// On several threads: half a million nodes are looked at before the first object is read.
#include "scanner/git/pack/selection.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "scanner/git/pack/parallel.h"

namespace leaksieve::git::pack {
namespace {

bool is_wanted(const DeltaTree& tree, Node node, TypeSet types) {
  const std::optional<ObjectType> type = tree.type(node);
  return tree.has_name(node) && !tree.is_copy(node) && (!type || has_type(types, *type));
}

bool is_known(const DeltaTree& tree, Node node, KnownRows& known) {
  const auto type = tree.is_loose(node) ? std::nullopt : tree.type(node);
  return type && known.passes_over(tree.row(node), *type);
}

// Bases of what is needed are needed. Threads that meet at a base write the same.
void mark_bases(const DeltaTree& tree, unsigned threads, std::vector<std::uint8_t>& marks) {
  using Mark = std::atomic_ref<std::uint8_t>;
  run_in_parts(threads, tree.count(), kNodesAtOnce, [&](Node begin, Node end) {
    for (Node node = begin; node < end; ++node) {
      const std::uint8_t mark = Mark(marks[node]).load(std::memory_order_relaxed);
      if ((mark & kTold) == 0) continue;
      Mark(marks[node]).store(mark | kNeeded, std::memory_order_relaxed);
      for (Node at = node; !tree.is_root(at);) {
        at = tree.base(at);
        const std::uint8_t base = Mark(marks[at]).load(std::memory_order_relaxed);
        if ((base & kNeeded) != 0) break;
        Mark(marks[at]).store(base | kNeeded, std::memory_order_relaxed);
      }
    }
  });
}

}  // namespace

Selection select_all(const DeltaTree& tree, TypeSet types, KnownRows* known, unsigned threads) {
  Selection selection{std::vector<std::uint8_t>(tree.count()), 0, {}};
  std::atomic<std::uint64_t> told{0};
  if (known != nullptr && !known->knows_any()) known = nullptr;
  // KnownRows are asked by one thread.
  run_in_parts(known == nullptr ? threads : 1, tree.count(), kNodesAtOnce, [&](Node begin, Node end) {
    std::uint64_t mine = 0;
    for (Node node = begin; node < end; ++node) {
      if (!is_wanted(tree, node, types) || (known != nullptr && is_known(tree, node, *known))) continue;
      selection.marks[node] = kTold;
      ++mine;
    }
    told += mine;
  });
  selection.told = told;
  mark_bases(tree, threads, selection.marks);
  return selection;
}

Selection select_ids(const DeltaTree& tree, TypeSet types, std::span<const Oid> ids) {
  Selection selection{std::vector<std::uint8_t>(tree.count()), 0, {}};
  for (const Oid& id : ids) {
    const std::vector<Node> nodes = tree.find(id);
    for (const Node node : nodes) {
      if (!is_wanted(tree, node, types) || selection.marks[node] != 0) continue;
      selection.marks[node] = kTold;
      ++selection.told;
    }
    if (nodes.empty()) selection.missing.push_back(id);
  }
  std::ranges::sort(selection.missing);
  selection.missing.erase(std::unique(selection.missing.begin(), selection.missing.end()), selection.missing.end());
  mark_bases(tree, 1, selection.marks);
  return selection;
}

}  // namespace leaksieve::git::pack
