// What HistoryIndex holds: the workers' parts while objects stream by, then the joined whole.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "scanner/attribution/commit_graph.h"
#include "scanner/attribution/history_index.h"
#include "scanner/attribution/lost_trees.h"
#include "scanner/attribution/tree_marks.h"
#include "scanner/finding/leak.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

struct HistoryIndex::Impl {
  struct Worker {
    std::vector<RawCommit> commits;
    std::vector<git::Tag> tags;
    std::vector<finding::Skip> broken;
    TreeScanner trees;
  };
  std::vector<std::unique_ptr<Worker>> workers;  // each on its own: neighbours would share cache lines
  std::optional<TargetFilter> filter;

  // Since finish():
  CommitGraph graph;
  std::vector<git::Tag> tags;  // sorted by id
  std::unordered_map<Oid, std::uint32_t, OidHash> tag_numbers;
  TreeMarks marks;
  LostTrees lost;
  std::vector<finding::Skip> broken;  // commits and tags that could not be parsed
};

}  // namespace leaksieve::attribution
