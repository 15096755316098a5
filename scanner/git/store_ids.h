// The ids of all objects in the store, numbered: for the questions "is it there?" and "which one is it?", asked
// millions of times.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

namespace pack {
class PackIndex;
}

// Immutable after list(); shared by all threads. 12 bytes an object at most: ids stay in the packs' indexes.
class StoreIds {
 public:
  // A number for each object, below count(); an object in two packs has two, and find() gives always the same of them.
  using Number = std::uint32_t;
  static constexpr Number kNone = ~Number{0};

  // Errors: those of Repository::packs().
  static Result<StoreIds> list(const Repository& repository);

  [[nodiscard]] Number count() const { return count_; }
  [[nodiscard]] std::size_t oid_bytes() const { return oid_bytes_; }
  // Of the pack of that number in Repository::packs(): the number of its index's first row, which the others follow.
  [[nodiscard]] Number first_of_pack(std::size_t pack) const { return first_of_pack_[pack]; }
  // kNone: it is not in the store.
  [[nodiscard]] Number find(const Oid& id) const;
  // The same for many at once, which hides the time that memory takes. REQUIRED: as many numbers as ids.
  void find(std::span<const Oid> ids, std::span<Number> numbers) const;
  [[nodiscard]] bool contains(const Oid& id) const { return find(id) != kNone; }
  // REQUIRED: number < count().
  [[nodiscard]] Oid id(Number number) const { return Oid::from_raw(id_of(number), oid_bytes_); }

 private:
  static constexpr unsigned kMostBucketBits = 20;
  [[nodiscard]] std::uint32_t bucket_of(const std::uint8_t* id) const {
    return (std::uint32_t{id[0]} << 16U | std::uint32_t{id[1]} << 8U | id[2]) >> (24U - bucket_bits_);
  }
  template <class Take>
  void for_each_id(Take take) const;
  [[nodiscard]] const std::uint8_t* id_of(Number number) const;
  [[nodiscard]] Number at(std::uint32_t place) const { return numbers_.empty() ? place : numbers_[place]; }

  std::shared_ptr<const pack::PackStore> packs_;
  std::size_t oid_bytes_ = Oid::kSha1Bytes;
  Number count_ = 0;
  std::vector<const pack::PackIndex*> indexes_;
  std::vector<Number> first_of_pack_;   // numbers of objects: the packs' rows, then the loose ones
  std::vector<Number> numbers_;         // by bucket; empty: each is in its place
  unsigned bucket_bits_ = 0;            // as many as give an object a bucket of its own, if that is not too many
  std::vector<std::uint32_t> buckets_;  // by an id's first bits: where their numbers begin; one more at the end
};

}  // namespace leaksieve::git
