#include "scanner/git/stream_plan.h"

#include <algorithm>

namespace leaksieve::git {
namespace {

using pack::PackPlan;
using pack::Wanted;
using Number = PackPlan::Number;

constexpr std::uint32_t kRunObjects = 2048;  // of small trees, told by one task
constexpr std::size_t kLooseRun = 64;

}  // namespace

bool is_wanted(const StreamOptions& options, ObjectType type) {
  switch (type) {
    case ObjectType::kCommit:
      return options.commits;
    case ObjectType::kTree:
      return options.trees;
    case ObjectType::kTag:
      return options.tags;
    case ObjectType::kBlob:
      break;
  }
  return options.blobs;
}

StreamPlan::StreamPlan(std::shared_ptr<const pack::PackSet> packs, const StreamOptions& options)
    : packs_(std::move(packs)) {
  wanted_.resize(packs_->packs().size());
  for (std::uint32_t pack = 0; pack < wanted_.size(); ++pack) {
    const PackPlan& plan = packs_->packs()[pack];
    const std::vector<bool>& duplicates = packs_->duplicates(pack);
    wanted_[pack].flags.assign(plan.size(), Wanted::kNeeded | Wanted::kTold);
    for (Number entry = 0; entry < duplicates.size(); ++entry) {
      if (duplicates[entry]) wanted_[pack].flags[entry] = Wanted::kNeeded;
    }
    drop_unwanted_types(pack, options);
  }
  for (const pack::PackSet::Loose& loose : packs_->loose()) loose_.push_back(&loose);
  make_tasks(options.threads);
}

StreamPlan::StreamPlan(std::shared_ptr<const pack::PackSet> packs, const StreamOptions& options,
                       std::span<const Oid> ids)
    : packs_(std::move(packs)) {
  for (const PackPlan& plan : packs_->packs()) wanted_.emplace_back().flags.assign(plan.size(), 0);
  for (const Oid& id : ids) {
    std::uint32_t pack = 0;
    Number entry = PackPlan::kNone;
    while (pack < wanted_.size() && (entry = packs_->packs()[pack].find(id)) == PackPlan::kNone) ++pack;
    if (entry != PackPlan::kNone) {
      want(pack, entry);
    } else if (const pack::PackSet::Loose* loose = packs_->find_loose(id)) {
      loose_.push_back(loose);
    } else {
      missing_.push_back(id);
    }
  }
  for (std::uint32_t pack = 0; pack < wanted_.size(); ++pack) drop_unwanted_types(pack, options);
  make_tasks(options.threads);
}

// The entry, and its bases for it.
void StreamPlan::want(std::uint32_t pack, Number entry) {
  std::vector<std::uint8_t>& flags = wanted_[pack].flags;
  flags[entry] |= Wanted::kTold;
  while (entry != PackPlan::kNone && (flags[entry] & Wanted::kNeeded) == 0) {
    flags[entry] |= Wanted::kNeeded;
    entry = packs_->packs()[pack].base(entry);
  }
}

// A tree of deltas has one type. That of a root that is no whole object is known when it is read.
void StreamPlan::drop_unwanted_types(std::uint32_t pack, const StreamOptions& options) {
  if (options.blobs && options.trees && options.commits && options.tags) return;
  const PackPlan& plan = packs_->packs()[pack];
  for (const Number root : plan.roots()) {
    if (plan.is_whole(root) && !is_wanted(options, plan.type(root))) wanted_[pack].flags[root] = 0;
  }
}

void StreamPlan::make_tasks(unsigned threads) {
  roots_.resize(wanted_.size());
  for (std::uint32_t pack = 0; pack < wanted_.size(); ++pack) add_tasks(pack, threads);
  objects_ += loose_.size();
  for (std::size_t at = 0; at < loose_.size(); at += kLooseRun) {
    tasks_.push_back({kLoose, at, std::min(at + kLooseRun, loose_.size())});
  }
}

void StreamPlan::add_tasks(std::uint32_t pack, unsigned threads) {
  const PackPlan& plan = packs_->packs()[pack];
  // Objects in the tree below each entry. Bases stand in front of their deltas, but for a few that are named by id:
  // their weight is wrong, which costs balance only.
  std::vector<std::uint32_t> weight(plan.size(), 1);
  for (Number entry = plan.size(); entry-- > 0;) {
    if (plan.base(entry) != PackPlan::kNone) weight[plan.base(entry)] += weight[entry];
  }
  std::vector<Number>& roots = roots_[pack];
  std::uint64_t total = 0;
  for (const Number root : plan.roots()) {
    if ((wanted_[pack].flags[root] & Wanted::kNeeded) == 0) continue;
    roots.push_back(root);
    total += weight[root];
  }
  objects_ += total;
  const std::uint64_t great = std::max<std::uint64_t>(total / (std::max(threads, 1U) * 64ULL), kRunObjects);
  const auto small =
      std::stable_partition(roots.begin(), roots.end(), [&](Number root) { return weight[root] > great; });
  std::stable_sort(roots.begin(), small, [&](Number a, Number b) { return weight[a] > weight[b]; });
  std::size_t at = 0;
  for (const auto greats = static_cast<std::size_t>(small - roots.begin()); at < greats; ++at) {
    tasks_.push_back({pack, at, at + 1});
  }
  while (at < roots.size()) {
    const std::size_t begin = at;
    std::uint32_t objects = 0;
    while (at < roots.size() && objects < kRunObjects) objects += weight[roots[at++]];
    tasks_.push_back({pack, begin, at});
  }
}

}  // namespace leaksieve::git
