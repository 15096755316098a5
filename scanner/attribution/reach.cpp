#include "scanner/attribution/reach.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace leaksieve::attribution {
namespace {

constexpr std::string_view kStashRef = "refs/stash";

ReachMask way_of(const git::Ref& ref) {
  switch (ref.kind) {
    case git::RefKind::kHead:
    case git::RefKind::kBranch:
      return kByBranch;
    case git::RefKind::kRemote:
      return kByRemote;
    case git::RefKind::kTag:
      return kByTag;
    case git::RefKind::kStash:
      return kByStash;
    case git::RefKind::kOther:
      break;
  }
  return ref.name.starts_with("refs/") ? kByOther : kByPseudo;
}

std::string numbered(std::string_view ref, std::uint32_t index) {
  return std::string(ref) + "@{" + std::to_string(index) + "}";
}

class TipCollector {
 public:
  TipCollector(const HistoryIndex::Impl& history, const git::Roots& roots) : history_(history), roots_(roots) {}

  void add(Tip tip, const Oid& target) {
    if (target.is_null()) return;
    resolve(tip, target);
    if (tip.time == 0 && tip.commit != CommitGraph::kNone) tip.time = history_.graph.time(tip.commit);
    tips_.tips.push_back(std::move(tip));
  }

  void add_ref(const git::Ref& ref, bool stash_has_log) {
    const git::Ref* const named = ref.symref.empty() ? nullptr : ref_named(ref.symref);
    if (ref.kind == git::RefKind::kHead) {
      if (ref.name == "HEAD") tips_.head_branch = ref.symref;
      Tip head;
      resolve(head, ref.target.is_null() && named != nullptr ? named->target : ref.target);
      if (head.commit != CommitGraph::kNone) tips_.heads.push_back(head.commit);
      if (ref.name == "HEAD") tips_.head = head.commit;
    }
    // A symbolic ref is another name of a ref that is in the list.
    if (named != nullptr) return;
    if (ref.kind == git::RefKind::kStash && stash_has_log) return;
    Tip tip;
    tip.by = way_of(ref);
    tip.ref = ref.name;
    add(std::move(tip), ref.target);
  }

  void add_reflog(const git::ReflogEntry& entry) {
    Tip tip;
    tip.time = entry.time;
    tip.ref = entry.ref;
    tip.index = entry.index;
    const bool stash = entry.ref == kStashRef;
    tip.by = stash ? kByStash : kByReflog;
    Tip old = tip;
    add(std::move(tip), entry.new_id);
    // What the ref was before is what ref@{n+1} names, also where that entry is gone.
    old.by = kByReflog;
    old.index = entry.index + 1;
    add(std::move(old), entry.old_id);
  }

  Tips finish() {
    std::vector<Tip>& tips = tips_.tips;
    const auto rank = [](const Tip& tip) { return std::tie(tip.by, tip.ref, tip.index, tip.commit, tip.object); };
    std::sort(tips.begin(), tips.end(),
              [&](const Tip& a, const Tip& b) { return a.time != b.time ? a.time > b.time : rank(a) < rank(b); });
    std::unordered_set<std::string> told;  // an old id mostly repeats the next entry's new one
    std::erase_if(tips, [&](const Tip& tip) {
      if (tip.by != kByReflog) return false;
      return !told.insert(label_of(tip) + " " + std::to_string(tip.commit) + tip.object.hex()).second;
    });
    std::sort(tips_.heads.begin(), tips_.heads.end());
    tips_.heads.erase(std::unique(tips_.heads.begin(), tips_.heads.end()), tips_.heads.end());
    return std::move(tips_);
  }

 private:
  [[nodiscard]] const git::Ref* ref_named(const std::string& name) const {  // null: there is none
    const auto found = std::ranges::lower_bound(roots_.refs, name, {}, &git::Ref::name);
    return found != roots_.refs.end() && found->name == name ? &*found : nullptr;
  }

  void resolve(Tip& tip, Oid target) const {
    // A chain of tags cannot be longer than there are tags.
    while (tip.tags.size() <= history_.tags.size()) {
      const auto tag = history_.tag_numbers.find(target);
      if (tag == history_.tag_numbers.end()) break;
      tip.tags.push_back(tag->second);
      target = history_.tags[tag->second].target;
    }
    if (const auto commit = history_.graph.find(target)) {
      tip.commit = *commit;
    } else {
      tip.object = target;
    }
  }

  const HistoryIndex::Impl& history_;
  const git::Roots& roots_;
  Tips tips_;
};

}  // namespace

