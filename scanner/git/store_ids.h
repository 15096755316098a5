// The ids of all objects in the store, for the question "is it there?", asked a hundred million times.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

namespace pack {
class PackIndex;
}

// Immutable after list(); shared by all threads. 4 bytes an object and 4 MiB: ids stay in the packs' indexes.
class StoreIds {
 public:
  // Errors: those of Repository::packs().
  static Result<StoreIds> list(const Repository& repository);

  [[nodiscard]] bool contains(const Oid& id) const;

 private:
  static constexpr unsigned kBucketBits = 20;
  [[nodiscard]] static std::uint32_t bucket_of(const std::uint8_t* id) {
    return (std::uint32_t{id[0]} << 16U | std::uint32_t{id[1]} << 8U | id[2]) >> (24U - kBucketBits);
  }
  template <class Take>
  void for_each_id(Take take) const;
  [[nodiscard]] const std::uint8_t* id_of(std::uint32_t number) const;

  std::shared_ptr<const pack::PackStore> packs_;
  std::vector<const pack::PackIndex*> indexes_;
  std::vector<std::uint32_t> first_of_pack_;  // numbers of objects: the packs' rows, then the loose ones
  std::vector<std::uint32_t> numbers_;        // by bucket; empty: each is in its place
  std::vector<std::uint32_t> buckets_;        // by the first 20 bits: where their numbers begin; one more at the end
};

}  // namespace leaksieve::git
