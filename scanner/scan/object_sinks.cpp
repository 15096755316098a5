#include "scanner/scan/object_sinks.h"

#include <algorithm>
#include <set>

namespace leaksieve::scan {
namespace {

constexpr std::size_t kLongestPointer = 1024;  // bytes; source: git-lfs docs/spec.md

std::string object_name(git::ObjectType type, const Oid& id) {
  return std::string(git::name_of(type)) + " " + id.hex();
}

bool is_lfs_pointer(Bytes content) {
  return content.size() < kLongestPointer && content.starts_with("version https://git-lfs.github.com/spec/");
}

}  // namespace

void TextSink::take(const git::ObjectView& object, unsigned worker) {
  Counts& counts = counts_[worker];
  switch (object.type) {
    case git::ObjectType::kBlob:
      take_blob(object, nullptr, nullptr, worker);
      break;
    case git::ObjectType::kCommit:
      ++counts.commits;
      if (history_ != nullptr) note_commit(object, worker);
      sieve_.scan({object.content, "", Origin::kCommit, object.id, ""}, worker);
      break;
    case git::ObjectType::kTag:
      ++counts.tags;
      if (history_ != nullptr) note_tag(object, worker);
      sieve_.scan({object.content, "", Origin::kTag, object.id, ""}, worker);
      break;
    case git::ObjectType::kTree:
      break;
  }
}

void TextSink::take_blob(const git::ObjectView& blob, const match::Edit* edit, match::Trace* keep, unsigned worker) {
  Counts& counts = counts_[worker];
  ++counts.blobs;
  if (is_lfs_pointer(blob.content)) ++counts.lfs_pointers;
  sieve_.scan({blob.content, "", Origin::kBlob, blob.id, ""}, edit, keep, worker);
}

void TextSink::note_commit(const git::ObjectView& object, unsigned worker) {
  history_->add_commit(object.id, object.content, worker);
  if (const auto commit = git::parse_commit(object.id, object.content)) {
    std::vector<Oid>& links = counts_[worker].links;
    links.push_back(commit->tree);
    links.insert(links.end(), commit->parents.begin(), commit->parents.end());
  }
}

void TextSink::note_tag(const git::ObjectView& object, unsigned worker) {
  history_->add_tag(object.id, object.content, worker);
  if (const auto tag = git::parse_tag(object.id, object.content)) counts_[worker].links.push_back(tag->target);
}

std::vector<Oid> TextSink::take_links() {
  std::vector<Oid> all;
  for (Counts& counts : counts_) {
    all.insert(all.end(), counts.links.begin(), counts.links.end());
    counts.links.clear();
  }
  return all;
}

void TextSink::skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) {
  sieve_.skips().add(object_name(type, id), why.message);
}

ObjectCounts TextSink::counts() const {
  ObjectCounts sum;
  for (const Counts& counts : counts_) {
    sum.blobs += counts.blobs;
    sum.commits += counts.commits;
    sum.tags += counts.tags;
    sum.lfs_pointers += counts.lfs_pointers;
  }
  return sum;
}

TreeSink::TreeSink(Sieve& sieve, attribution::HistoryIndex* history, const git::StoreIds* store)
    : sieve_(sieve), history_(history), store_(store), workers_(sieve.workers()) {}

void TreeSink::take(const git::ObjectView& object, unsigned worker) {
  Worker& mine = workers_[worker];
  ++mine.trees;
  const bool whole = mine.entries.for_each(object.content, object.id.size(), [&](const git::TreeEntry& entry) {
    if (mine.names.emplace(entry.name).second) look_at(std::string(entry.name), worker);
    if (store_ == nullptr || entry.is_gitlink() || store_->contains(entry.id)) return;
    lacking_.store(true, std::memory_order_relaxed);
    if (history_ != nullptr) history_->add_lost(entry.id, worker);
  });
  // Behind its entries: which of them are lost, and what their names tell, must be known by now.
  if (history_ != nullptr) history_->add_tree(object.id, object.content, worker);
  if (!whole) sieve_.skips().add(object_name(object.type, object.id), "its entries end in the middle");
}

void TreeSink::skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) {
  sieve_.skips().add(object_name(type, id), why.message);
}

// Each worker looks at every name by itself: its history must know of those that tell something before the tree.
void TreeSink::look_at(const std::string& name, unsigned worker) {
  if (!sieve_.tells_name(name, worker)) return;
  workers_[worker].telling_names.insert(name);
  if (history_ != nullptr) history_->add_name(name, worker);
}

std::vector<std::string> TreeSink::telling_names() const {
  std::set<std::string> all;
  for (const Worker& worker : workers_) all.insert(worker.telling_names.begin(), worker.telling_names.end());
  return {all.begin(), all.end()};
}

std::uint64_t TreeSink::trees() const {
  std::uint64_t sum = 0;
  for (const Worker& worker : workers_) sum += worker.trees;
  return sum;
}

}  // namespace leaksieve::scan
