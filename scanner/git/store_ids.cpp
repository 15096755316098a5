#include "scanner/git/store_ids.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "scanner/git/pack/pack_store.h"

namespace leaksieve::git {

template <class Take>
void StoreIds::for_each_id(Take take) const {
  std::uint32_t number = 0;
  for (const pack::Pack& pack : packs_->packs()) {
    for (std::uint32_t row = 0; row < pack.index.count(); ++row) take(pack.index.name(row), number++);
  }
  for (std::uint32_t i = 0; i < packs_->loose().count(); ++i) take(packs_->loose().oid(i).data(), number++);
}

Result<StoreIds> StoreIds::list(const Repository& repository) {
  const Result<std::shared_ptr<const pack::PackStore>> opened = repository.packs();
  if (!opened) return opened.error();
  StoreIds store;
  store.packs_ = *opened;
  store.oid_bytes_ = store.packs_->oid_bytes();
  std::uint32_t count = 0;
  for (const pack::Pack& pack : store.packs_->packs()) {
    store.first_of_pack_.push_back(count);
    store.indexes_.push_back(&pack.index);
    count += pack.index.count();
  }
  store.first_of_pack_.push_back(count);
  store.count_ = count + store.packs_->loose().count();
  store.numbers_.resize(store.count_);
  store.bucket_bits_ = std::min(static_cast<unsigned>(std::bit_width(store.count_)), kMostBucketBits);
  store.buckets_.assign((std::size_t{1} << store.bucket_bits_) + 2, 0);
  std::vector<std::uint32_t>& begin = store.buckets_;  // while it is filled, a bucket's place is one further on
  store.for_each_id([&](const std::uint8_t* id, std::uint32_t) { ++begin[std::size_t{store.bucket_of(id)} + 2]; });
  for (std::size_t i = 2; i < begin.size(); ++i) begin[i] += begin[i - 1];
  store.for_each_id([&](const std::uint8_t* id, std::uint32_t number) {
    store.numbers_[begin[std::size_t{store.bucket_of(id)} + 1]++] = number;
  });
  begin.pop_back();
  const auto is_in_place = [number = std::uint32_t{0}](std::uint32_t at) mutable { return at == number++; };
  if (std::ranges::all_of(store.numbers_, is_in_place)) store.numbers_ = {};  // one pack, and its index is sorted
  return store;
}

const std::uint8_t* StoreIds::id_of(Number number) const {
  if (number >= first_of_pack_.back()) return packs_->loose().oid(number - first_of_pack_.back()).data();
  std::size_t pack = 0;
  if (indexes_.size() > 1) {
    const auto after = std::upper_bound(first_of_pack_.begin(), first_of_pack_.end(), number);
    pack = static_cast<std::size_t>(after - first_of_pack_.begin()) - 1;
  }
  return indexes_[pack]->name(number - first_of_pack_[pack]);
}

StoreIds::Number StoreIds::find(const Oid& id) const {
  if (id.size() != oid_bytes_) return kNone;
  const std::uint32_t bucket = bucket_of(id.data());
  const std::uint64_t wanted = pack::load_be64(id.data());
  for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    const std::uint8_t* const known = id_of(at(i));
    // Nearly all that differ do so in their first bytes.
    if (pack::load_be64(known) == wanted && std::memcmp(known, id.data(), id.size()) == 0) return at(i);
  }
  return kNone;
}

void StoreIds::find(std::span<const Oid> ids, std::span<Number> numbers) const {
  for (const Oid& id : ids) __builtin_prefetch(&buckets_[bucket_of(id.data())]);
  if (!numbers_.empty()) {
    for (const Oid& id : ids) __builtin_prefetch(numbers_.data() + buckets_[bucket_of(id.data())]);
  }
  for (const Oid& id : ids) {
    const std::uint32_t begin = buckets_[bucket_of(id.data())];
    if (begin < count_) __builtin_prefetch(id_of(at(begin)));
  }
  for (std::size_t i = 0; i < ids.size(); ++i) numbers[i] = find(ids[i]);
}

}  // namespace leaksieve::git
