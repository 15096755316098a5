// The steps: walk the commits, parents first, for introductions; find what no commit holds; see which refs reach what;
// then tell.
#include "scanner/attribution/attribute.h"

#include <algorithm>
#include <future>
#include <new>
#include <tuple>
#include <unordered_map>

#include "scanner/attribution/commit_teller.h"
#include "scanner/attribution/context.h"
#include "scanner/attribution/head_periods.h"
#include "scanner/attribution/heads.h"
#include "scanner/attribution/introductions.h"
#include "scanner/attribution/loose_objects.h"
#include "scanner/attribution/reach.h"
#include "scanner/attribution/ref_lists.h"
#include "scanner/attribution/removals.h"
#include "scanner/base/beside.h"
#include "scanner/base/quote.h"

namespace leaksieve::attribution {
namespace {

class Attributor {
 public:
  Attributor(const git::Repository& repository, const HistoryIndex& history, const std::vector<LeakPlaces>& places,
             const AttributeOptions& options, git::ObjectReader reader)
      : repository_(repository),
        history_(history.impl()),
        options_(options),
        reader_(std::move(reader)),
        sets_(PlaceCatalog::universe(places)),
        catalog_(places, history_.targets, sets_),
        trees_(history_, catalog_, sets_),
        context_{history_, catalog_, sets_, trees_, skips_, {}, {}},
        teller_(reader_, skips_) {
    result_.leaks.resize(places.size());
  }

  AttributeResult run(const git::Roots& roots) {
    std::future<Tips> tips_found = run_beside([this, &roots] { return collect_tips(history_, roots); });
    tell_losses();
    std::vector<Introduction> introductions = walk_commits();
    const Tips tips = tips_found.get();
    const ReachMap map = map_reach(history_, tips);
    for (Introduction& loose : find_loose(context_, map)) introductions.push_back(std::move(loose));
    const std::vector<bool> at_head = mark_heads(context_, tips.heads, introductions, result_.leaks);
    for (std::size_t i = 0; i < introductions.size(); ++i) tell_introduction(introductions[i], map, at_head[i]);
    tell_messages(map);
    for (const auto& [object, mask] : map.objects) expose_object(object, mask);
    const std::vector<LeakSets::Id> reach = reach_sets(context_, map, 0);
    list_refs(context_, tips, map, reach, options_.max_refs_listed, result_.leaks);
    const std::size_t max_branches = options_.max_refs_listed * 5;
    for (const RemovedBy& removed : find_removals(context_, tips, reach, max_branches)) {
      const Oid& commit = history_.graph.id(removed.commit);
      const CommitTeller::Told& told = teller_.tell(commit);
      result_.leaks[removed.leak].removals.push_back({removed.ref, commit, told.author, told.summary});
    }
    find_head_periods(context_, tips.head, result_.leaks);
    for (Attribution& leak : result_.leaks) settle(leak);
    result_.skipped = skips_.list();
    return std::move(result_);
  }

 private:
  void tell_losses() {
    for (const finding::Skip& skip : history_.broken) skips_.add(skip.what, skip.reason);
    for (const Oid& id : history_.broken_trees) {
      skips_.add("tree " + id.hex(), "its entries are broken: what follows them could not be read");
    }
    const char* const missing =
        repository_.is_partial() ? "missing: the partial clone's remote has promised it" : "missing";
    for (const TreeSorter::UnseenTree& tree : history_.missing) {
      skips_.add("folder " + quote_path(tree.name) + " of tree " + tree.parent.hex(), missing);
    }
    const OidSet shallow = repository_.shallow_commits();
    const CommitGraph& graph = history_.graph;
    for (CommitGraph::Number commit = 0; commit < graph.size(); ++commit) {
      if (graph.lacks_parent(commit) && !shallow.contains(graph.id(commit))) {
        skips_.add("a parent of commit " + graph.id(commit).hex(), missing);
      }
      if (trees_.is_root_lost(commit)) skips_.add("tree " + graph.tree(commit).hex(), missing);
    }
  }

  std::vector<Introduction> walk_commits() {
    const CommitGraph& graph = history_.graph;
    IntroductionFinder finder(trees_, graph, reader_, sets_, skips_, 2 * std::size_t{catalog_.leaks()});
    context_.roots.assign(graph.size(), MarkedTrees::kNone);
    context_.own.assign(graph.size(), LeakSets::kEmpty);
    for (CommitGraph::Number commit = 0; commit < graph.size(); ++commit) {
      if (options_.stop.stop_requested()) {
        skips_.add("commits", "stopped: not all were looked at");
        break;
      }
      context_.roots[commit] = trees_.root_of(commit);
      context_.own[commit] = context_.leaks_of(finder.find(commit, context_.roots));
    }
    for (const auto& [id, places] : catalog_.commit_messages()) {
      const std::optional<CommitGraph::Number> commit = graph.find(id);
      if (!commit) continue;
      for (const PlaceCatalog::Place& place : places) {
        context_.own[*commit] = sets_.unite(context_.own[*commit], sets_.single(place.leak));
      }
    }
    return std::move(finder.found());
  }

