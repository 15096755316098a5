// The same secret is one row: leaks of one run with the same group, and leaks anywhere with the same strong
// fingerprint, which is made of rule and secret (finding/fingerprint.h). A weak one says "perhaps the same" only.
#include "scanner/rotation/make_plan.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "scanner/report/words.h"
#include "scanner/rotation/checklist.h"
#include "scanner/rotation/facts.h"
#include "scanner/rotation/priority.h"
#include "scanner/rotation/reach.h"

namespace leaksieve::rotation {
namespace {

struct Source {
  const ScannedLeak* leak = nullptr;
  std::size_t target = 0;  // in the plan
  std::size_t run = 0;
};

bool is_strong(std::string_view fingerprint) { return fingerprint.starts_with('s'); }

// A rule that reports files has their path as its secret: two repositories with the same path share nothing.
bool names_a_secret(const ScannedLeak& leak) {
  return is_strong(leak.fingerprint) &&
         std::any_of(leak.places.begin(), leak.places.end(), [](const Place& place) { return place.line.has_value(); });
}

// Union-find over the leaks of all runs.
class Groups {
 public:
  explicit Groups(const std::vector<Source>& sources) : parent_(sources.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    std::map<std::tuple<std::size_t, std::uint64_t, std::string>, std::size_t> by_group;
    std::map<std::string_view, std::size_t> by_fingerprint;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const ScannedLeak& leak = *sources[i].leak;
      // A password that could be guessed is one secret only where one rule says so: chance gives many equal ones.
      const std::string rule = is_strong(leak.fingerprint) ? std::string() : leak.rule;
      if (leak.group) join(i, by_group.try_emplace({sources[i].run, *leak.group, rule}, i).first->second);
      if (names_a_secret(leak)) join(i, by_fingerprint.try_emplace(leak.fingerprint, i).first->second);
    }
  }

  // Members in the order of the sources; groups in the order of their first member.
  [[nodiscard]] std::vector<std::vector<std::size_t>> list() {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::size_t, std::size_t> number;
    for (std::size_t i = 0; i < parent_.size(); ++i) {
      const auto [slot, added] = number.try_emplace(root(i), groups.size());
      if (added) groups.emplace_back();
      groups[slot->second].push_back(i);
    }
    return groups;
  }

 private:
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[root(std::max(a, b))] = root(std::min(a, b)); }

  std::vector<std::size_t> parent_;
};

// The finding that says most: whose rule is surest and knows the service.
const Source& surest(const std::vector<Source>& members) {
  const auto rank = [](const Source& s) {
    return std::tuple(s.leak->confidence, !s.leak->service.empty(), s.leak->severity);
  };
  return *std::max_element(members.begin(), members.end(),
                           [&](const Source& a, const Source& b) { return rank(a) < rank(b); });
}

// Sum of the periods of one target, what overlaps counted once.
std::int64_t length_of(std::vector<std::pair<std::int64_t, std::int64_t>> spans) {
  std::sort(spans.begin(), spans.end());
  std::int64_t sum = 0, done = 0;
  bool first = true;
  for (const auto& [from, to] : spans) {
    const std::int64_t begin = first ? from : std::max(from, done);
    if (to > begin) sum += to - begin;
    done = first ? to : std::max(done, to);
    first = false;
  }
  return sum;
}

class RowMaker {
 public:
  RowMaker(Plan& plan, const Guidebook& book) : plan_(plan), book_(book) {}

  PlanLeak make(const std::vector<Source>& members) {
    PlanLeak row;
    tell_secret(row, surest(members));
    std::vector<LeakIn> leaks;
    std::set<std::size_t> repositories;
    for (const Source& member : members) {
      add(row, member);
      leaks.push_back({member.leak, &plan_.targets[member.target]});
      repositories.insert(member.target);
    }
    row.repositories.assign(repositories.begin(), repositories.end());
    row.reach = reach_of(leaks);
    row.state = state_of(members);
    settle(row);
    row.guide = &book_.find(row.service, row.kind, row.rule);
    row.action = action_of(row);
    row.checklist = checklist_of(row);
    row.priority = priority_of(row, plan_.as_of);
    return row;
  }

