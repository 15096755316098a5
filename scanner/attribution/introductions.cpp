// A commit's tree is walked beside its parents' trees; what any parent has unchanged is not entered. What is new at its
// path is a candidate, and nearly always the answer: only when a parent holds the same leak elsewhere must copies and
// renames be told from new places.
#include "scanner/attribution/introductions.h"

#include <algorithm>
#include <unordered_set>

#include "scanner/attribution/gone_paths.h"

namespace leaksieve::attribution {

LeakSets::Id IntroductionFinder::find(CommitGraph::Number commit, std::span<const MarkedTrees::Node> roots) {
  const MarkedTrees::Node root = roots[commit];
  if (trees_.strands(root) == LeakSets::kEmpty) return LeakSets::kEmpty;
  std::vector<MarkedTrees::Node> parents;
  bool at_boundary = graph_.lacks_parent(commit);
  LeakSets::Id before = LeakSets::kEmpty;
  for (const CommitGraph::Number parent : graph_.parents(commit)) {
    if (roots[parent] == root) return LeakSets::kEmpty;
    at_boundary = at_boundary || trees_.is_root_lost(parent);
    parents.push_back(roots[parent]);
    before = sets_.unite(before, trees_.strands(roots[parent]));
  }
  candidates_.clear();
  beyond_ = LeakSets::kEmpty;
  walk(commit, root, parents);
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    const bool copy = sets_.contains(before, candidate.strand) && is_copy(candidate, parents);
    if (copy) --told_[candidate.strand];
    return copy;
  });
  if (before != LeakSets::kEmpty) drop_moved(commit, parents);

  LeakSets::Id introduced = beyond_;
  for (Candidate& candidate : candidates_) {
    introduced = sets_.unite(introduced, sets_.single(candidate.strand));
    const bool by_content = candidate.entry.kind == MarkedTrees::Kind::kBlob &&
                            sets_.contains(trees_.strands_by_content(candidate.entry), candidate.strand);
    found_.push_back({candidate.strand, commit, trees_.object_id(candidate.entry),
                      by_content ? candidate.entry.object : PlaceCatalog::kNone, std::move(candidate.path), at_boundary,
                      0});
  }
  return introduced;
}

void IntroductionFinder::walk(CommitGraph::Number commit, MarkedTrees::Node root,
                              const std::vector<MarkedTrees::Node>& parents) {
  PathWalk walk(trees_, budget_);
  walk.start({root, parents});
  PathWalk::Folder folder;
  while (walk.next(folder)) {
    for (const MarkedTrees::Entry& entry : trees_.entries(folder.node)) {
      bool unchanged = false, named = false;
      LeakSets::Id held = LeakSets::kEmpty;
      std::vector<MarkedTrees::Node> beside;
      for (const MarkedTrees::Node parent : folder.beside) {
        const MarkedTrees::Entry* there = trees_.find(parent, entry.name);
        if (there == nullptr) continue;
        unchanged = unchanged || there->same_object(entry);
        named = true;
        held = sets_.unite(held, trees_.strands_by_content(*there));
        if (there->kind == MarkedTrees::Kind::kTree) beside.push_back(there->object);
      }
      if (unchanged) continue;
      if (!named) add_candidates(trees_.strands_by_name(entry.name), entry, walk);
      add_candidates(sets_.subtract(trees_.strands_by_content(entry), held), entry, walk);
      if (entry.kind == MarkedTrees::Kind::kTree) walk.descend(entry, std::move(beside));
    }
  }
  if (walk.exhausted()) {
    skips_.add("tree " + graph_.tree(commit).hex(), "it holds leaks at too many paths: not all are told");
    beyond_ = sets_.unite(beyond_, trees_.strands(root));
  }
}

void IntroductionFinder::add_candidates(LeakSets::Id strands, const MarkedTrees::Entry& entry, const PathWalk& walk) {
  if (strands == LeakSets::kEmpty) return;
  for (const std::uint32_t strand : sets_.list(strands)) {
    if (told_[strand] >= kMaxIntroductions) {
      beyond_ = sets_.unite(beyond_, sets_.single(strand));
      skips_.add("places of a leak", "it was introduced at more than 10000 paths: the rest is not told");
      continue;
    }
    ++told_[strand];
    candidates_.push_back({strand, entry, walk.path_of(entry)});
  }
}

// The same object (under the same name, when the name is the leak) anywhere in a parent's tree.
bool IntroductionFinder::is_copy(const Candidate& candidate, const std::vector<MarkedTrees::Node>& parents) const {
  const MarkedTrees::Entry& wanted = candidate.entry;
  const bool by_name = sets_.contains(trees_.strands_by_name(wanted.name), candidate.strand);
  std::unordered_set<MarkedTrees::Node> seen(parents.begin(), parents.end());
  std::vector<MarkedTrees::Node> waiting = parents;
  while (!waiting.empty()) {
    const MarkedTrees::Node node = waiting.back();
    waiting.pop_back();
    if (!sets_.contains(trees_.strands(node), candidate.strand)) continue;
    for (const MarkedTrees::Entry& entry : trees_.entries(node)) {
      if (entry.same_object(wanted) && (!by_name || entry.name == wanted.name)) return true;
      if (entry.kind == MarkedTrees::Kind::kTree && seen.insert(entry.object).second) waiting.push_back(entry.object);
    }
  }
  return false;
}

// Drops candidates whose strand stood, in a parent, at a path that the commit took away: a rename with an edit.
void IntroductionFinder::drop_moved(CommitGraph::Number commit, const std::vector<MarkedTrees::Node>& parents) {
  LeakSets::Id wanted = LeakSets::kEmpty;
  for (const Candidate& candidate : candidates_) wanted = sets_.unite(wanted, sets_.single(candidate.strand));
  LeakSets::Id gone = LeakSets::kEmpty;
  for (const MarkedTrees::Node parent : parents) {
    const LeakSets::Id here = sets_.intersect(sets_.subtract(wanted, gone), trees_.strands(parent));
    if (here == LeakSets::kEmpty) continue;
    gone = sets_.unite(gone, gone_strands(trees_, reader_, sets_, parent, graph_.tree(commit), here));
  }
  if (gone == LeakSets::kEmpty) return;
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    const bool moved = sets_.contains(gone, candidate.strand);
    if (moved) --told_[candidate.strand];
    return moved;
  });
}

}  // namespace leaksieve::attribution
