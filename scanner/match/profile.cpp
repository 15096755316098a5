#include "scanner/match/profile.h"

#include <algorithm>
#include <ctime>
#include <limits>
#include <memory>
#include <tuple>

#include "scanner/match/hyperscan.h"
#include "scanner/match/matcher.h"

namespace leaksieve::match {
namespace {

// No text holds it, and its literal is as good as one can be.
constexpr const char* kNeverRegex = R"(\x01leaksieve\x02never\x03)";

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Pass {
  double seconds = 0;
  std::uint64_t matches = 0;
};

// The quickest of the passes. One pass more goes first, unmeasured: it compiles the regexes and warms the caches.
Result<Pass> measure(const rules::RuleSet& set, const std::vector<std::string>& texts, const ProfileOptions& options) {
  const auto db = PatternDb::compile(set, {});
  if (!db) return db.error();
  Result<Matcher> matcher = Matcher::make(*db);
  if (!matcher) return matcher.error();
  Pass best{std::numeric_limits<double>::max(), 0};
  std::vector<Match> found;
  for (unsigned pass = 0; pass <= std::max(options.repeats, 1U); ++pass) {
    best.matches = 0;
    const double begin = pass == 0 ? 0 : options.clock();
    for (const std::string& text : texts) {
      found.clear();
      if (const Status status = matcher->scan(text, "", found); !status) return status.error();
      best.matches += found.size();
    }
    if (pass > 0) best.seconds = std::min(best.seconds, options.clock() - begin);
  }
  return best;
}

int count_end(unsigned, unsigned long long, unsigned long long, unsigned, void* context) noexcept {
  ++*static_cast<std::uint64_t*>(context);
  return 0;
}

Result<std::uint64_t> count_ends(const rules::RuleSet& set, const std::vector<std::string>& texts) {
  const Result<HsDatabase> database = compile_database(set, host_cpu_features());
  if (!database) return database.error();
  hs_scratch_t* raw = nullptr;
  if (const hs_error_t code = hs_alloc_scratch(database->db.get(), &raw); code != HS_SUCCESS) {
    return from_hs(code, "cannot prepare scanning");
  }
  const std::unique_ptr<hs_scratch_t, HsFree> scratch(raw);
  std::uint64_t ends = 0;
  for (const std::string& text : texts) {
    const hs_error_t code = hs_scan(database->db.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                                    scratch.get(), count_end, &ends);
    if (code != HS_SUCCESS) return from_hs(code, "cannot scan");
  }
  return ends;
}

}  // namespace

Result<Profile> profile_rules(const rules::RuleSet& set, const std::vector<std::string>& texts,
                              const ProfileOptions& given) {
  ProfileOptions options = given;
  if (!options.clock) options.clock = thread_cpu_seconds;
  Profile profile;
  for (const std::string& text : texts) profile.bytes += text.size();
  const Result<Pass> whole = measure(set, texts, options);
  if (!whole) return whole.error();
  profile.set_seconds = whole->seconds;
  rules::Rule never;
  never.id = "never";
  never.regex = kNeverRegex;
  const Result<Pass> floor = measure({{never}, {}}, texts, options);
  if (!floor) return floor.error();
  profile.floor_seconds = floor->seconds;
  for (std::size_t i = 0; i < set.rules.size(); ++i) {
    if (set.rules[i].regex.empty()) continue;
    const rules::RuleSet lone{{set.rules[i]}, {}};
    const Result<Pass> alone = measure(lone, texts, options);
    if (!alone) return alone.error();
    const Result<std::uint64_t> ends = count_ends(lone, texts);
    if (!ends) return ends.error();
    const double seconds = std::max(0.0, alone->seconds - floor->seconds);
    const double share = profile.set_seconds > 0 ? seconds / profile.set_seconds : 0;
    profile.rules.push_back({static_cast<std::uint32_t>(i), seconds, share, *ends, alone->matches});
  }
  std::sort(profile.rules.begin(), profile.rules.end(), [](const RuleCost& a, const RuleCost& b) {
    return std::tie(b.seconds, a.rule) < std::tie(a.seconds, b.rule);
  });
  return profile;
}

}  // namespace leaksieve::match
