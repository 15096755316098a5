// `leaksieve report` on a repository with secrets in every place that git has: each one's introduction, removal,
// exposure and time in HEAD against what git itself says (git log -S, branch --contains, tag --contains).
#include <map>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/planted_story.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
using Json = nlohmann::json;

namespace {

constexpr const char* kNow = "2025-01-01T00:00:00Z";

TextSet names(const Json& list) {
  TextSet out;
  for (const Json& name : list["names"]) out.insert(name.get<std::string>());
  return out;
}

TextSet told_periods(const Json& row) {
  TextSet out;
  for (const Json& period : row["in_head"]["periods"]) {
    const Json& to = period["to"];
    out.insert(period["from"]["commit"].get<std::string>() + " " +
               (to.is_null() ? "now" : to["commit"].get<std::string>()));
  }
  return out;
}

std::string removal_from_main(const Json& row) {
  for (const Json& removal : row["removed"]) {
    if (removal["ref"] == "refs/heads/main") return removal["commit"];
  }
  return "";
}

Json report(const Texts& arguments) {
  Texts all = {"report", "--format", "json"};
  if (!contains(arguments, "--now")) all.insert(all.end(), {"--now", kNow});
  all.insert(all.end(), arguments.begin(), arguments.end());
  const CommandResult result = run_leaksieve(all);
  INFO(result.err);
  REQUIRE(result.exit == 1);
  return Json::parse(result.out);
}

// Rows by secret: a plan tells no secrets, so a scan that was asked to show them names the fingerprints.
std::map<std::string, Json> rows_by_secret(const ScanReport& scan, const Json& plan) {
  std::map<std::string, Json> by_fingerprint, out;
  for (const Json& row : plan["leaks"]) by_fingerprint[row["fingerprint"]] = row;
  for (const Json& target : scan.document["scans"]) {
    for (const Json& leak : target["leaks"]) {
      const auto found = by_fingerprint.find(leak["fingerprint"]);
      if (found != by_fingerprint.end()) out[leak["secret"]["value"]] = found->second;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("the plan tells each of 50 planted leaks as git does") {
  PlantedStory story;
  RepoBuilder& repo = story.repo();
  GitOracle git(repo);
  const Json plan = report({repo.path().string()});
  const std::map<std::string, Json> rows = rows_by_secret(scan(repo), plan);
  REQUIRE(story.planted().size() >= 50);
  CHECK(plan["leaks"].size() == story.planted().size());
  CHECK(plan["summary"]["leaks"] == story.planted().size());
  for (const Planted& planted : story.planted()) {
    INFO(planted.what << " (" << planted.secret << ")");
    REQUIRE(rows.contains(planted.secret));
    const Json& row = rows.at(planted.secret);
    CHECK(row["exposure"]["furthest"] == planted.furthest);
    CHECK(row["left_machine"]["answer"] == planted.left);
    CHECK(row["never_left_this_machine"] == (planted.left == "no"));
    const std::vector<std::string> brought = git.introductions(planted.secret);
    // What git log -S does not see is told by name below.
    if (row["introduced"]["kind"] != "file" || brought.empty() || planted.furthest == "stash") continue;
    CHECK(row["introduced"]["commit"] == brought.front());
    CHECK(row["introduced"]["date"].get<std::string>().substr(0, 19) ==
          repo.git({"show", "-s", "--date=format:%Y-%m-%dT%H:%M:%S", "--format=%ad", brought.front()}));
    TextSet told;
    for (const Json& place : row["occurrences"]) told.insert(place["commit"].get<std::string>());
    CHECK(told == TextSet(brought.begin(), brought.end()));
    CHECK(removal_from_main(row) == git.removal_on_main(planted.secret));
    CHECK(told_periods(row) == git.head_periods(planted.secret));
    CHECK(row["in_head"]["now"] == git.head_holds(planted.secret));
    const Json& refs = row["exposure"]["refs"];
    CHECK(names(refs["branches"]) == git.refs_with(brought, {"branch"}));
    CHECK(names(refs["remotes"]) == git.refs_with(brought, {"branch", "-r"}));
    CHECK(names(refs["tags"]) == git.refs_with(brought, {"tag"}));
  }

  const auto row = [&](const std::string& what) -> const Json& {
    for (const Planted& planted : story.planted()) {
      if (planted.what == what) return rows.at(planted.secret);
    }
    throw std::runtime_error("nothing was planted " + what);
  };
  CHECK(row("in a tag's message")["introduced"]["kind"] == "tag-message");
  CHECK(row("in a tag's message")["exposure"]["refs"]["tags"]["names"] == Json::array({"refs/tags/told"}));
  CHECK(row("in a commit's message")["introduced"]["kind"] == "commit-message");
  CHECK(row("in a stash")["introduced"]["commit"] == repo.git({"rev-parse", "stash@{1}"}));
  CHECK(row("in a stash, untracked")["introduced"]["commit"] == repo.git({"rev-parse", "stash@{0}^3"}));
  CHECK(row("in a commit that nothing reaches")["introduced"]["commit"] == story.lost_commit());
  CHECK(row("in a blob that nothing reaches")["introduced"]["commit"].is_null());
  CHECK(row("staged")["introduced"]["path"] == "staged.env");
  CHECK(row("in the worktree")["introduced"]["path"] == "worktree.env");
  CHECK(row("in a fork only")["exposure"]["forks"] == Json::array({"alice"}));
  CHECK(row("in a pull request only")["exposure"]["forks"] == Json::array({"refs/pull/5/head"}));
  CHECK(row("in a release whose branch is gone")["exposure"]["releases"] == Json::array({"v1.2.0"}));
  CHECK(row("cherry-picked")["occurrences"].size() == 2);
}

TEST_CASE("how long HEAD held a secret, in seconds") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  const std::string gone = fake_github_token(1), still = fake_github_token(2), never = fake_github_token(3);
  repo.commit("a.env", settings_with(gone));   // 00:02
  repo.commit("b.env", settings_with(still));  // 00:03
  repo.commit("a.env", "clean\n");             // 00:04
  repo.git({"checkout", "-q", "-b", "side"});
  repo.commit("c.env", settings_with(never));
  repo.git({"checkout", "-q", "main"});
  const std::map<std::string, Json> rows =
      rows_by_secret(scan(repo), report({"--now", "2024-01-01T01:03:00Z", repo.path().string()}));
  CHECK(rows.at(gone)["in_head"]["seconds"] == 120);
  CHECK(rows.at(still)["in_head"]["seconds"] == 3600);
  CHECK(rows.at(never)["in_head"]["seconds"].is_null());
}

TEST_CASE("a secret that two repositories hold is one row, and says who committed it where") {
  RepoBuilder one, two("site");
  const std::string shared = fake_github_token(1), own = fake_github_token(2);
  const std::string password = "db_password = \"" + std::string("Wi7ter") + "Kaese-9x!\"\n";
  one.commit("a.env", settings_with(shared));
  one.commit("p.ini", password);
  two.commit("z.env", settings_with(own));
  two.write("b.env", settings_with(shared));
  two.write("q.ini", "[main]\n" + password);
  two.git({"add", "-A"});
  two.tick();
  two.git({"commit", "-q", "-m", "mine", "--author", "Bob <bob@example.org>"});
  const Json plan = report({one.path().string(), two.path().string()});
  std::size_t shared_rows = 0;
  for (const Json& row : plan["leaks"]) {
    if (row["repositories"].size() != 2) continue;
    ++shared_rows;
    CHECK(row["repositories"] == Json::array({0, 1}));
    CHECK(row["committers"].size() == 2);
    CHECK(row["occurrences"].size() == 2);
  }
  CHECK(shared_rows == 2);
  CHECK(plan["leaks"].size() == 3);
  CHECK(plan["targets"].size() == 2);
}

TEST_CASE("a plan from a scan's JSON is the plan of the scan") {
  RepoBuilder repo;
  repo.commit("a.env", settings_with(fake_github_token(1)));
  repo.commit("a.env", "clean\n");
  const std::string path = repo.path().string();
  const std::string json = run_leaksieve({"scan", "--format", "json", path}).out;
  for (const char* format : {"text", "json", "markdown", "csv"}) {
    const CommandResult direct = run_leaksieve({"report", "--format", format, "--now", kNow, path});
    CommandOptions options;
    options.input = json;
    const CommandResult piped = run_leaksieve({"report", "--format", format, "--now", kNow, "--from", "-"}, options);
    INFO(format);
    CHECK(direct.exit == 1);
    CHECK(piped.exit == 1);
    CHECK(direct.out == piped.out);
    CHECK_FALSE(contains(direct.out, fake_github_token(1)));
  }
}

TEST_CASE("what is no scan is refused with exit 2, and an incomplete scan is never clean") {
  CommandOptions options;
  options.input = "{\"version\": 1";
  const CommandResult broken = run_leaksieve({"report", "--from", "-"}, options);
  CHECK(broken.exit == 2);
  CHECK(contains(broken.err, "standard input: it is no JSON"));
  CHECK(run_leaksieve({"report", "--from", "/no/such/file"}).exit == 2);
  CHECK(run_leaksieve({"report", "--from", "-", "."}, options).exit == 2);
  CHECK(run_leaksieve({"report", "--format", "pdf"}).exit == 2);
  CHECK(run_leaksieve({"report", "--now", "someday"}).exit == 2);
  RepoBuilder clean;
  clean.commit("README", "nothing\n");
  CHECK(run_leaksieve({"report", clean.path().string()}).exit == 0);
  Json scan = Json::parse(run_leaksieve({"scan", "--format", "json", clean.path().string()}).out);
  scan["scans"][0]["complete"] = false;
  options.input = scan.dump();
  const CommandResult incomplete = run_leaksieve({"report", "--from", "-"}, options);
  CHECK(incomplete.exit == 3);
  CHECK(contains(incomplete.out, "incomplete"));
}

TEST_CASE("names and messages of a repository stay text in Markdown, and are no formula in CSV") {
  RepoBuilder repo;
  const std::string token = fake_github_token(1);
  repo.write("=cmd|' `x`@here.env", settings_with(token));
  repo.git({"add", "-A"});
  repo.git({"-c", "user.name=x", "commit", "-q", "-m", "<script>alert(1)</script> | [a](http://b) @team `", "--author",
            "=HYPERLINK(1) <+1@example.org>"});
  const std::string path = repo.path().string();
  const std::string markdown = run_leaksieve({"report", "--format", "markdown", "--now", kNow, path}).out;
  CHECK(contains(markdown, ": `` <script>alert(1)</script> | [a](http://b) @team ` ``\n"));
  const std::string csv = run_leaksieve({"report", "--format", "csv", "--now", kNow, path}).out;
  CHECK(contains(csv, "\"'=HYPERLINK(1) <+1@example.org>\""));
  CHECK(contains(csv, "\"'=cmd|' `x`@here.env:2\""));
  // Python's own reader: one header, one row, as many fields in each.
  CommandOptions options;
  options.input = csv;
  const CommandResult read = run_command(
      {"python3", "-c", "import csv,sys; r=list(csv.reader(sys.stdin)); print(len(r), len({len(x) for x in r}))"},
      options);
  CHECK(read.out == "2 1\n");
}
