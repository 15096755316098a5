// Entries lie evenly enough in a pack that a slot of its bytes for each of them is a nearly perfect hash that keeps
// their order. Rows are first dealt into some thousand buckets of neighbouring slots, a part of the rows by each
// thread; then each bucket, which is small enough for the nearest cache, is dealt into its slots and put in order
// there.
#include "scanner/git/pack/offset_order.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <utility>
#include <vector>

#include "scanner/git/pack/parallel.h"

namespace leaksieve::git::pack {
namespace {

constexpr std::uint32_t kFewRows = 20000;     // for one thread
constexpr std::uint64_t kMostBuckets = 2048;  // as many places as can be written to in turns without missing the cache
constexpr std::size_t kFewInSlot = 16;

class OffsetOrder {
 public:
  OffsetOrder(const PackIndex& index, const PackFile& pack, unsigned threads, std::span<TreeNode> nodes)
      : index_(index),
        pack_(pack),
        threads_(index.count() < kFewRows ? 1 : threads),
        row_bits_(static_cast<unsigned>(std::bit_width(index.count()))),
        nodes_(nodes) {}

  Slots make() {
    const std::uint64_t wanted = std::max<std::uint64_t>(index_.count(), 1);
    while (pack_.end() >> slots_.shift > wanted) ++slots_.shift;
    const std::uint64_t slots = (pack_.end() >> slots_.shift) + 1;
    slots_.first.resize(slots + 1);
    slots_.first.back() = index_.count();
    while ((slots - 1) >> bucket_bits_ >= kMostBuckets) ++bucket_bits_;
    buckets_ = ((slots - 1) >> bucket_bits_) + 1;
    keys_.resize(index_.count());
    places_.assign(threads_, std::vector<std::uint32_t>(buckets_));
    for_each(threads_, [this](std::size_t part) {
      for_each_row(part, [&places = places_[part]](std::uint64_t bucket, std::uint64_t) { ++places[bucket]; });
    });
    sum_up();
    for_each(threads_, [this](std::size_t part) {
      for_each_row(part, [this, &places = places_[part]](std::uint64_t bucket, std::uint64_t key) {
        keys_[places[bucket]++] = key;
      });
    });
    for_each(buckets_, [this](std::size_t bucket) { put_in_order(bucket); });
    return std::move(slots_);
  }

 private:
  // Takes numbers up to `count` on all threads.
  template <class Work>
  void for_each(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    run_threads(threads_, [&](unsigned) {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    });
  }

  // A part of the rows, each with its bucket and its key: the offset, and below it the row. (A pack of 2^32 bytes a row
  // would overflow; it does not fit on a disk, and then only the order is lost.)
  template <class Take>
  void for_each_row(std::size_t part, const Take& take) const {
    const std::uint64_t rows = index_.count(), end = rows * (part + 1) / threads_;
    for (std::uint64_t row = rows * part / threads_; row < end; ++row) {
      const std::uint64_t told = index_.offset(static_cast<std::uint32_t>(row)).value_or(pack_.end());
      const std::uint64_t offset = pack_.holds(told) ? told : pack_.end();
      take(offset >> (slots_.shift + bucket_bits_), offset << row_bits_ | row);
    }
  }

  // Turns how many rows each part has for a bucket into where they go: bucket by bucket, in each part by part.
  void sum_up() {
    std::uint32_t next = 0;
    for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
      begins_.push_back(next);
      for (std::vector<std::uint32_t>& places : places_) next += std::exchange(places[bucket], next);
    }
    begins_.push_back(next);
  }

  void put_in_order(std::size_t bucket) {
    const std::span keys = std::span(keys_).subspan(begins_[bucket], begins_[bucket + 1] - begins_[bucket]);
    const std::uint64_t first = bucket << bucket_bits_;
    const auto slots =
        std::span(slots_.first)
            .first(slots_.first.size() - 1)
            .subspan(first)
            .first(std::min<std::size_t>(std::size_t{1} << bucket_bits_, slots_.first.size() - 1 - first));
    const auto slot_of = [&](std::uint64_t key) { return (key >> row_bits_ >> slots_.shift) - first; };
    std::ranges::fill(slots, 0U);
    for (const std::uint64_t key : keys) ++slots[slot_of(key)];
    std::uint32_t next = begins_[bucket];
    for (std::uint32_t& slot : slots) next += std::exchange(slot, next);
    const std::uint64_t row_mask = (std::uint64_t{1} << row_bits_) - 1;
    for (const std::uint64_t key : keys) {
      const std::uint32_t at = slots[slot_of(key)]++;
      put(at, key >> row_bits_, static_cast<std::uint32_t>(key & row_mask));
    }
    // Each slot's number is now where it ends: where the next one begins.
    for (std::size_t slot = slots.size(); slot-- > 0;) {
      const std::uint32_t begin = slot > 0 ? slots[slot - 1] : begins_[bucket];
      sort(begin, slots[slot]);
      slots[slot] = begin;
    }
  }

  // Rows come in their order.
  void sort(std::size_t begin, std::size_t end) {
    if (end - begin > kFewInSlot) return sort_many(begin, end);
    for (std::size_t i = begin + 1; i < end; ++i) {
      const std::uint64_t offset = nodes_[i].offset;
      const std::uint32_t row = nodes_[i].row;
      std::size_t at = i;
      for (; at > begin && nodes_[at - 1].offset > offset; --at) put(at, nodes_[at - 1].offset, nodes_[at - 1].row);
      put(at, offset, row);
    }
  }

  void sort_many(std::size_t begin, std::size_t end) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> all;
    all.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) all.emplace_back(nodes_[i].offset, nodes_[i].row);
    std::ranges::sort(all);
    for (std::size_t i = begin; i < end; ++i) put(i, all[i - begin].first, all[i - begin].second);
  }

  void put(std::size_t at, std::uint64_t offset, std::uint32_t row) {
    nodes_[at].offset = offset;
    nodes_[at].row = row;
  }

  const PackIndex& index_;
  const PackFile& pack_;
  const unsigned threads_;
  const unsigned row_bits_;
  std::span<TreeNode> nodes_;
  Slots slots_;
  unsigned bucket_bits_ = 0;  // a bucket has 2^bucket_bits_ slots
  std::size_t buckets_ = 0;
  BigVector<std::uint64_t> keys_;                   // by bucket
  std::vector<std::uint32_t> begins_;               // of each bucket's keys; and one more
  std::vector<std::vector<std::uint32_t>> places_;  // by part of the rows and bucket: where its next key goes
};

}  // namespace

Slots order_offsets(const PackIndex& index, const PackFile& pack, unsigned threads, std::span<TreeNode> nodes) {
  return OffsetOrder(index, pack, threads, nodes).make();
}

}  // namespace leaksieve::git::pack
