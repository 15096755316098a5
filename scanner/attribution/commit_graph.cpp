#include "scanner/attribution/commit_graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace leaksieve::attribution {

// A commit of a log. While the order is found, positions are those in the order of (time, id).
struct CommitGraph::Logged {
  std::int64_t time = 0;
  git::StoreIds::Number number = git::StoreIds::kNone;
  const CommitLog* log = nullptr;
  std::size_t place = 0;  // there
};

namespace {

using Position = std::uint32_t;

// Kahn's algorithm: of the commits whose parents are all in the order, the one with the least position is next. Nearly
// all are in order already: only those that were passed because a parent came late go through a heap. `positions` are
// by number in the store.
class ParentsFirst {
 public:
  template <class Logged>
  static std::vector<Position> sort(const std::vector<Logged>& commits, const std::vector<Position>& positions) {
    ParentsFirst order;
    order.count_edges(commits, positions);
    order.run();
    return std::move(order.order_);
  }

 private:
  template <class Logged>
  void count_edges(const std::vector<Logged>& commits, const std::vector<Position>& positions) {
    waits_.assign(commits.size(), 0);
    first_child_.assign(commits.size() + 2, 0);
    const auto for_each_edge = [&](auto take) {
      for (Position child = 0; child < commits.size(); ++child) {
        for (const git::StoreIds::Number number : commits[child].log->parents(commits[child].place)) {
          if (number == git::StoreIds::kNone || positions[number] == CommitGraph::kNone) continue;
          take(positions[number], child);
        }
      }
    };
    for_each_edge([&](Position parent, Position child) {
      ++first_child_[parent + std::size_t{2}];
      ++waits_[child];
    });
    for (std::size_t i = 2; i < first_child_.size(); ++i) first_child_[i] += first_child_[i - 1];
    children_.resize(first_child_.back());
    for_each_edge([&](Position parent, Position child) { children_[first_child_[parent + std::size_t{1}]++] = child; });
  }

  void run() {
    const auto count = static_cast<Position>(waits_.size());
    order_.reserve(count);
    for (Position at = 0; at < count; ++at) {
      if (waits_[at] != 0) continue;  // comes when its last parent does
      take(at, at);
      while (!late_.empty()) {
        const Position next = late_.top();
        late_.pop();
        take(next, at);
      }
    }
    // Ids are hashes of what they name, so there are no cycles; should someone forge one, its commits come last.
    for (Position i = 0; i < count && order_.size() < count; ++i) {
      if (waits_[i] != 0) order_.push_back(i);
    }
  }

  // `passed`: the positions up to there were looked at.
  void take(Position commit, Position passed) {
    order_.push_back(commit);
    for (std::uint32_t i = first_child_[commit]; i < first_child_[commit + std::size_t{1}]; ++i) {
      if (--waits_[children_[i]] == 0 && children_[i] < passed) late_.push(children_[i]);
    }
  }

  std::vector<std::uint32_t> waits_;        // by position: parents that are not in the order yet
  std::vector<std::uint32_t> first_child_;  // by position
  std::vector<Position> children_;
  std::priority_queue<Position, std::vector<Position>, std::greater<>> late_;
  std::vector<Position> order_;
};

}  // namespace

CommitGraph::CommitGraph(const std::vector<const CommitLog*>& logs, std::shared_ptr<const git::StoreIds> store)
    : store_(std::move(store)) {
  std::vector<Logged> commits;
  for (const CommitLog* const log : logs) {
    for (std::size_t i = 0; i < log->size(); ++i) {
      if (log->number(i) != git::StoreIds::kNone) commits.push_back({log->time(i), log->number(i), log, i});
    }
  }
  std::ranges::sort(commits, [this](const Logged& a, const Logged& b) {
    if (a.time != b.time || a.number == b.number) return a.time < b.time;
    return store_->id(a.number) < store_->id(b.number);
  });
  const auto is_same = [](const Logged& a, const Logged& b) { return a.number == b.number; };
  commits.erase(std::unique(commits.begin(), commits.end(), is_same), commits.end());
  numbers_.assign(store_->count(), kNone);
  for (Number i = 0; i < commits.size(); ++i) numbers_[commits[i].number] = i;
  const std::vector<Position> order = ParentsFirst::sort(commits, numbers_);
  nodes_.reserve(commits.size());
  for (const Logged& commit : commits) numbers_[commit.number] = kNone;
  for (const Position position : order) add(commits[position]);
}

// REQUIRED: the parents have been added.
void CommitGraph::add(const Logged& commit) {
  Node node;
  node.time = commit.time;
  node.number = commit.number;
  node.tree = commit.log->tree(commit.place);
  node.first_parent = static_cast<std::uint32_t>(parents_.size());
  if (node.tree == git::StoreIds::kNone) lost_trees_.emplace(size(), commit.log->lost_tree(commit.place));
  for (const git::StoreIds::Number number : commit.log->parents(commit.place)) {
    const Number parent = number == git::StoreIds::kNone ? kNone : numbers_[number];
    if (parent == kNone) {
      node.lacks_parent = 1;
      continue;
    }
    // A commit may name a parent twice.
    const auto mine = parents_.begin() + node.first_parent;
    if (std::find(mine, parents_.end(), parent) == parents_.end()) parents_.push_back(parent);
  }
  node.parents = static_cast<std::uint32_t>(parents_.size() - node.first_parent) & 0x7fffffffU;
  numbers_[commit.number] = size();
  nodes_.push_back(node);
}

Oid CommitGraph::tree(Number commit) const {
  const git::StoreIds::Number number = nodes_[commit].tree;
  return number == git::StoreIds::kNone ? lost_trees_.at(commit) : store_->id(number);
}

std::optional<CommitGraph::Number> CommitGraph::find(const Oid& id) const {
  if (store_ == nullptr) return std::nullopt;
  const git::StoreIds::Number number = store_->find(id);
  if (number == git::StoreIds::kNone || numbers_[number] == kNone) return std::nullopt;
  return numbers_[number];
}

}  // namespace leaksieve::attribution
