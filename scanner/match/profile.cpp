#include "scanner/match/profile.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <limits>
#include <optional>

#include "scanner/match/costly.h"
#include "scanner/match/matcher.h"
#include "scanner/match/rule_counter.h"

namespace leaksieve::match {
namespace {

constexpr std::size_t kBatch = 8;   // groups whose passes alternate: so many databases are in memory
constexpr double kNoiseMargin = 3;  // a cost below so many times the noise is none

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Profiler {
 public:
  Profiler(const rules::RuleSet& set, const std::vector<std::string>& texts, const ProfileOptions& options)
      : set_(set), texts_(texts), options_(options) {
    if (!options_.clock) options_.clock = thread_cpu_seconds;
  }

  Result<Profile> run() {
    const auto db = PatternDb::compile(set_, {});
    if (!db) return db.error();
    if (Status status = warm_up(*db); !status) return status.error();
    Profile profile;
    for (const std::string& text : texts_) profile.bytes += text.size();
    // The first count compiles RE2's regexes, the second is timed.
    Result<std::vector<RuleCost>> counted = RuleCounter::count(*db, texts_, options_.clock);
    if (counted) counted = RuleCounter::count(*db, texts_, options_.clock);
    if (!counted) return counted.error();
    profile.rules = std::move(*counted);
    profile.set_seconds = whole_seconds_;
    profile.noise = noise_;
    if (Status status = add_costs(profile); !status) return status.error();
    return profile;
  }

 private:
  struct Runner {
    Matcher matcher;
    double least = std::numeric_limits<double>::max();  // seconds of a pass
  };

  // Makes whole_ and knows its noise.
  Status warm_up(const std::shared_ptr<const PatternDb>& db) {
    Result<Matcher> first = Matcher::make(db), second = Matcher::make(db);
    if (!first) return first.error();
    if (!second) return second.error();
    std::vector<Runner> both;
    both.push_back({std::move(*first)});
    both.push_back({std::move(*second)});
    if (Status status = alternate(both); !status) return status;
    whole_seconds_ = std::min(both[0].least, both[1].least);
    if (whole_seconds_ > 0) noise_ = std::abs(both[0].least - both[1].least) / whole_seconds_;
    whole_.emplace(std::move(both[0]));
    return {};
  }

  // So many passes of each, in turn. One pass more goes first, unmeasured: it compiles regexes and warms the caches.
  Status alternate(std::vector<Runner>& runners) {
    for (unsigned pass = 0; pass <= std::max(options_.repeats, 1U); ++pass) {
      for (Runner& runner : runners) {
        const double begin = options_.clock();
        for (const std::string& text : texts_) {
          found_.clear();
          if (Status status = runner.matcher.scan(text, "", found_); !status) return status;
        }
        if (pass > 0) runner.least = std::min(runner.least, options_.clock() - begin);
      }
    }
    return {};
  }

  Result<Matcher> without(const RuleGroup& group) const {
    rules::RuleSet rest = set_;
    for (const std::uint32_t rule : group) rest.rules[rule].id.clear();
    const auto is_out = [](const rules::Rule& rule) { return rule.id.empty(); };
    rest.rules.erase(std::remove_if(rest.rules.begin(), rest.rules.end(), is_out), rest.rules.end());
    rest.allowlists.clear();
    const auto db = PatternDb::compile(std::move(rest), {});
    if (!db) return db.error();
    return Matcher::make(*db);
  }

  Result<std::vector<double>> saved_without(const std::vector<RuleGroup>& groups) {
    std::vector<double> saved;
    for (std::size_t begin = 0; begin < groups.size(); begin += kBatch) {
      std::vector<Runner> runners;
      runners.push_back({std::move(whole_->matcher)});
      for (std::size_t i = begin; i < std::min(groups.size(), begin + kBatch); ++i) {
        Result<Matcher> matcher = without(groups[i]);
        if (!matcher) return matcher.error();
        runners.push_back({std::move(*matcher)});
      }
      if (Status status = alternate(runners); !status) return status.error();
      // Shares, by the whole set's time beside them: the machine's speed changes in the minutes that this may take.
      const double whole = runners[0].least;
      for (std::size_t i = 1; i < runners.size(); ++i) {
        saved.push_back(whole > 0 ? (whole - runners[i].least) / whole : 0);
      }
      whole_->matcher = std::move(runners[0].matcher);
    }
    return saved;
  }

  Status add_costs(Profile& profile) {
    RuleGroup asked = options_.considered;
    if (asked.empty()) {
      for (const RuleCost& cost : profile.rules) asked.push_back(cost.rule);
    }
    const double least = std::max(options_.least_share, kNoiseMargin * profile.noise);
    const auto costly =
        find_costly(asked, least, [this](const std::vector<RuleGroup>& groups) { return saved_without(groups); });
    if (!costly) return costly.error();
    for (const Costly& each : *costly) {
      const auto cost = std::ranges::find(profile.rules, each.rule, &RuleCost::rule);
      if (cost == profile.rules.end()) continue;
      cost->is_costly = true;
      cost->share = each.saved;
      cost->seconds = each.saved * profile.set_seconds;
      profile.rest_share -= each.saved;
    }
    std::ranges::stable_sort(profile.rules, std::greater<>{}, &RuleCost::share);
    return {};
  }

  const rules::RuleSet& set_;
  const std::vector<std::string>& texts_;
  ProfileOptions options_;
  std::optional<Runner> whole_;
  double whole_seconds_ = 0, noise_ = 0;
  std::vector<Match> found_;
};

}  // namespace

Result<Profile> profile_rules(const rules::RuleSet& set, const std::vector<std::string>& texts,
                              const ProfileOptions& options) {
  return Profiler(set, texts, options).run();
}

}  // namespace leaksieve::match
