// One look at each tree, by any worker, in any order: what of it could matter is kept, before anyone knows whether it
// does.
//
// Kept are entries that are targets, and all subtrees, as 12 bytes an entry: a number for the name and a 64-bit key for
// the subtree's id. The key is a hash with a secret seed, so nobody can make two trees that share one; by chance two of
// ten million do once in 300,000 runs.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"

namespace leaksieve::attribution {

// Keys of tree ids: a linear hash modulo 2^64 with random odd factors.
class TreeKeys {
 public:
  TreeKeys();  // new factors
  [[nodiscard]] std::uint64_t of(const void* raw, std::size_t oid_bytes) const {
    std::array<std::uint64_t, 4> words{};
    if (oid_bytes == Oid::kSha1Bytes) {
      std::memcpy(words.data(), raw, Oid::kSha1Bytes);
    } else {
      std::memcpy(words.data(), raw, Oid::kSha256Bytes);
    }
    const std::uint64_t sum =
        words[0] * factors_[0] + words[1] * factors_[1] + words[2] * factors_[2] + words[3] * factors_[3];
    return sum ^ (sum >> 32);
  }
  [[nodiscard]] std::uint64_t of(const Oid& id) const { return of(id.data(), id.size()); }

 private:
  std::array<std::uint64_t, 4> factors_{};
};

// Names of entries that are targets, behind a bit filter.
class NameTargets {
 public:
  void add(std::string_view name) {
    names_.emplace(name);
    const std::size_t bit = bit_of(name);
    bits_[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
  }
  [[nodiscard]] bool empty() const { return names_.empty(); }
  [[nodiscard]] bool holds(std::string_view name) const {
    const std::size_t bit = bit_of(name);
    return (bits_[bit >> 6] >> (bit & 63U) & 1U) != 0 && names_.contains(std::string(name));
  }

 private:
  // First byte and length: 4096 classes.
  [[nodiscard]] static std::size_t bit_of(std::string_view name) {
    const std::size_t first = name.empty() ? 0 : static_cast<unsigned char>(name.front());
    return (first * 31 + name.size()) & 4095U;
  }

  std::array<std::uint64_t, 4096 / 64> bits_{};
  std::unordered_set<std::string> names_;
};

// The targets behind a bit filter: nearly every entry of a tree is none, and one load from the cache must say so.
class TargetFilter {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit TargetFilter(const Targets& targets);

  // The blob's number in blobs(); kNone for all but targets.
  [[nodiscard]] std::uint32_t find_blob(const char* raw, std::size_t oid_bytes) const {
    std::uint32_t first = 0;
    std::memcpy(&first, raw, sizeof first);
    first &= mask_;
    if ((bits_[first >> 6] >> (first & 63U) & 1U) == 0) return kNone;
    const auto found = numbers_.find(Oid::from_raw(raw, oid_bytes));
    return found == numbers_.end() ? kNone : found->second;
  }
  [[nodiscard]] const NameTargets& names() const { return names_; }
  [[nodiscard]] const std::vector<Oid>& blobs() const { return blobs_; }  // sorted
  [[nodiscard]] const TreeKeys& keys() const { return keys_; }

 private:
  TreeKeys keys_;
  std::vector<Oid> blobs_;
  std::unordered_map<Oid, std::uint32_t, OidHash> numbers_;
  std::uint32_t mask_ = 0;
  std::vector<std::uint64_t> bits_;
  NameTargets names_;
};

// Strings, each once, numbered from 0.
class NameTable {
 public:
  [[nodiscard]] std::uint32_t number_of(std::string_view name);
  [[nodiscard]] const std::deque<std::string>& names() const { return names_; }

 private:
  std::deque<std::string> names_;  // a deque: views of its strings stay valid
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::array<std::uint32_t, 4096> recent_{};  // number + 1, by a cheap hash: the same few names come again and again
};

// What a tree's entry leads to.
enum class EntryKind : std::uint8_t {
  kTree,
  kBlob,   // a target
  kOther,  // neither: kept for its name
  kLost,   // an object that the store lacks
};

// Ids that trees name and the store lacks, each once, in the order of arrival. One worker's: small, or given up.
class LostIds {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::size_t kMaxIds = 4096;

  LostIds() : bits_(kBits / 64, 0) {}
  void add(const Oid& id);
  [[nodiscard]] bool empty() const { return ids_.empty(); }
  [[nodiscard]] bool too_many() const { return ids_.size() > kMaxIds; }
  [[nodiscard]] const std::vector<Oid>& ids() const { return ids_; }
  [[nodiscard]] std::uint32_t find(const char* raw, std::size_t oid_bytes) const {
    const std::size_t bit = bit_of(raw);
    if ((bits_[bit >> 6] >> (bit & 63U) & 1U) == 0) return kNone;
    const auto found = numbers_.find(Oid::from_raw(raw, oid_bytes));
    return found == numbers_.end() ? kNone : found->second;
  }

 private:
  static constexpr std::size_t kBits = 65536;
  [[nodiscard]] static std::size_t bit_of(const void* raw) {
    std::uint16_t first = 0;
    std::memcpy(&first, raw, sizeof first);
    return first;
  }
  std::vector<Oid> ids_;
  std::unordered_map<Oid, std::uint32_t, OidHash> numbers_;
  std::vector<std::uint64_t> bits_;
};

// One worker's part.
class TreeScanner {
 public:
  static constexpr std::size_t kMaxLostItems = std::size_t{1} << 21U;

  void add(const TargetFilter& filter, const Oid& id, Bytes content);
  // The store lacks `id`. REQUIRED: told before the first tree that names it is added here.
  void add_lost(const Oid& id) { lost_.add(id); }
  // A target, besides those of the filter. REQUIRED: told before the first tree with an entry of that name is added
  // here.
  void add_name(std::string_view name) { own_names_.add(name); }

 private:
  friend class TreeJoiner;
  friend class LostTrees;
  struct Item {
    std::uint32_t name_and_kind;  // the kind in the upper two bits
    // kTree: of the key; kBlob: a target's number; kOther: a place in others_; kLost: twice that in lost_, +1 for a
    // tree
    std::uint32_t low;
    std::uint32_t high;  // kTree: of the key
    [[nodiscard]] EntryKind kind() const { return static_cast<EntryKind>(name_and_kind >> 30); }
    [[nodiscard]] std::uint32_t name() const { return name_and_kind & 0x3FFFFFFFU; }
    [[nodiscard]] std::uint64_t key() const { return (std::uint64_t{high} << 32) | low; }
  };

  void keep(EntryKind kind, std::string_view name, std::uint64_t object);
  void keep_lost(std::string_view mode, std::uint32_t lost);

  std::vector<Oid> trees_;
  std::vector<std::size_t> first_item_;  // by tree
  std::vector<Item> items_;
  std::vector<Oid> others_;
  std::vector<Oid> broken_;
  NameTable names_;
  NameTargets own_names_;
  LostIds lost_;
  std::size_t lost_items_ = 0;
};

}  // namespace leaksieve::attribution