ReachMask better_than(ReachMask by) {
  switch (by) {
    case kByStash:
      return kByStrong;
    case kByPseudo:
      return kByStrong | kByStash;
    case kByReflog:
      return kByStrong | kByStash | kByPseudo;
    default:
      return 0;
  }
}

finding::ExposureSet exposure_of(ReachMask reach) {
  using finding::Exposure;
  static constexpr std::pair<ReachMask, Exposure> kExposureOf[] = {
      {kByRemote, Exposure::kPushed},    {kByTag, Exposure::kTag},     {kByBranch, Exposure::kLocalBranch},
      {kByOther, Exposure::kOtherRef},   {kByStash, Exposure::kStash}, {kByPseudo, Exposure::kOtherRef},
      {kByReflog, Exposure::kReflogOnly}};
  finding::ExposureSet set;
  for (const auto& [by, exposure] : kExposureOf) {
    if ((reach & by) != 0 && (reach & better_than(by)) == 0) set.add(exposure);
  }
  if (set.empty()) set.add(Exposure::kUnreachable);
  return set;
}

std::string label_of(const Tip& tip) {
  if (tip.by == kByStash) return numbered("stash", tip.index);
  return tip.by == kByReflog ? numbered(tip.ref, tip.index) : std::string(tip.ref);
}

Tips collect_tips(const HistoryIndex::Impl& history, const git::Roots& roots) {
  TipCollector collector(history, roots);
  const bool stash_has_log = std::any_of(roots.reflogs.begin(), roots.reflogs.end(),
                                         [](const git::ReflogEntry& entry) { return entry.ref == kStashRef; });
  for (const git::Ref& ref : roots.refs) collector.add_ref(ref, stash_has_log);
  for (const git::ReflogEntry& entry : roots.reflogs) collector.add_reflog(entry);
  return collector.finish();
}

ReachMap map_reach(const HistoryIndex::Impl& history, const Tips& tips) {
  ReachMap map;
  map.commits.assign(history.graph.size(), 0);
  map.tags.assign(history.tags.size(), 0);
  for (const Tip& tip : tips.tips) {
    for (const std::uint32_t tag : tip.tags) map.tags[tag] |= tip.by;
    if (tip.commit != CommitGraph::kNone) {
      map.commits[tip.commit] |= tip.by;
    } else {
      map.objects[tip.object] |= tip.by;
    }
  }
  for (CommitGraph::Number commit = history.graph.size(); commit-- > 0;) {
    if (map.commits[commit] == 0) continue;
    for (const CommitGraph::Number parent : history.graph.parents(commit)) map.commits[parent] |= map.commits[commit];
  }
  return map;
}

std::vector<LeakSets::Id> reach_sets(const Context& context, const ReachMap& map, ReachMask better) {
  const CommitGraph& graph = context.graph();
  std::vector<LeakSets::Id> reach(graph.size(), LeakSets::kEmpty);
  for (CommitGraph::Number commit = 0; commit < graph.size(); ++commit) {
    if ((map.commits[commit] & better) != 0) continue;
    LeakSets::Id set = context.own[commit];
    for (const CommitGraph::Number parent : graph.parents(commit)) set = context.sets.unite(set, reach[parent]);
    reach[commit] = set;
  }
  return reach;
}

LeakSets::Id leaks_in_object(Context& context, const Oid& object) {
  if (const std::uint32_t blob = context.catalog.find_blob(object); blob != PlaceCatalog::kNone) {
    return context.leaks_of(context.catalog.strands_of_blob(blob));
  }
  return context.leaks_of(context.trees.strands(context.trees.find(object)));
}

LeakSets::Id leaks_at(Context& context, const ReachMap& map, const std::vector<LeakSets::Id>& reach, const Tip& tip) {
  const ReachMask better = better_than(tip.by);
  LeakSets::Id leaks = tip.commit == CommitGraph::kNone ? LeakSets::kEmpty : reach[tip.commit];
  for (const std::uint32_t tag : tip.tags) {
    const auto message = context.catalog.tag_messages().find(context.history.tags[tag].id);
    if (message == context.catalog.tag_messages().end() || (map.tags[tag] & better) != 0) continue;
    for (const PlaceCatalog::Place& place : message->second) {
      leaks = context.sets.unite(leaks, context.sets.single(place.leak));
    }
  }
  if (tip.commit == CommitGraph::kNone && (map.objects.at(tip.object) & better) == 0) {
    leaks = context.sets.unite(leaks, leaks_in_object(context, tip.object));
  }
  return leaks;
}

}  // namespace leaksieve::attribution
