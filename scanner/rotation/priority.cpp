// All in whole numbers (permille), so that the same plan comes out everywhere.
#include "scanner/rotation/priority.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scanner/rotation/durations.h"

namespace leaksieve::rotation {
namespace {

using finding::Exposure;

constexpr unsigned kNowFrom = 50, kSoonFrom = 20;  // scores

Factor severity_of(const PlanLeak& leak) {
  static constexpr std::array<unsigned, 4> kWeights = {200, 450, 750, 1000};  // by rules::Severity
  return {"severity", rules::name_of(leak.severity), kWeights[static_cast<std::size_t>(leak.severity)],
          "what the rule says a stranger can do with it"};
}

Factor confidence_of(const PlanLeak& leak) {
  static constexpr std::array<unsigned, 3> kWeights = {500, 850, 1000};  // by rules::Confidence
  static constexpr std::array<const char*, 3> kWhy = {
      "perhaps it is no secret: look first", "its format and its surroundings fit", "its format alone proves it"};
  const auto i = static_cast<std::size_t>(leak.confidence);
  return {"confidence", rules::name_of(leak.confidence), kWeights[i], kWhy[i]};
}

struct ExposureWeight {
  Exposure exposure;
  unsigned permille;
  const char* because;
};
constexpr std::array<ExposureWeight, finding::kExposures> kExposureWeights = {{
    {Exposure::kPushed, 1000, "it was pushed: whoever can read the remote has it"},
    {Exposure::kTag, 800, "a tag holds it, and may have been pushed"},
    {Exposure::kHead, 400, "HEAD's files hold it, and the next push takes it along"},
    {Exposure::kLocalBranch, 350, "a local branch holds it, and a push of it takes it along"},
    {Exposure::kOtherRef, 700, "a ref outside branches and tags holds it"},
    {Exposure::kStash, 200, "only a stash holds it"},
    {Exposure::kStaged, 250, "it is staged: the next commit takes it along"},
    {Exposure::kWorktree, 200, "a file of the worktree holds it"},
    {Exposure::kReflogOnly, 250, "only a reflog holds it"},
    {Exposure::kUnreachable, 200, "nothing reaches it any more"},
    {Exposure::kInput, 500, "it was read from a file, not from git"},
}};

// Of the furthest exposure. A sign that it left the machine counts as pushed, whatever holds it today.
Factor exposure_of(const PlanLeak& leak) {
  Factor factor{"exposure", "unknown", 500, "the scan was stopped before it knew"};
  if (!leak.reach.exposure.empty()) {
    const Exposure furthest = leak.reach.exposure.furthest();
    const auto& weight = *std::find_if(kExposureWeights.begin(), kExposureWeights.end(),
                                       [&](const ExposureWeight& row) { return row.exposure == furthest; });
    factor = {"exposure", finding::name_of(furthest), weight.permille, weight.because};
    // HEAD's files and branches come before other refs in the list, but say less than a ref that may be a remote's.
    if (factor.permille < 700 && leak.reach.exposure.has(Exposure::kOtherRef)) {
      factor = {"exposure", "other-ref", 700, "a ref outside branches and tags holds it"};
    }
  }
  if (leak.reach.left_machine == Left::kYes && factor.permille < 1000) {
    factor.permille = 950;
    factor.because = leak.reach.because;
  }
  if (leak.reach.left_machine == Left::kUnknown && factor.permille < 500) {
    factor.permille = 500;
    factor.because = leak.reach.because;
  }
  return factor;
}

// The longer it lies there, the more have had the time to find it.
Factor age_of(const PlanLeak& leak, const Moment& as_of) {
  const auto dated = std::find_if(leak.places.begin(), leak.places.end(),
                                  [](const Place& place) { return place.commit.date.known(); });
  if (dated == leak.places.end()) return {"age", "unknown", 850, "no commit tells when it came in"};
  const std::int64_t seconds = std::max<std::int64_t>(0, as_of.seconds - dated->commit.date.seconds);
  const std::int64_t days = seconds / 86400;
  const unsigned permille = days >= 365 ? 1000 : days >= 90 ? 950 : days >= 30 ? 900 : days >= 7 ? 850 : 800;
  return {"age", duration_words(seconds), permille, "since it came in: the longer, the more have had time to find it"};
}

Factor state_of(const PlanLeak& leak) {
  if (leak.state.name == "rotated") return {"state", "rotated", 0, "the ledger says that it is dead"};
  if (leak.state.name == "accepted") return {"state", "accepted", 300, "a baseline accepts it for now"};
  return {"state", "open", 1000, "nobody has said that it is dead or accepted"};
}

}  // namespace

const char* name_of(Urgency urgency) {
  static constexpr std::array<const char*, 4> kNames = {"now", "soon", "later", "done"};
  return kNames[static_cast<std::size_t>(urgency)];
}

Priority priority_of(const PlanLeak& leak, const Moment& as_of) {
  Priority priority;
  priority.why = {severity_of(leak), exposure_of(leak), age_of(leak, as_of), state_of(leak), confidence_of(leak)};
  const auto expiry = std::find_if(leak.facts.begin(), leak.facts.end(),
                                   [](const Fact& fact) { return fact.key == "expires" && fact.value.size() == 10; });
  if (expiry != leak.facts.end() && as_of.known() && expiry->value < as_of.text.substr(0, 10)) {
    priority.why.push_back({"expiry", "expired " + expiry->value, 100, "it says of itself that it is past its date"});
  }
  std::uint64_t score = 100'000;  // hundredths, in permille
  for (const Factor& factor : priority.why) score = score * factor.permille / 1000;
  priority.score = static_cast<unsigned>((score + 500) / 1000);
  const bool done = leak.state.name == "rotated";
  priority.urgency = done                          ? Urgency::kDone
                     : priority.score >= kNowFrom  ? Urgency::kNow
                     : priority.score >= kSoonFrom ? Urgency::kSoon
                                                   : Urgency::kLater;
  return priority;
}

}  // namespace leaksieve::rotation
