#include "scanner/git/store_ids.h"

#include <algorithm>

#include "scanner/git/pack/pack_store.h"

namespace leaksieve::git {

Result<StoreIds> StoreIds::list(const Repository& repository) {
  const Result<std::shared_ptr<const pack::PackStore>> opened = repository.packs();
  if (!opened) return opened.error();
  const pack::PackStore& packs = **opened;
  StoreIds store;
  const auto keep = [&store](const std::uint8_t* id) {
    Raw raw;
    std::memcpy(raw.bytes, id, sizeof raw.bytes);
    store.ids_.push_back(raw);
  };
  for (const pack::Pack& pack : packs.packs()) {
    for (std::uint32_t row = 0; row < pack.index.count(); ++row) keep(pack.index.name(row));
  }
  for (std::uint32_t i = 0; i < packs.loose().count(); ++i) keep(packs.loose().oid(i).data());
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
