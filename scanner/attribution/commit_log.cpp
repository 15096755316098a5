#include "scanner/attribution/commit_log.h"

#include <algorithm>
#include <optional>

#include "scanner/git/objects.h"

namespace leaksieve::attribution {

bool CommitLog::add(const Oid& id, Bytes content) {
  const std::optional<git::CommitLinks> links = git::parse_commit_links(content, parents_);
  if (!links) return false;
  commits_.push_back({links->time, numbers_.size() + pending_.size()});
  pending_.push_back(id);
  pending_.push_back(links->tree);
  pending_.insert(pending_.end(), parents_.begin(), parents_.end());
  if (pending_.size() >= kBatch) resolve();
  return true;
}

void CommitLog::resolve() {
  const std::size_t first = numbers_.size();
  numbers_.resize(first + pending_.size());
  store_.find(pending_, std::span(numbers_).subspan(first));
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    if (numbers_[first + i] == kNone) lost_.emplace_back(first + i, pending_[i]);
  }
  pending_.clear();
}

Oid CommitLog::lost_tree(std::size_t commit) const {
  const auto lost =
      std::ranges::lower_bound(lost_, commits_[commit].first + 1, {}, &std::pair<std::size_t, Oid>::first);
  return lost->second;
}

}  // namespace leaksieve::attribution
