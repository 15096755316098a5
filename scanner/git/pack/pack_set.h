// All packs and loose objects of a repository, opened once and shared by its streams.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "scanner/git/loose_store.h"
#include "scanner/git/pack/pack_plan.h"

namespace leaksieve::git::pack {

// Immutable; shared by all threads.
class PackSet {
 public:
  // What cannot be opened is left out: check_store() tells it.
  static std::shared_ptr<const PackSet> open(const std::vector<std::filesystem::path>& object_directories,
                                             unsigned threads);

  [[nodiscard]] const std::vector<PackPlan>& packs() const { return packs_; }  // the largest first
  struct Loose {
    Oid id;
    std::uint32_t store = 0;  // whose
  };
  [[nodiscard]] const std::vector<Loose>& loose() const { return loose_; }  // those that no pack has; sorted, each once
  [[nodiscard]] const LooseStore& store(std::uint32_t number) const { return stores_[number]; }
  [[nodiscard]] const Loose* find_loose(const Oid& id) const;

  // By pack and entry: true for all but the first copy of an object. Empty for a pack without any.
  [[nodiscard]] const std::vector<bool>& duplicates(std::size_t pack) const { return duplicates_[pack]; }
  void for_each_id(const std::function<void(const Oid&)>& take) const;

 private:
  void find_duplicates();
  void list_loose();

  std::vector<PackPlan> packs_;
  std::vector<std::vector<bool>> duplicates_;
  std::vector<LooseStore> stores_;
  std::vector<Loose> loose_;
};

}  // namespace leaksieve::git::pack
