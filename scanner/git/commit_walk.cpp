#include "scanner/git/commit_walk.h"

namespace leaksieve::git {
namespace {

constexpr int kSlop = 5;  // commits looked at after the last wanted one, as git does

}  // namespace

CommitWalk::CommitWalk(const Repository& repository, CommitSource& source, const WalkOptions& options)
    : source_(source), options_(options), shallow_(repository.shallow_commits()) {}

void CommitWalk::push(const Oid& id, bool excluded) {
  const auto [slot, added] = nodes_.try_emplace(id);
  Node& node = slot->second;
  if (!added) {
    if (!excluded || node.excluded) return;
    node.excluded = true;
    if (node.queued) --wanted_waiting_;
    exclude_ancestors(node);
    return;
  }
  Result<CommitFacts> commit = source_.read_commit(id);
  if (!commit) {
    nodes_.erase(slot);
    if (!missing_ids_.insert(id).second) return;
    missing_.push_back({id, "commit", reason_of(commit.error())});
    return;
  }
  node.time = commit->time;
  node.tree = commit->tree;
  if (shallow_.contains(id)) {
    for (const Oid& parent : commit->parents) {
      if (missing_ids_.insert(parent).second) missing_.push_back({parent, "commit", "beyond the shallow boundary"});
    }
  } else {
    node.parents = std::move(commit->parents);
  }
  node.excluded = excluded;
  node.queued = true;
  if (!excluded) ++wanted_waiting_;
  queue_.push({node.time, arrivals_++, id});
}

void CommitWalk::exclude_ancestors(const Node& from) {
  std::vector<Oid> stack = from.parents;
  while (!stack.empty()) {
    const Oid id = stack.back();
    stack.pop_back();
    const auto found = nodes_.find(id);
    if (found == nodes_.end() || found->second.excluded) continue;
    found->second.excluded = true;
    if (found->second.queued) --wanted_waiting_;
    stack.insert(stack.end(), found->second.parents.begin(), found->second.parents.end());
  }
}

void CommitWalk::take(const Oid& id, Node& node) {
  if (options_.since && node.time < *options_.since) node.excluded = true;
  const bool excluded = node.excluded;
  if (!excluded && (!options_.until || node.time <= *options_.until)) {
    node.told = true;
    last_taken_ = node.time;
    commits_.push_back(id);
  }
  for (const Oid& parent : node.parents) push(parent, excluded);
}

void CommitWalk::run() {
  int slop = kSlop;
  while (!queue_.empty() && !options_.stop.stop_requested()) {
    if (is_cut()) break;
    const Waiting next = queue_.top();
    queue_.pop();
    Node& node = nodes_.at(next.id);
    node.queued = false;
    if (!node.excluded) --wanted_waiting_;
    take(next.id, node);
    if (!nodes_.at(next.id).excluded) continue;
    const bool closing =
        wanted_waiting_ == 0 && (commits_.empty() || queue_.empty() || last_taken_ > queue_.top().time);
    slop = closing ? slop - 1 : kSlop;
    if (slop <= 0) break;
  }
  finish();
}

void CommitWalk::finish() {
  std::erase_if(commits_, [this](const Oid& id) { return nodes_.at(id).excluded; });
  OidSet edges;
  for (const Oid& id : commits_) {
    const Node& node = nodes_.at(id);
    trees_.push_back(node.tree);
    for (const Oid& parent : node.parents) {
      const auto found = nodes_.find(parent);
      if (found == nodes_.end() || !found->second.excluded) continue;
      if (edges.insert(found->second.tree).second) edges_.push_back(found->second.tree);
    }
  }
}

}  // namespace leaksieve::git
