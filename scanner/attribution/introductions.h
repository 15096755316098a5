// Which commit brought which strand to which path (the rule stands at the head of attribute.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/attribution/commit_graph.h"
#include "scanner/attribution/leak_sets.h"
#include "scanner/attribution/marked_trees.h"
#include "scanner/attribution/path_walk.h"
#include "scanner/attribution/place_catalog.h"
#include "scanner/attribution/skip_log.h"
#include "scanner/git/objects.h"

namespace leaksieve::attribution {

// A strand at a path that it was not at before.
struct Introduction {
  std::uint32_t strand = 0;
  CommitGraph::Number commit = CommitGraph::kNone;  // kNone: in a tree, or as a blob, that no commit holds
  Oid object;
  std::uint32_t blob = PlaceCatalog::kNone;  // the object's number in the catalog; kNone for a name
  std::string path;
  bool at_boundary = false;
  std::uint8_t reach = 0;  // ReachMask, when there is no commit
};

class IntroductionFinder {
 public:
  // Of one leak in one kind of place; what is beyond is counted as a skip.
  static constexpr std::uint32_t kMaxIntroductions = 10'000;

  IntroductionFinder(MarkedTrees& trees, const CommitGraph& graph, git::ObjectReader& reader, LeakSets& sets,
                     SkipLog& skips, std::size_t strands)
      : trees_(trees), graph_(graph), reader_(reader), sets_(sets), skips_(skips), told_(strands, 0) {}

  // Appends what `commit` introduces to found(); gives its strands. `roots` are the marked root trees of all commits up
  // to it.
  LeakSets::Id find(CommitGraph::Number commit, std::span<const MarkedTrees::Node> roots);

  [[nodiscard]] std::vector<Introduction>& found() { return found_; }

 private:
  struct Candidate {
    std::uint32_t strand = 0;
    MarkedTrees::Entry entry;
    std::string path;
  };

  void walk(CommitGraph::Number commit, MarkedTrees::Node root, const std::vector<MarkedTrees::Node>& parents);
  void add_candidates(LeakSets::Id strands, const MarkedTrees::Entry& entry, const PathWalk& walk);
  [[nodiscard]] bool is_copy(const Candidate& candidate, const std::vector<MarkedTrees::Node>& parents) const;
  void drop_moved(CommitGraph::Number commit, const std::vector<MarkedTrees::Node>& parents);

  MarkedTrees& trees_;
  const CommitGraph& graph_;
  git::ObjectReader& reader_;
  LeakSets& sets_;
  SkipLog& skips_;
  std::vector<std::uint32_t> told_;  // by strand
  std::vector<Candidate> candidates_;
  LeakSets::Id beyond_ = LeakSets::kEmpty;  // of this commit, over kMaxIntroductions
  WalkBudget budget_;
  std::vector<Introduction> found_;
};

}  // namespace leaksieve::attribution
