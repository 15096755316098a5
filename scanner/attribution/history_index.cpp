#include "scanner/attribution/history_index.h"

#include <algorithm>
#include <future>
#include <tuple>

#include "scanner/attribution/history_impl.h"

namespace leaksieve::attribution {

HistoryIndex::HistoryIndex(unsigned workers) : impl_(std::make_unique<Impl>()) {
  for (unsigned i = 0; i < std::max(workers, 1U); ++i) impl_->workers.push_back(std::make_unique<Impl::Worker>());
}
HistoryIndex::HistoryIndex(HistoryIndex&&) noexcept = default;
HistoryIndex& HistoryIndex::operator=(HistoryIndex&&) noexcept = default;
HistoryIndex::~HistoryIndex() = default;

void HistoryIndex::add_commit(const Oid& id, Bytes content, unsigned worker) {
  Impl::Worker& mine = *impl_->workers[worker];
  std::optional<git::Commit> commit = git::parse_commit(id, content);
  if (!commit) {
    mine.broken.push_back({"commit " + id.hex(), "it names no tree"});
    return;
  }
  mine.commits.push_back({id, commit->tree, commit->committer.time, std::move(commit->parents)});
}

void HistoryIndex::add_tag(const Oid& id, Bytes content, unsigned worker) {
  Impl::Worker& mine = *impl_->workers[worker];
  std::optional<git::Tag> tag = git::parse_tag(id, content);
  if (!tag) {
    mine.broken.push_back({"tag " + id.hex(), "it names no object"});
    return;
  }
  tag->id = id;
  mine.tags.push_back(std::move(*tag));
}

void HistoryIndex::set_targets(const Targets* targets) { impl_->filter.emplace(*targets); }

void HistoryIndex::add_tree(const Oid& id, Bytes content, unsigned worker) {
  if (impl_->filter) impl_->workers[worker]->trees.add(*impl_->filter, id, content);
}

void HistoryIndex::add_name(std::string_view name, unsigned worker) { impl_->workers[worker]->trees.add_name(name); }

void HistoryIndex::add_lost(const Oid& id, unsigned worker) { impl_->workers[worker]->trees.add_lost(id); }

void HistoryIndex::finish() {
  std::vector<RawCommit> commits;
  std::vector<TreeScanner*> trees;
  for (const std::unique_ptr<Impl::Worker>& worker : impl_->workers) {
    std::move(worker->commits.begin(), worker->commits.end(), std::back_inserter(commits));
    std::move(worker->tags.begin(), worker->tags.end(), std::back_inserter(impl_->tags));
    std::move(worker->broken.begin(), worker->broken.end(), std::back_inserter(impl_->broken));
    trees.push_back(&worker->trees);
  }
  // Beside the trees; when no thread can be had, after them.
  auto graph =
      std::async(std::launch::async | std::launch::deferred, [&commits] { return CommitGraph(std::move(commits)); });
  std::vector<git::Tag>& tags = impl_->tags;
  std::sort(tags.begin(), tags.end(), [](const git::Tag& a, const git::Tag& b) { return a.id < b.id; });
  const auto same = [](const git::Tag& a, const git::Tag& b) { return a.id == b.id; };
  tags.erase(std::unique(tags.begin(), tags.end(), same), tags.end());
  for (std::uint32_t i = 0; i < tags.size(); ++i) impl_->tag_numbers.emplace(tags[i].id, i);
  if (impl_->filter) std::tie(impl_->marks, impl_->lost) = TreeMarks::join(*impl_->filter, trees);
  impl_->graph = graph.get();
  impl_->workers.clear();
  impl_->filter.reset();
}

}  // namespace leaksieve::attribution
