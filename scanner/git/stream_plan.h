// What a stream reads, cut into tasks for its workers. Inner header of the git layer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scanner/git/object_stream.h"
#include "scanner/git/pack/pack_set.h"
#include "scanner/git/pack/pack_walker.h"

namespace leaksieve::git {

inline constexpr std::uint64_t kHeldBytes = std::uint64_t{192} << 20U;  // bases that wait, of all workers together

[[nodiscard]] bool is_wanted(const StreamOptions& options, ObjectType type);

class StreamPlan {
 public:
  static constexpr std::uint32_t kLoose = ~std::uint32_t{0};
  // Trees of deltas roots(pack)[begin, end), or loose()[begin, end).
  struct Task {
    std::uint32_t pack = 0;
    std::size_t begin = 0, end = 0;
  };

  // Everything of the wanted types.
  StreamPlan(std::shared_ptr<const pack::PackSet> packs, const StreamOptions& options);
  // These objects, as far as they are of the wanted types. `ids` is sorted, each once.
  StreamPlan(std::shared_ptr<const pack::PackSet> packs, const StreamOptions& options, std::span<const Oid> ids);

  [[nodiscard]] const pack::PackSet& packs() const { return *packs_; }
  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  [[nodiscard]] const std::vector<pack::PackPlan::Number>& roots(std::uint32_t pack) const { return roots_[pack]; }
  [[nodiscard]] const pack::Wanted& wanted(std::uint32_t pack) const { return wanted_[pack]; }
  [[nodiscard]] const std::vector<const pack::PackSet::Loose*>& loose() const { return loose_; }
  [[nodiscard]] const std::vector<Oid>& missing() const { return missing_; }
  [[nodiscard]] std::uint64_t objects() const { return objects_; }  // that will be told, about

 private:
  void want(std::uint32_t pack, pack::PackPlan::Number entry);
  void drop_unwanted_types(std::uint32_t pack, const StreamOptions& options);
  void make_tasks(unsigned threads);
  void add_tasks(std::uint32_t pack, unsigned threads);

  std::shared_ptr<const pack::PackSet> packs_;
  std::vector<pack::Wanted> wanted_;                        // by pack
  std::vector<std::vector<pack::PackPlan::Number>> roots_;  // by pack, in the order of the tasks
  std::vector<const pack::PackSet::Loose*> loose_;
  std::vector<Oid> missing_;
  std::vector<Task> tasks_;
  std::uint64_t objects_ = 0;
};

}  // namespace leaksieve::git
