#include "scanner/attribution/history_index.h"

#include <algorithm>

#include "scanner/attribution/history_impl.h"

namespace leaksieve::attribution {

HistoryIndex::HistoryIndex(unsigned workers, std::shared_ptr<const git::StoreIds> store)
    : impl_(std::make_unique<Impl>()) {
  impl_->store = std::move(store);
  impl_->threads = std::max(workers, 1U);
  for (unsigned i = 0; i < impl_->threads; ++i) {
    impl_->workers.push_back(std::make_unique<Impl::Worker>());
    impl_->workers.back()->commits = std::make_unique<CommitLog>(*impl_->store);
    impl_->workers.back()->trees = std::make_unique<TreeLog>(i, *impl_->store);
  }
}
HistoryIndex::HistoryIndex(HistoryIndex&&) noexcept = default;
HistoryIndex& HistoryIndex::operator=(HistoryIndex&&) noexcept = default;
HistoryIndex::~HistoryIndex() = default;

void HistoryIndex::add_commit(const Oid& id, Bytes content, unsigned worker) {
  Impl::Worker& mine = *impl_->workers[worker];
  if (!mine.commits->add(id, content)) mine.broken.push_back({"commit " + id.hex(), "it names no tree"});
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

HistoryIndex::AddedTree HistoryIndex::add_tree(const git::pack::DeltaObject& tree, unsigned worker) {
  TreeLog::Added added = impl_->workers[worker]->trees->add(tree);
  return {std::move(added.carried), added.problem};
}

// In logs of their own, so that their names do not count as a worker's.
void HistoryIndex::recall_trees(const PackTrees& trees, git::StoreIds::Number first) {
  const auto number = static_cast<unsigned>(impl_->workers.size());
  impl_->workers.push_back(std::make_unique<Impl::Worker>());
  impl_->workers.back()->commits = std::make_unique<CommitLog>(*impl_->store);
  impl_->workers.back()->trees = std::make_unique<TreeLog>(number, *impl_->store);
  impl_->workers.back()->trees->recall(trees, first);
}

std::vector<PackTrees> HistoryIndex::trees_of_packs(const std::vector<PackRange>& packs,
                                                    const std::unordered_set<std::string_view>& unwanted) const {
  std::vector<const TreeLog*> logs;
  for (const auto& worker : impl_->workers) {
    worker->trees->finish();
    logs.push_back(worker->trees.get());
  }
  return attribution::trees_of_packs(logs, packs, unwanted);
}

const std::vector<std::string_view>& HistoryIndex::names(unsigned worker) const {
  return impl_->workers[worker]->trees->names().names();
}

bool HistoryIndex::lacks_objects() const { return impl_->lacks_objects; }

void HistoryIndex::join() { join_history(*impl_); }

void HistoryIndex::finish(const Targets& targets) { finish_history(*impl_, targets); }

}  // namespace leaksieve::attribution