 private:
  static void tell_secret(PlanLeak& row, const Source& source) {
    const ScannedLeak& leak = *source.leak;
    row.fingerprint = leak.fingerprint;
    row.rule = leak.rule;
    row.description = leak.description;
    row.service = leak.service;
    row.kind = leak.kind;
    row.severity = leak.severity;
    row.confidence = leak.confidence;
    row.masked = leak.masked;
    row.size_bytes = leak.size_bytes;
    row.facts = facts_of(leak.note);
  }

  static void add(PlanLeak& row, const Source& member) {
    const ScannedLeak& leak = *member.leak;
    row.severity = std::max(row.severity, leak.severity);
    row.names.push_back({member.target, leak.fingerprint, leak.rule, leak.places.size(), leak.exposure});
    row.aliases.insert(row.aliases.end(), leak.aliases.begin(), leak.aliases.end());
    if (leak.fingerprint != row.fingerprint) row.aliases.push_back(leak.fingerprint);
    for (Place place : leak.places) {
      place.target = member.target;
      row.places.push_back(std::move(place));
    }
    for (Removal removal : leak.removals) {
      removal.target = member.target;
      row.removals.push_back(std::move(removal));
    }
    for (HeadPeriod period : leak.periods) {
      period.target = member.target;
      row.periods.push_back(std::move(period));
    }
    row.head_paths.insert(row.head_paths.end(), leak.head_paths.begin(), leak.head_paths.end());
    row.in_head = row.in_head || !leak.head_paths.empty();
    row.objects += leak.objects;
    if (row.facts.empty()) row.facts = facts_of(leak.note);
  }

  // One place that is open is enough.
  static State state_of(const std::vector<Source>& members) {
    const auto rank = [](const State& state) { return state.name == "open" ? 0 : state.name == "accepted" ? 1 : 2; };
    return std::min_element(members.begin(), members.end(),
                            [&](const Source& a, const Source& b) { return rank(a.leak->state) < rank(b.leak->state); })
        ->leak->state;
  }

