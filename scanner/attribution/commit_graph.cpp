#include "scanner/attribution/commit_graph.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>

namespace leaksieve::attribution {
namespace {

void sort_unique(std::vector<RawCommit>& commits) {
  std::sort(commits.begin(), commits.end(),
            [](const RawCommit& a, const RawCommit& b) { return std::tie(a.time, a.id) < std::tie(b.time, b.id); });
  const auto same = [](const RawCommit& a, const RawCommit& b) { return a.id == b.id; };
  commits.erase(std::unique(commits.begin(), commits.end(), same), commits.end());
}

// Kahn's algorithm with a heap. `commits` is sorted, so a position there is the rank that settles ties.
std::vector<std::uint32_t> parents_first(const std::vector<RawCommit>& commits,
                                         const std::unordered_map<Oid, std::uint32_t, OidHash>& positions) {
  std::vector<std::uint32_t> waits(commits.size(), 0);
  std::vector<std::uint32_t> first_child(commits.size() + 1, 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;  // parent, child
  for (std::uint32_t child = 0; child < commits.size(); ++child) {
    for (const Oid& id : commits[child].parents) {
      const auto parent = positions.find(id);
      if (parent == positions.end()) continue;
      edges.emplace_back(parent->second, child);
      ++waits[child];
    }
  }
  std::sort(edges.begin(), edges.end());
  for (const auto& edge : edges) ++first_child[edge.first + 1];
  for (std::size_t i = 1; i < first_child.size(); ++i) first_child[i] += first_child[i - 1];

  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
  for (std::uint32_t i = 0; i < commits.size(); ++i) {
    if (waits[i] == 0) ready.push(i);
  }
  std::vector<std::uint32_t> order;
  order.reserve(commits.size());
  while (!ready.empty()) {
    const std::uint32_t next = ready.top();
    ready.pop();
    order.push_back(next);
    for (std::uint32_t i = first_child[next]; i < first_child[next + 1]; ++i) {
      if (--waits[edges[i].second] == 0) ready.push(edges[i].second);
    }
  }
  // Ids are hashes of what they name, so there are no cycles; should someone forge one, its commits come last.
  for (std::uint32_t i = 0; i < commits.size() && order.size() < commits.size(); ++i) {
    if (waits[i] != 0) order.push_back(i);
  }
  return order;
}

}  // namespace

CommitGraph::CommitGraph(std::vector<RawCommit> commits) {
  sort_unique(commits);
  std::unordered_map<Oid, std::uint32_t, OidHash> positions;
  positions.reserve(commits.size());
  for (std::uint32_t i = 0; i < commits.size(); ++i) positions.emplace(commits[i].id, i);
  const std::vector<std::uint32_t> order = parents_first(commits, positions);
  nodes_.reserve(commits.size());
  numbers_ = std::move(positions);
  for (auto& [id, number] : numbers_) number = kNone;
  for (const std::uint32_t position : order) add(commits[position]);
}

// REQUIRED: the parents have been added.
void CommitGraph::add(const RawCommit& commit) {
  Node node{commit.id, commit.tree, commit.time, parents_.size(), 0, false};
  for (const Oid& id : commit.parents) {
    const std::optional<Number> parent = find(id);
    if (!parent) {
      node.lacks_parent = true;
      continue;
    }
    // A commit may name a parent twice.
    const auto mine = parents_.begin() + static_cast<std::ptrdiff_t>(node.first_parent);
    if (std::find(mine, parents_.end(), *parent) == parents_.end()) parents_.push_back(*parent);
  }
  node.parents = static_cast<std::uint32_t>(parents_.size() - node.first_parent);
  numbers_[commit.id] = size();
  nodes_.push_back(node);
}

std::optional<CommitGraph::Number> CommitGraph::find(const Oid& id) const {
  const auto found = numbers_.find(id);
  if (found == numbers_.end() || found->second == kNone) return std::nullopt;
  return found->second;
}

}  // namespace leaksieve::attribution
