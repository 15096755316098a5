#include "scanner/attribution/heads.h"

#include <algorithm>
#include <map>
#include <set>

#include "scanner/attribution/path_walk.h"

namespace leaksieve::attribution {
namespace {

using PathsByStrand = std::map<std::uint32_t, std::set<std::string>>;

PathsByStrand paths_in(Context& context, CommitGraph::Number head, WalkBudget& budget) {
  const MarkedTrees& trees = context.trees;
  PathsByStrand paths;
  PathWalk walk(trees, budget);
  walk.start({context.roots[head], {}});
  PathWalk::Folder folder;
  while (walk.next(folder)) {
    for (const MarkedTrees::Entry& entry : trees.entries(folder.node)) {
      const LeakSets::Id here = context.sets.unite(trees.strands_by_name(entry.name), trees.strands_by_content(entry));
      if (here != LeakSets::kEmpty) {
        for (const std::uint32_t strand : context.sets.list(here)) {
          std::set<std::string>& of_strand = paths[strand];
          if (of_strand.size() < IntroductionFinder::kMaxIntroductions) of_strand.insert(walk.path_of(entry));
        }
      }
      if (entry.kind == MarkedTrees::Kind::kTree) walk.descend(entry, {});
    }
  }
  if (walk.exhausted()) {
    context.skips.add("tree " + context.graph().tree(head).hex(), "it holds leaks at too many paths: not all are told");
  }
  return paths;
}

// `mine` are the introductions of one strand that HEAD's history has; `paths` where HEAD holds the strand now.
void mark_strand(const std::vector<std::size_t>& mine, const std::set<std::string>& paths,
                 const std::vector<Introduction>& introductions, std::vector<bool>& at_head) {
  std::set<std::string> introduced;
  for (const std::size_t i : mine) introduced.insert(introductions[i].path);
  const bool moved = !std::includes(introduced.begin(), introduced.end(), paths.begin(), paths.end());
  for (const std::size_t i : mine) {
    if (moved || paths.contains(introductions[i].path)) at_head[i] = true;
  }
}

}  // namespace

std::vector<bool> ancestors_of(const CommitGraph& graph, CommitGraph::Number tip) {
  std::vector<bool> reached(tip + std::size_t{1}, false);
  reached[tip] = true;
  for (CommitGraph::Number commit = tip + 1; commit-- > 0;) {
    if (!reached[commit]) continue;
    for (const CommitGraph::Number parent : graph.parents(commit)) reached[parent] = true;
  }
  return reached;
}

std::vector<bool> mark_heads(Context& context, const std::vector<CommitGraph::Number>& heads,
                             const std::vector<Introduction>& introductions, std::vector<Attribution>& out) {
  std::vector<bool> at_head(introductions.size(), false);
  std::vector<std::set<std::string>> head_paths(out.size());
  WalkBudget budget;
  for (const CommitGraph::Number head : heads) {
    if (context.strands_in(head) == LeakSets::kEmpty) continue;
    const PathsByStrand paths = paths_in(context, head, budget);
    const std::vector<bool> reached = ancestors_of(context.graph(), head);
    std::map<std::uint32_t, std::vector<std::size_t>> mine;
    for (std::size_t i = 0; i < introductions.size(); ++i) {
      const Introduction& introduction = introductions[i];
      if (introduction.commit == CommitGraph::kNone || introduction.commit > head) continue;
      if (reached[introduction.commit]) mine[introduction.strand].push_back(i);
    }
    for (const auto& [strand, here] : paths) {
      const std::uint32_t leak = context.catalog.leak_of(strand);
      out[leak].exposure.add(finding::Exposure::kHead);
      head_paths[leak].insert(here.begin(), here.end());
      if (const auto found = mine.find(strand); found != mine.end()) {
        mark_strand(found->second, here, introductions, at_head);
      }
    }
  }
  for (std::size_t leak = 0; leak < out.size(); ++leak) {
    out[leak].head_paths.assign(head_paths[leak].begin(), head_paths[leak].end());
  }
  return at_head;
}

}  // namespace leaksieve::attribution
