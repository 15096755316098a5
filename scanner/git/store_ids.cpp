#include "scanner/git/store_ids.h"

#include <algorithm>

#include "scanner/git/pack/pack_set.h"

namespace leaksieve::git {

StoreIds StoreIds::list(const Repository& repository) {
  StoreIds store;
  repository.packs()->for_each_id([&store](const Oid& id) {
    Raw raw;
    std::memcpy(raw.bytes, id.data(), sizeof raw.bytes);
    store.ids_.push_back(raw);
  });
  const auto less = [](const Raw& a, const Raw& b) { return std::memcmp(a.bytes, b.bytes, sizeof a.bytes) < 0; };
  const auto same = [](const Raw& a, const Raw& b) { return std::memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0; };
  std::sort(store.ids_.begin(), store.ids_.end(), less);
  store.ids_.erase(std::unique(store.ids_.begin(), store.ids_.end(), same), store.ids_.end());
  store.buckets_.assign((std::size_t{1} << kBucketBits) + 1, 0);
  for (const Raw& raw : store.ids_) ++store.buckets_[bucket_of(raw.bytes) + 1];
  for (std::size_t i = 1; i < store.buckets_.size(); ++i) store.buckets_[i] += store.buckets_[i - 1];
  return store;
}

bool StoreIds::contains(const Oid& id) const {
  if (id.size() != Oid::kSha1Bytes || buckets_.empty()) return false;
  const std::uint32_t bucket = bucket_of(id.data());
  for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    if (std::memcmp(ids_[i].bytes, id.data(), sizeof ids_[i].bytes) == 0) return true;
  }
  return false;
}

}  // namespace leaksieve::git
