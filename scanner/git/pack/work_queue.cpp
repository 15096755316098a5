#include "scanner/git/pack/work_queue.h"

#include <algorithm>

#include "scanner/git/pack/parallel.h"

namespace leaksieve::git::pack {
namespace {

// Bytes. A larger object may be an archive, whose unpacking no thread can share: none may come to it last.
constexpr std::uint64_t kLargestLight = std::uint64_t{256} << 10U;

std::uint64_t size_of(const DeltaTree& tree, Node root) {
  const bool is_packed_whole = tree.base(root) == DeltaTree::kWhole && !tree.is_loose(root);
  return is_packed_whole ? tree.entry_size(root) : 0;
}

// A guess that needs nothing inflated: what is made from a root is about as large as the root.
std::uint64_t weight(const DeltaTree& tree, Node root) { return tree.subtree_size(root) * (size_of(tree, root) + 64); }

}  // namespace

RootOrder::RootOrder(const DeltaTree& tree, const std::vector<std::uint8_t>& needed, unsigned threads)
    : threads_(threads) {
  roots_.resize(tree.count());  // each part's at its own place first: a thread must not throw
  std::vector<Node> found(tree.count() / kNodesAtOnce + 1);
  std::atomic<std::uint64_t> total{0};
  run_in_parts(threads, tree.count(), kNodesAtOnce, [&](Node begin, Node end) {
    std::uint64_t weights = 0;
    Node next = begin;
    for (Node node = begin; node < end; ++node) {
      if (needed[node] == 0 || !tree.is_root(node)) continue;
      roots_[next++] = node;
      weights += weight(tree, node);
    }
    found[begin / kNodesAtOnce] = next - begin;
    total += weights;
  });
  auto all = roots_.begin();
  for (std::size_t part = 0; part < found.size(); ++part) {
    const auto first = roots_.begin() + static_cast<std::ptrdiff_t>(part * kNodesAtOnce);
    all = std::copy(first, first + found[part], all);
  }
  roots_.resize(static_cast<std::size_t>(all - roots_.begin()));
  const std::uint64_t heavy = std::max<std::uint64_t>(total / (std::uint64_t{threads} * 64), 1);
  const auto light = std::stable_partition(roots_.begin(), roots_.end(), [&](Node root) {
    return weight(tree, root) >= heavy || size_of(tree, root) > kLargestLight;
  });
  std::stable_sort(roots_.begin(), light, [&](Node a, Node b) { return weight(tree, a) > weight(tree, b); });
  heavy_ = static_cast<std::size_t>(light - roots_.begin());
  next_light_ = heavy_;
}

std::span<const Node> RootOrder::next() {
  if (next_heavy_.load(std::memory_order_relaxed) < heavy_) {
    const std::size_t at = next_heavy_.fetch_add(1);
    if (at < heavy_) return std::span(roots_).subspan(at, 1);
  }
  // The last batches are small, so that no thread has one when the others have nothing.
  std::size_t at = next_light_.load(std::memory_order_relaxed), batch = 0;
  do {
    if (at >= roots_.size()) return {};
    batch = std::clamp<std::size_t>((roots_.size() - at) / (std::size_t{threads_} * 4), 1, kBatch);
  } while (!next_light_.compare_exchange_weak(at, at + batch));
  return std::span(roots_).subspan(at, batch);
}

}  // namespace leaksieve::git::pack
