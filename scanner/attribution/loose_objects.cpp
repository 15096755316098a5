#include "scanner/attribution/loose_objects.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "scanner/attribution/path_walk.h"

namespace leaksieve::attribution {
namespace {

class LooseFinder {
 public:
  LooseFinder(Context& context, const ReachMap& map)
      : context_(context), trees_(context.trees), map_(map), blob_covered_(context.catalog.blobs(), false) {}

  std::vector<Introduction> run() {
    cover();
    std::vector<Top> tops = context_.history.loose_tops;
    for (const auto& [object, reach] : map_.objects) {
      const MarkedTrees::Node node = trees_.find(object);
      if (node != MarkedTrees::kNone && !committed_[node]) tops.emplace_back(object, node);
    }
    std::sort(tops.begin(), tops.end());
    tops.erase(std::unique(tops.begin(), tops.end()), tops.end());
    for (const Top& top : tops) walk(top);
    add_bare_blobs();
    std::vector<Introduction> all;
    for (auto& [key, found] : found_) all.push_back(std::move(found));
    return all;
  }

 private:
  using Top = std::pair<Oid, MarkedTrees::Node>;

  // What the trees of commits hold.
  void cover() {
    committed_.assign(trees_.size(), false);
    std::vector<MarkedTrees::Node> waiting;
    const auto visit = [&](MarkedTrees::Node node) {
      if (node == MarkedTrees::kNone || committed_[node]) return;
      committed_[node] = true;
      waiting.push_back(node);
    };
    for (const MarkedTrees::Node root : context_.roots) visit(root);
    while (!waiting.empty()) {
      const MarkedTrees::Node node = waiting.back();
      waiting.pop_back();
      for (const MarkedTrees::Entry& entry : trees_.entries(node)) {
        covered_names_ = context_.sets.unite(covered_names_, trees_.strands_by_name(entry.name));
        if (entry.kind == MarkedTrees::Kind::kBlob) blob_covered_[entry.object] = true;
        if (entry.kind == MarkedTrees::Kind::kTree) visit(entry.object);
      }
    }
  }

  void walk(const Top& top) {
    const auto mask = map_.objects.find(top.first);
    const ReachMask reach = mask == map_.objects.end() ? ReachMask{0} : mask->second;
    PathWalk walk(trees_, budget_);
    walk.start({top.second, {}});
    PathWalk::Folder folder;
    while (walk.next(folder)) {
      for (const MarkedTrees::Entry& entry : trees_.entries(folder.node)) {
        const LeakSets::Id names = context_.sets.subtract(trees_.strands_by_name(entry.name), covered_names_);
        if (names != LeakSets::kEmpty)
          add(names, trees_.object_id(entry), PlaceCatalog::kNone, walk.path_of(entry), reach);
        if (entry.kind == MarkedTrees::Kind::kBlob && !blob_covered_[entry.object]) {
          add(trees_.strands_by_content(entry), trees_.object_id(entry), entry.object, walk.path_of(entry), reach);
        }
        if (entry.kind == MarkedTrees::Kind::kTree && !committed_[entry.object]) walk.descend(entry, {});
      }
    }
    if (walk.exhausted()) {
      context_.skips.add("tree " + top.first.hex(), "it holds leaks at too many paths: not all are told");
    }
  }

  // Blobs that no tree holds.
  void add_bare_blobs() {
    for (std::uint32_t blob = 0; blob < context_.catalog.blobs(); ++blob) {
      if (blob_covered_[blob] || in_loose_tree_.contains(blob)) continue;
      const Oid& id = context_.catalog.blob_id(blob);
      const auto mask = map_.objects.find(id);
      add(context_.catalog.strands_of_blob(blob), id, blob, "",
          mask == map_.objects.end() ? ReachMask{0} : mask->second);
    }
  }

  void add(LeakSets::Id strands, const Oid& object, std::uint32_t blob, const std::string& path, ReachMask reach) {
    if (blob != PlaceCatalog::kNone) in_loose_tree_.insert(blob);
    for (const std::uint32_t strand : context_.sets.list(strands)) {
      if (++told_[strand] > IntroductionFinder::kMaxIntroductions) {
        context_.skips.add("loose places of a leak", "it stands at more than 10000 paths: the rest is not told");
        continue;
      }
      Introduction& found = found_[{strand, path, object}];
      found.strand = strand;
      found.object = object;
      found.blob = blob;
      found.path = path;
      found.reach |= reach;
    }
  }

  Context& context_;
  MarkedTrees& trees_;
  const ReachMap& map_;
  std::vector<bool> committed_;  // by node
  std::vector<bool> blob_covered_;
  LeakSets::Id covered_names_ = LeakSets::kEmpty;
  std::set<std::uint32_t> in_loose_tree_;
  std::unordered_map<std::uint32_t, std::uint32_t> told_;
  WalkBudget budget_;
  std::map<std::tuple<std::uint32_t, std::string, Oid>, Introduction> found_;
};

}  // namespace

std::vector<Introduction> find_loose(Context& context, const ReachMap& map) { return LooseFinder(context, map).run(); }

}  // namespace leaksieve::attribution
