// What trees are sorted by: targets, or what the store has lost.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/history_index.h"
#include "scanner/attribution/tree_sorter.h"
#include "scanner/base/oid.h"

namespace leaksieve::attribution {

// Blobs and names with findings.
class SoughtTargets final : public Sought {
 public:
  SoughtTargets(const Targets& targets, const TreeHistory& history);
  bool fill(const TreeChange& change, TreeClasses::Node child, Entry& entry) override;

  [[nodiscard]] std::vector<Oid> take_blobs() { return std::move(blobs_); }  // sorted: what entries number
  [[nodiscard]] std::vector<Oid> take_others() { return std::move(others_); }

 private:
  [[nodiscard]] std::uint32_t number_of_other(const TreeChange& change);

  const TreeHistory& history_;
  std::vector<Oid> blobs_;
  std::vector<bool> is_blob_;  // by number in the store
  std::unordered_map<git::StoreIds::Number, std::uint32_t> blob_numbers_;
  std::vector<bool> tells_;  // by the history's names
  std::mutex others_mutex_;  // for what follows: few names tell
  std::vector<Oid> others_;
  std::unordered_map<Oid, std::uint32_t, OidHash> other_numbers_;
};

struct LostObject {
  Oid id;
  bool is_tree = false;  // by the mode of the entries that name it
};

// Objects that trees name and the store lacks.
class SoughtLosses final : public Sought {
 public:
  explicit SoughtLosses(const TreeHistory& history);
  bool fill(const TreeChange& change, TreeClasses::Node child, Entry& entry) override;

  [[nodiscard]] std::vector<LostObject> take_objects() { return std::move(objects_); }  // sorted by id
  // Entries call an object a blob here and a tree there.
  [[nodiscard]] bool is_contradicted() const { return is_contradicted_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::vector<LostObject> objects_;
  std::vector<std::uint32_t> numbers_;  // by the history's foreign objects; kNone: not lost
  bool is_contradicted_ = false;
};

}  // namespace leaksieve::attribution