  void tell_introduction(const Introduction& introduction, const ReachMap& map, bool at_head) {
    const bool has_commit = introduction.commit != CommitGraph::kNone;
    finding::Occurrence occurrence;
    occurrence.object = introduction.object;
    occurrence.path = introduction.path;
    occurrence.at_boundary = introduction.at_boundary;
    occurrence.exposure = exposure_of(has_commit ? map.commits[introduction.commit] : introduction.reach);
    if (at_head) occurrence.exposure.add(finding::Exposure::kHead);
    if (has_commit) tell_commit(history_.graph.id(introduction.commit), occurrence);
    Attribution& leak = result_.leaks[catalog_.leak_of(introduction.strand)];
    if (catalog_.is_name(introduction.strand)) {
      occurrence.kind = finding::PlaceKind::kFileName;
      add(leak, std::move(occurrence));
      return;
    }
    for (const PlaceCatalog::Place& place : catalog_.places_in(introduction.blob)) {
      if (place.leak != introduction.strand) continue;
      occurrence.position = place.position;
      add(leak, occurrence);
    }
  }

  void tell_commit(const Oid& commit, finding::Occurrence& occurrence) {
    const CommitTeller::Told& told = teller_.tell(commit);
    occurrence.commit = commit;
    occurrence.author = told.author;
    occurrence.summary = told.summary;
  }

  void tell_messages(const ReachMap& map) {
    for (const auto& [id, places] : catalog_.commit_messages()) {
      const std::optional<CommitGraph::Number> commit = history_.graph.find(id);
      finding::Occurrence occurrence;
      occurrence.kind = finding::PlaceKind::kCommitMessage;
      occurrence.object = id;
      occurrence.exposure = exposure_of(commit ? map.commits[*commit] : ReachMask{0});
      tell_commit(id, occurrence);
      tell_places(places, occurrence);
    }
    for (const auto& [id, places] : catalog_.tag_messages()) {
      const auto tag = history_.tag_numbers.find(id);
      finding::Occurrence occurrence;
      occurrence.kind = finding::PlaceKind::kTagMessage;
      occurrence.object = id;
      const bool known = tag != history_.tag_numbers.end();
      occurrence.exposure = exposure_of(known ? map.tags[tag->second] : ReachMask{0});
      if (known) {
        occurrence.author = stamp_of(history_.tags[tag->second].tagger);
        occurrence.summary = history_.tags[tag->second].summary;
      }
      tell_places(places, occurrence);
    }
  }

  void tell_places(const std::vector<PlaceCatalog::Place>& places, finding::Occurrence& occurrence) {
    for (const PlaceCatalog::Place& place : places) {
      occurrence.position = place.position;
      add(result_.leaks[place.leak], occurrence);
    }
  }

  void add(Attribution& leak, finding::Occurrence occurrence) {
    leak.exposure.add(occurrence.exposure);
    leak.occurrences.push_back(std::move(occurrence));
  }

  // A ref that names a tree or a blob exposes what is in it, also where commits hold the same.
  void expose_object(const Oid& object, ReachMask mask) {
    const finding::ExposureSet exposure = exposure_of(mask);
    for (const std::uint32_t leak : sets_.list(leaks_in_object(context_, object))) {
      result_.leaks[leak].exposure.add(exposure);
    }
  }

  // By author time. A cherry-pick has its original's, so the order of the commits comes next.
  void settle(Attribution& leak) const {
    std::unordered_map<Oid, CommitGraph::Number, OidHash> numbers;
    for (const finding::Occurrence& place : leak.occurrences) {
      const auto [slot, added] = numbers.try_emplace(place.commit, CommitGraph::kNone);
      if (added) slot->second = history_.graph.find(place.commit).value_or(CommitGraph::kNone);
    }
    std::sort(leak.occurrences.begin(), leak.occurrences.end(),
              [&](const finding::Occurrence& a, const finding::Occurrence& b) {
                const CommitGraph::Number number_a = numbers.at(a.commit), number_b = numbers.at(b.commit);
                return std::tie(a.author.time, number_a, a.commit, a.path, a.position, a.kind, a.object) <
                       std::tie(b.author.time, number_b, b.commit, b.path, b.position, b.kind, b.object);
              });
  }

  const git::Repository& repository_;
  const HistoryIndex::Impl& history_;
  const AttributeOptions& options_;
  git::ObjectReader reader_;
  SkipLog skips_;
  LeakSets sets_;
  PlaceCatalog catalog_;
  MarkedTrees trees_;
  Context context_;
  CommitTeller teller_;
  AttributeResult result_;
};

}  // namespace

Result<AttributeResult> attribute(const git::Repository& repository, const HistoryIndex& history,
                                  const git::Roots& roots, const std::vector<LeakPlaces>& places,
                                  const AttributeOptions& options) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  try {
    return Attributor(repository, history, places, options, std::move(*reader)).run(roots);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimit, "not enough memory to attribute the leaks to commits"};
  }
}

}  // namespace leaksieve::attribution
