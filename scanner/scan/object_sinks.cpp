#include "scanner/scan/object_sinks.h"

#include <algorithm>

namespace leaksieve::scan {
namespace {

constexpr std::size_t kLongestPointer = 1024;  // bytes; source: git-lfs docs/spec.md

std::string object_name(git::ObjectType type, const Oid& id) {
  return std::string(git::name_of(type)) + " " + id.hex();
}

bool is_lfs_pointer(Bytes content) {
  return content.size() < kLongestPointer && content.starts_with("version https://git-lfs.github.com/spec/");
}

template <class Worker>
std::uint64_t sum_of_trees(const std::vector<Worker>& workers) {
  std::uint64_t sum = 0;
  for (const Worker& worker : workers) sum += worker.trees;
  return sum;
}

}  // namespace

void TextSink::take(const git::ObjectView& object, unsigned worker) {
  if (object.type == git::ObjectType::kBlob) {
    take_blob(object, nullptr, nullptr, worker);
  } else if (object.type != git::ObjectType::kTree) {
    take_message(object, worker);
  }
}

bool TextSink::take_message(const git::ObjectView& object, unsigned worker) {
  learn_message(object, worker);
  const Origin origin = object.type == git::ObjectType::kCommit ? Origin::kCommit : Origin::kTag;
  return sieve_.scan({object.content, "", origin, object.id, ""}, worker);
}

void TextSink::take_known(const git::ObjectView& message, unsigned worker) {
  learn_message(message, worker);
  sieve_.count_known(message.content.size(), worker);
}

void TextSink::learn_message(const git::ObjectView& object, unsigned worker) {
  Counts& counts = counts_[worker];
  const bool is_commit = object.type == git::ObjectType::kCommit;
  ++(is_commit ? counts.commits : counts.tags);
  if (history_ == nullptr) return;
  if (is_commit) {
    history_->add_commit(object.id, object.content, worker);
  } else {
    history_->add_tag(object.id, object.content, worker);
  }
}

bool TextSink::take_blob(const git::ObjectView& blob, const match::Edit* edit, match::Trace* keep, unsigned worker) {
  Counts& counts = counts_[worker];
  ++counts.blobs;
  const bool is_pointer = is_lfs_pointer(blob.content);
  if (is_pointer) ++counts.lfs_pointers;
  return sieve_.scan({blob.content, "", Origin::kBlob, blob.id, ""}, edit, keep, worker) || is_pointer;
}

void TextSink::skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) {
  has_losses_ = true;
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

std::vector<TellingName> NameLook::telling() const {
  std::vector<TellingName> all;
  for (const auto& names : telling_) all.insert(all.end(), names.begin(), names.end());
  std::ranges::sort(all);
  const auto same = [](const TellingName& a, const TellingName& b) { return a.name == b.name; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

std::vector<std::string> NameLook::telling_names() const {
  std::vector<std::string> names;
  for (TellingName& each : telling()) names.push_back(std::move(each.name));
  return names;
}

std::unique_ptr<git::pack::Carried> HistoryTreeSink::take(const git::pack::DeltaObject& tree, unsigned worker) {
  Worker& mine = workers_[worker];
  attribution::HistoryIndex::AddedTree added = history_.add_tree(tree, worker);
  if (tree.role != git::pack::Role::kWanted) return std::move(added.carried);
  ++mine.trees;
  const auto& names = history_.names(worker);
  for (; mine.names < names.size(); ++mine.names) look_.look_at(std::string(names[mine.names]), tree.object.id, worker);
  if (added.problem != nullptr) {
    has_losses_ = true;
    sieve_.skips().add(object_name(tree.object.type, tree.object.id), added.problem);
  }
  return std::move(added.carried);
}

void HistoryTreeSink::skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) {
  has_losses_ = true;
  sieve_.skips().add(object_name(type, id), why.message);
}

std::uint64_t HistoryTreeSink::trees() const { return sum_of_trees(workers_); }

void NameTreeSink::take(const git::ObjectView& object, unsigned worker) {
  Worker& mine = workers_[worker];
  ++mine.trees;
  const bool whole = mine.entries.for_each(object.content, object.id.size(), [&](const git::TreeEntry& entry) {
    if (mine.names.emplace(entry.name).second) look_.look_at(std::string(entry.name), object.id, worker);
  });
  if (!whole) sieve_.skips().add(object_name(object.type, object.id), "its entries end in the middle");
}

void NameTreeSink::skip(const Oid& id, git::ObjectType type, const Error& why, unsigned) {
  sieve_.skips().add(object_name(type, id), why.message);
}

std::uint64_t NameTreeSink::trees() const { return sum_of_trees(workers_); }

}  // namespace leaksieve::scan
