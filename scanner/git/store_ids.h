// The ids of all objects in the store, for the question "is it there?", asked a hundred million times.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "scanner/base/oid.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

// Immutable after list(); shared by all threads. 20 bytes an object and 4 MiB.
class StoreIds {
 public:
  // Errors: those of Repository::packs().
  static Result<StoreIds> list(const Repository& repository);

  [[nodiscard]] bool contains(const Oid& id) const;
  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  static constexpr unsigned kBucketBits = 20;
  struct Raw {
    std::uint8_t bytes[Oid::kSha1Bytes];  // NOLINT(modernize-avoid-c-arrays): 20 bytes, no more
  };
  [[nodiscard]] static std::uint32_t bucket_of(const std::uint8_t* id) {
    return (std::uint32_t{id[0]} << 16U | std::uint32_t{id[1]} << 8U | id[2]) >> (24U - kBucketBits);
  }

  std::vector<Raw> ids_;                // sorted
  std::vector<std::uint32_t> buckets_;  // by the first 20 bits: where their ids begin; one more at the end
};

}  // namespace leaksieve::git