  template <class T>
  static void sort_unique(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  void settle(PlanLeak& row) const {
    sort_unique(row.aliases);
    sort_unique(row.head_paths);
    // What no commit tells the date of comes last.
    std::stable_sort(row.places.begin(), row.places.end(), [](const Place& a, const Place& b) {
      return std::tuple(!a.commit.date.known(), a.commit.date.seconds) <
             std::tuple(!b.commit.date.known(), b.commit.date.seconds);
    });
    std::stable_sort(row.periods.begin(), row.periods.end(), [](const HeadPeriod& a, const HeadPeriod& b) {
      return std::tie(a.from.seconds, a.target) < std::tie(b.from.seconds, b.target);
    });
    // Two rules that found one secret tell each time and each removal twice.
    const auto same_period = [](const HeadPeriod& a, const HeadPeriod& b) {
      return std::tie(a.target, a.from_commit, a.to_commit, a.from.seconds) ==
             std::tie(b.target, b.from_commit, b.to_commit, b.from.seconds);
    };
    row.periods.erase(std::unique(row.periods.begin(), row.periods.end(), same_period), row.periods.end());
    std::sort(row.removals.begin(), row.removals.end(), [](const Removal& a, const Removal& b) {
      return std::tie(a.target, a.ref, a.commit.id) < std::tie(b.target, b.ref, b.commit.id);
    });
    const auto same_removal = [](const Removal& a, const Removal& b) {
      return std::tie(a.target, a.ref, a.commit.id) == std::tie(b.target, b.ref, b.commit.id);
    };
    row.removals.erase(std::unique(row.removals.begin(), row.removals.end(), same_removal), row.removals.end());
    row.head_seconds = seconds_in_head(row);
    row.committers = committers_of(row);
  }

  // Of several repositories, the longest.
  [[nodiscard]] std::optional<std::int64_t> seconds_in_head(const PlanLeak& row) const {
    std::map<std::size_t, std::vector<std::pair<std::int64_t, std::int64_t>>> spans;
    for (const HeadPeriod& period : row.periods) {
      const std::int64_t end = period.to.known() ? period.to.seconds : plan_.as_of.seconds;
      spans[period.target].emplace_back(period.from.seconds, end);
    }
    std::optional<std::int64_t> longest;
    for (auto& [target, of_target] : spans) {
      longest = std::max(longest.value_or(0), length_of(std::move(of_target)));
    }
    return longest;
  }

  static std::vector<Committer> committers_of(const PlanLeak& row) {
    std::vector<Committer> committers;
    std::map<std::string, std::size_t> by_email;
    std::set<std::pair<std::size_t, std::string>> commits;  // one counts once, however many places it brought
    for (const Place& place : row.places) {
      if (place.commit.id.empty() || !commits.insert({place.target, place.commit.id}).second) continue;
      const Person& person = place.commit.author;
      const auto [slot, added] = by_email.try_emplace(person.email + "\n" + person.name, committers.size());
      if (added) committers.push_back({person, 0, place.commit.date});
      ++committers[slot->second].times;
    }
    std::stable_sort(committers.begin(), committers.end(),
                     [](const Committer& a, const Committer& b) { return a.times > b.times; });
    return committers;
  }

  Plan& plan_;
  const Guidebook& book_;
};

void mark_look_alikes(std::vector<PlanLeak>& rows) {
  std::map<std::string_view, std::set<std::size_t>> targets;
  for (const PlanLeak& row : rows) {
    for (const Name& name : row.names) targets[name.fingerprint].insert(name.target);
  }
  for (PlanLeak& row : rows) {
    std::set<std::size_t> others;
    for (const Name& name : row.names)
      others.insert(targets[name.fingerprint].begin(), targets[name.fingerprint].end());
    for (const std::size_t own : row.repositories) others.erase(own);
    row.look_alikes.assign(others.begin(), others.end());
  }
}

void rank(std::vector<PlanLeak>& rows) {
  const auto since = [](const PlanLeak& row) {
    return row.places.empty() || !row.places.front().commit.date.known() ? std::int64_t{0}
                                                                         : row.places.front().commit.date.seconds;
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const PlanLeak& a, const PlanLeak& b) {
    return std::tuple(a.priority.urgency, b.priority.score, b.severity, since(a), a.fingerprint) <
           std::tuple(b.priority.urgency, a.priority.score, a.severity, since(b), b.fingerprint);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].priority.rank = i + 1;
}

}  // namespace

Plan make_plan(const std::vector<ScannedRun>& runs, const Guidebook& book, const Moment& as_of) {
  Plan plan;
  plan.as_of = as_of;
  std::vector<Source> sources;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (plan.tool_version.empty()) plan.tool_version = runs[run].tool_version;
    for (const ScannedTarget& scanned : runs[run].targets) {
      for (const ScannedLeak& leak : scanned.leaks) sources.push_back({&leak, plan.targets.size(), run});
      plan.targets.push_back(scanned.target);
    }
  }
  RowMaker maker(plan, book);
  for (const std::vector<std::size_t>& group : Groups(sources).list()) {
    std::vector<Source> members;
    for (const std::size_t i : group) members.push_back(sources[i]);
    plan.leaks.push_back(maker.make(members));
  }
  mark_look_alikes(plan.leaks);
  rank(plan.leaks);
  return plan;
}

Moment moment_at(std::int64_t seconds) { return {report::iso_time({"", "", seconds, 0}), seconds}; }

const char* name_of(Left left) { return left == Left::kYes ? "yes" : left == Left::kNo ? "no" : "unknown"; }

}  // namespace leaksieve::rotation
