// The plan's judgements: what is one secret, what comes first, what left the machine, how long HEAD held it.
#include "scanner/rotation/make_plan.h"

#include <algorithm>

#include "scanner/rotation/durations.h"
#include "scanner/rotation/facts.h"
#include "tests/support/catch.h"
#include "tests/unit/rotation/sample_scans.h"

namespace leaksieve::rotation {
namespace {

using finding::Exposure;
using test::plan_of;
using test::sample_leak;
using test::sample_target;

unsigned score_of(const ScannedLeak& leak) { return plan_of({sample_target("a", {leak})}).leaks.at(0).priority.score; }

Reach reach_of_one(const ScannedLeak& leak, const PlanTarget& target) {
  ScannedTarget scanned{target, {leak}};
  return plan_of({scanned}).leaks.at(0).reach;
}

PlanTarget target_with(std::vector<std::string> remotes) {
  PlanTarget target = sample_target("a", {}).target;
  target.remotes = std::move(remotes);
  return target;
}

}  // namespace

TEST_CASE("the score falls with severity, exposure, confidence, youth and state, and each factor is told") {
  const ScannedLeak top = sample_leak("s1", Exposure::kPushed);
  CHECK(score_of(top) == 100);
  ScannedLeak less = top;
  less.severity = rules::Severity::kHigh;
  CHECK(score_of(less) == 75);
  less = sample_leak("s1", Exposure::kStash);
  CHECK(score_of(less) < 30);
  less = top;
  less.confidence = rules::Confidence::kLow;
  CHECK(score_of(less) == 50);
  less = top;
  less.places[0].commit.date = test::moment("2026-01-01T10:00:00Z");
  CHECK(score_of(less) == 80);
  less = top;
  less.state.name = "accepted";
  CHECK(score_of(less) == 30);
  less.state.name = "rotated";
  CHECK(score_of(less) == 0);
  const Plan plan = plan_of({sample_target("a", {top})});
  std::vector<std::string> factors;
  for (const Factor& factor : plan.leaks[0].priority.why) {
    factors.push_back(factor.name);
    CHECK_FALSE(factor.because.empty());
  }
  CHECK(factors == std::vector<std::string>{"severity", "exposure", "age", "state", "confidence"});
}

TEST_CASE("a token that says of itself that it is past its date comes last, and one that is not does not") {
  ScannedLeak leak = sample_leak("s1", Exposure::kPushed);
  leak.note = "jwt: expired 2025-06-01, issuer https://a.example";
  CHECK(score_of(leak) == 10);
  leak.note = "jwt: expires 2031-06-01";
  CHECK(score_of(leak) == 100);
}

TEST_CASE("rows are ordered by urgency and score, then severity, age and fingerprint") {
  ScannedLeak accepted = sample_leak("s3", Exposure::kPushed);
  accepted.state.name = "rotated";
  ScannedLeak local = sample_leak("s2", Exposure::kLocalBranch);
  const Plan plan = plan_of({sample_target(
      "a", {accepted, local, sample_leak("s5", Exposure::kPushed), sample_leak("s4", Exposure::kPushed)})});
  std::vector<std::string> order;
  for (const PlanLeak& leak : plan.leaks) order.push_back(leak.fingerprint);
  CHECK(order == std::vector<std::string>{"s4", "s5", "s2", "s3"});
  CHECK(plan.leaks[0].priority.urgency == Urgency::kNow);
  CHECK(plan.leaks[3].priority.urgency == Urgency::kDone);
  CHECK(plan.leaks[3].action == Action::kNothing);
  CHECK(plan.leaks[3].checklist.empty());
  for (std::size_t i = 0; i < plan.leaks.size(); ++i) CHECK(plan.leaks[i].priority.rank == i + 1);
}

TEST_CASE("the same strong fingerprint in two repositories is one row, a weak one only looks alike") {
  const ScannedLeak strong = sample_leak("s1", Exposure::kPushed);
  const ScannedLeak weak = sample_leak("w1", Exposure::kLocalBranch);
  const Plan plan = plan_of({sample_target("a", {strong, weak}), sample_target("b", {weak, strong})});
  REQUIRE(plan.leaks.size() == 3);
  CHECK(plan.leaks[0].repositories == std::vector<std::size_t>{0, 1});
  CHECK(plan.leaks[0].places.size() == 2);
  CHECK(plan.leaks[0].look_alikes.empty());
  CHECK(plan.leaks[1].repositories.size() == 1);
  CHECK(plan.leaks[1].look_alikes.size() == 1);
}

TEST_CASE("leaks of one run with the same group are one row, told by the surest rule") {
  ScannedLeak generic = sample_leak("s7", Exposure::kPushed);
  generic.rule = "generic-secret";
  generic.service = "";
  generic.confidence = rules::Confidence::kLow;
  generic.group = 1;
  ScannedLeak sure = sample_leak("s1", Exposure::kLocalBranch);
  sure.group = 1;
  const Plan plan = plan_of({sample_target("a", {generic, sure})});
  REQUIRE(plan.leaks.size() == 1);
  CHECK(plan.leaks[0].rule == "github-pat");
  CHECK(plan.leaks[0].aliases == std::vector<std::string>{"s7"});
  CHECK(plan.leaks[0].reach.exposure.has(Exposure::kPushed));
  // Two rules that found one guessable password do not make it one secret.
  generic.fingerprint = "w7";
  sure.fingerprint = "w1";
  CHECK(plan_of({sample_target("a", {generic, sure})}).leaks.size() == 2);
}

TEST_CASE("a file that a rule reports by its path is not the same in two repositories") {
  ScannedLeak file = sample_leak("s1", Exposure::kPushed);
  file.places[0].line.reset();
  CHECK(plan_of({sample_target("a", {file}), sample_target("b", {file})}).leaks.size() == 2);
}

TEST_CASE("one place that is open keeps the row open") {
  ScannedLeak open = sample_leak("s1", Exposure::kPushed);
  ScannedLeak rotated = open;
  rotated.state = {"rotated", "done", "Ann", "2025-01-01"};
  CHECK(plan_of({sample_target("a", {rotated}), sample_target("b", {open})}).leaks[0].state.name == "open");
  CHECK(plan_of({sample_target("a", {rotated})}).leaks[0].state.note == "done");
}

TEST_CASE("what left the machine") {
  struct Row {
    const char* what;
    Exposure exposure;
    std::string other, reflog, tag;
    bool bare = false;
    Left left;
  };
  const std::vector<Row> rows = {
      {"pushed", Exposure::kPushed, "", "", "", false, Left::kYes},
      {"in HEAD", Exposure::kHead, "", "", "", false, Left::kNo},
      {"local branch", Exposure::kLocalBranch, "", "", "", false, Left::kNo},
      {"stash", Exposure::kStash, "", "", "", false, Left::kNo},
      {"staged", Exposure::kStaged, "", "", "", false, Left::kNo},
      {"worktree", Exposure::kWorktree, "", "", "", false, Left::kNo},
      {"tag", Exposure::kTag, "", "", "refs/tags/v1.0", false, Left::kUnknown},
      {"notes", Exposure::kOtherRef, "refs/notes/x", "", "", false, Left::kUnknown},
      {"pull request", Exposure::kOtherRef, "refs/pull/7/head", "", "", false, Left::kYes},
      {"merge request", Exposure::kOtherRef, "refs/merge-requests/7/head", "", "", false, Left::kYes},
      {"fetched", Exposure::kOtherRef, "FETCH_HEAD", "", "", false, Left::kYes},
      {"was on the remote", Exposure::kReflogOnly, "", "refs/remotes/origin/main@{1}", "", false, Left::kYes},
      {"drifted commit", Exposure::kReflogOnly, "", "HEAD@{1}", "", false, Left::kUnknown},
      {"pruned commit", Exposure::kUnreachable, "", "", "", false, Left::kUnknown},
      {"bare", Exposure::kLocalBranch, "", "", "", true, Left::kYes},
      {"not git", Exposure::kInput, "", "", "", false, Left::kUnknown},
  };
  for (const Row& row : rows) {
    ScannedLeak leak = sample_leak("s1", row.exposure);
    if (!row.other.empty()) leak.refs.other = {{row.other}, 1};
    if (!row.reflog.empty()) leak.refs.reflogs = {{row.reflog}, 1};
    if (!row.tag.empty()) leak.refs.tags = {{row.tag}, 1};
    PlanTarget target = target_with({"origin"});
    target.bare = row.bare;
    const Reach reach = reach_of_one(leak, target);
    INFO(row.what << ": " << reach.because);
    CHECK(reach.left_machine == row.left);
    CHECK_FALSE(reach.because.empty());
  }
}

TEST_CASE("without remotes a drifted commit never left; a scan that tells nothing of the repository leaves it open") {
  ScannedLeak leak = sample_leak("s1", Exposure::kReflogOnly);
  CHECK(reach_of_one(leak, target_with({})).left_machine == Left::kNo);
  PlanTarget unknown;
  CHECK(reach_of_one(leak, unknown).left_machine == Left::kUnknown);
  // A blob that no commit held cannot have been pushed.
  leak = sample_leak("s1", Exposure::kUnreachable);
  leak.places[0].commit = {};
  CHECK(reach_of_one(leak, target_with({"origin"})).left_machine == Left::kNo);
}

TEST_CASE("a branch whose upstream is gone may have been pushed") {
  ScannedLeak leak = sample_leak("s1", Exposure::kLocalBranch);
  leak.refs.branches = {{"refs/heads/topic"}, 1};
  PlanTarget target = target_with({"origin"});
  CHECK(reach_of_one(leak, target).left_machine == Left::kNo);
  target.gone_upstreams = {"refs/heads/topic"};
  CHECK(reach_of_one(leak, target).left_machine == Left::kUnknown);
}

TEST_CASE("remotes, forks, reviews and releases are told apart") {
  ScannedLeak leak = sample_leak("s1", Exposure::kPushed);
  leak.refs.remotes = {{"refs/remotes/alice/topic", "refs/remotes/origin/main", "refs/remotes/team/x/main"}, 3};
  leak.refs.other = {{"refs/pull/7/head"}, 1};
  leak.refs.tags = {{"refs/tags/before-lunch", "refs/tags/v1.2.0"}, 2};
  const Reach reach = reach_of_one(leak, target_with({"alice", "origin", "team/x"}));
  CHECK(reach.remotes == std::vector<std::string>{"alice", "origin", "team/x"});
  CHECK(reach.forks == std::vector<std::string>{"alice", "refs/pull/7/head", "team/x"});
  CHECK(reach.releases == std::vector<std::string>{"v1.2.0"});
}

TEST_CASE("time in HEAD: the sum of its periods, an open one until now, overlaps once, of repositories the longest") {
  ScannedLeak leak = sample_leak("s1", Exposure::kHead);
  const auto period = [](const char* from, const char* to) {
    HeadPeriod out{0, "a", "", test::moment(from), {}};
    if (*to != '\0') out.to = test::moment(to);
    if (*to != '\0') out.to_commit = "b";
    return out;
  };
  CHECK_FALSE(plan_of({sample_target("a", {leak})}).leaks[0].head_seconds);
  leak.periods = {period("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"), period("2026-01-01T10:00:00Z", "")};
  CHECK(plan_of({sample_target("a", {leak})}).leaks[0].head_seconds == 2 * 86400);
  ScannedLeak other = leak;
  other.periods = {period("2024-01-01T12:00:00Z", "2024-01-03T00:00:00Z")};
  CHECK(plan_of({sample_target("a", {leak}), sample_target("b", {other})}).leaks[0].head_seconds == 2 * 86400);
  other.group = leak.group = 1;
  other.fingerprint = "s2";
  CHECK(plan_of({sample_target("a", {leak, other})}).leaks[0].head_seconds == 3 * 86400);
  leak.periods = {period("2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z")};  // a clock that went back
  CHECK(plan_of({sample_target("a", {leak})}).leaks[0].head_seconds == 0);
}

TEST_CASE("who committed it, most often first; a commit counts once") {
  ScannedLeak leak = sample_leak("s1", Exposure::kPushed);
  leak.places.push_back(test::sample_place("b", "2024-02-02T10:00:00Z", Exposure::kPushed, "Bob Builder"));
  leak.places.back().commit.id = std::string(40, 'b');
  leak.places.push_back(leak.places.back());
  leak.places.back().path = "c";
  leak.places.push_back(leak.places.back());
  leak.places.back().commit.id = std::string(40, 'c');
  const Plan plan = plan_of({sample_target("a", {leak})});
  const std::vector<Committer>& who = plan.leaks[0].committers;
  REQUIRE(who.size() == 2);
  CHECK(who[0].person.name == "Bob Builder");
  CHECK(who[0].times == 2);
  CHECK(who[1].times == 1);
}

TEST_CASE("what never left is cleaned, what left is rotated by its service's steps") {
  const Plan clean = plan_of({sample_target("a", {sample_leak("s1", Exposure::kStash)})});
  CHECK(clean.leaks[0].action == Action::kClean);
  const auto has = [](const PlanLeak& leak, const std::string& part) {
    return std::any_of(leak.checklist.begin(), leak.checklist.end(),
                       [&](const std::string& step) { return step.find(part) != std::string::npos; });
  };
  CHECK(has(clean.leaks[0], "git stash drop"));
  CHECK(has(clean.leaks[0], "git gc --prune=now"));
  CHECK_FALSE(has(clean.leaks[0], "leaksieve rotated"));
  const Plan rotate = plan_of({sample_target("a", {sample_leak("s1", Exposure::kPushed)})});
  CHECK(rotate.leaks[0].action == Action::kRotate);
  CHECK(rotate.leaks[0].guide->service == "GitHub");
  CHECK(has(rotate.leaks[0], "Look for use that was not yours since 2024-01-02"));
  CHECK(has(rotate.leaks[0], "leaksieve rotated s1"));
  const Plan tag = plan_of({sample_target("a", {sample_leak("s1", Exposure::kTag)})});
  CHECK(tag.leaks[0].action == Action::kRotateOrClean);
}

TEST_CASE("facts of a note") {
  const auto words = [](std::string_view note) {
    std::string text;
    for (const Fact& fact : facts_of(note)) text += fact.key + "=" + fact.value + ";";
    return text;
  };
  CHECK(words("") == "");
  CHECK(words("jwt: expired 2021-03-04, issuer https://a.example, role admin, HS256") ==
        "expires=2021-03-04;issuer=https://a.example;role=admin;jwt=HS256;");
  CHECK(words("aws: account 012345678901") == "account=012345678901;");
  CHECK(words("slack: bot token; checksum is right") == "slack=bot token;note=checksum is right;");
  CHECK(words("google: a@b.example, project x") == "google=a@b.example;project=x;");
}

TEST_CASE("spans of time in words") {
  CHECK(duration_words(0) == "under a minute");
  CHECK(duration_words(-5) == "under a minute");
  CHECK(duration_words(60) == "1 minute");
  CHECK(duration_words(3 * 86400 + 2 * 3600 + 59) == "3 days 2 hours");
  CHECK(duration_words(std::int64_t{365} * 86400 * 2 + 86400) == "2 years");
  CHECK(duration_words(std::int64_t{400} * 86400) == "1 year 1 month");
}

}  // namespace leaksieve::rotation
