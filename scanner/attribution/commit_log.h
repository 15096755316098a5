// What a worker has seen of commits: what each names, by numbers of the store.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/oid.h"
#include "scanner/git/store_ids.h"

namespace leaksieve::attribution {

// One worker's part; read by others when all workers are done.
class CommitLog {
 public:
  using Number = git::StoreIds::Number;
  static constexpr Number kNone = git::StoreIds::kNone;

  explicit CommitLog(const git::StoreIds& store) : store_(store) {}

  // False: it names no tree, and is not noted.
  bool add(const Oid& id, Bytes content);
  // Once, behind the last add(); the rest is known then.
  void finish() { resolve(); }

  // Commits are numbered in the order of their arrival.
  [[nodiscard]] std::size_t size() const { return commits_.size(); }
  [[nodiscard]] Number number(std::size_t commit) const { return numbers_[commits_[commit].first]; }
  [[nodiscard]] std::int64_t time(std::size_t commit) const { return commits_[commit].time; }
  [[nodiscard]] Number tree(std::size_t commit) const { return numbers_[commits_[commit].first + 1]; }  // kNone: lost
  [[nodiscard]] Oid lost_tree(std::size_t commit) const;  // REQUIRED: tree(commit) == kNone
  // kNone: lost.
  [[nodiscard]] std::span<const Number> parents(std::size_t commit) const {
    const std::size_t end = commit + 1 < commits_.size() ? commits_[commit + 1].first : numbers_.size();
    return std::span(numbers_).subspan(commits_[commit].first + 2, end - commits_[commit].first - 2);
  }

 private:
  static constexpr std::size_t kBatch = 64;  // ids that are looked up at once
  struct Commit {
    std::int64_t time = 0;
    std::size_t first = 0;  // in numbers_: its own, its tree's, its parents'
  };
  void resolve();

  const git::StoreIds& store_;
  std::vector<Commit> commits_;
  std::vector<Number> numbers_;
  std::vector<std::pair<std::size_t, Oid>> lost_;  // by place in numbers_
  std::vector<Oid> pending_;                       // to be looked up, for the end of numbers_
  std::vector<Oid> parents_;                       // of the commit at hand; kept for its memory
};

}  // namespace leaksieve::attribution
