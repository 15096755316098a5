// A repository may have 50,000 refs, but they reach few different sets of leaks: refs are grouped by set, and each leak
// looks at the groups.
#include "scanner/attribution/ref_lists.h"

#include <algorithm>
#include <tuple>

namespace leaksieve::attribution {
namespace {

struct Group {
  LeakSets::Id leaks = LeakSets::kEmpty;
  std::size_t total = 0;
  std::vector<std::size_t> youngest;  // numbers of tips, ascending: youngest first
};

struct Lister {
  Context& context;
  const Tips& tips;
  const ReachMap& map;
  std::size_t max;

  [[nodiscard]] std::vector<Group> group(ReachMask by, const std::vector<LeakSets::Id>& reach) const {
    std::vector<Group> groups;
    std::unordered_map<LeakSets::Id, std::size_t> of_set;
    for (std::size_t i = 0; i < tips.tips.size(); ++i) {
      if (tips.tips[i].by != by) continue;
      const LeakSets::Id leaks = leaks_at(context, map, reach, tips.tips[i]);
      if (leaks == LeakSets::kEmpty) continue;
      const auto [slot, added] = of_set.try_emplace(leaks, groups.size());
      if (added) groups.push_back({leaks, 0, {}});
      Group& group = groups[slot->second];
      ++group.total;
      if (group.youngest.size() < max) group.youngest.push_back(i);
    }
    return groups;
  }

  void fill(std::uint32_t leak, const std::vector<Group>& groups, std::vector<std::string>& list,
            std::size_t& total) const {
    std::vector<std::size_t> chosen;
    for (const Group& group : groups) {
      if (!context.sets.contains(group.leaks, leak)) continue;
      total += group.total;
      chosen.insert(chosen.end(), group.youngest.begin(), group.youngest.end());
    }
    std::sort(chosen.begin(), chosen.end());
    if (chosen.size() > max) chosen.resize(max);
    std::sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(tips.tips[a].ref, tips.tips[a].index) < std::tie(tips.tips[b].ref, tips.tips[b].index);
    });
    for (const std::size_t tip : chosen) list.push_back(label_of(tips.tips[tip]));
  }
};

}  // namespace

void list_refs(Context& context, const Tips& tips, const ReachMap& map, const std::vector<LeakSets::Id>& reach,
               std::size_t max, std::vector<Attribution>& out) {
  const Lister lister{context, tips, map, max};
  ReachMask used = 0;
  for (const Tip& tip : tips.tips) used |= tip.by;
  const auto groups_of = [&](ReachMask by) {
    if ((used & by) == 0) return std::vector<Group>();
    const ReachMask better = better_than(by);
    return lister.group(by, better == 0 ? reach : reach_sets(context, map, better));
  };
  const std::vector<Group> branches = groups_of(kByBranch), remotes = groups_of(kByRemote), tags = groups_of(kByTag);
  const std::vector<Group> stashes = groups_of(kByStash), reflogs = groups_of(kByReflog);
  std::vector<Group> others = groups_of(kByOther);
  for (Group& pseudo : groups_of(kByPseudo)) others.push_back(std::move(pseudo));
  for (std::uint32_t leak = 0; leak < out.size(); ++leak) {
    Attribution& told = out[leak];
    lister.fill(leak, branches, told.branches, told.branches_total);
    lister.fill(leak, remotes, told.remotes, told.remotes_total);
    lister.fill(leak, tags, told.tags, told.tags_total);
    lister.fill(leak, stashes, told.stashes, told.stashes_total);
    lister.fill(leak, reflogs, told.reflogs, told.reflogs_total);
    lister.fill(leak, others, told.other_refs, told.other_refs_total);
  }
}

}  // namespace leaksieve::attribution
