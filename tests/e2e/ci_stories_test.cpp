// Changes that a gate has to judge rightly, as whole stories, on GitHub Actions and GitLab CI: what they add, what they
// take back, how they try to silence the judge, and what a shallow clone hides.
#include "tests/support/catch.h"
#include "tests/support/ci_job.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

// A forge whose branch "topic" is a request into main.
struct Request {
  CiForge forge;
  std::string base;

  Request() : base(forge.id("main")) { forge.work.git({"checkout", "-q", "-b", "topic"}); }

  // A clone with the whole history; the head is topic.
  std::string publish() {
    forge.push({"main", "topic", "topic:refs/pull/7/head"});
    return forge.full_clone("refs/heads/topic");
  }
  Variables variables(const std::string& system) {
    const std::string head = forge.id("topic");
    return system == "github" ? github_request(forge, base, head) : gitlab_request(base, head);
  }
};

std::string one_of_two_systems() { return GENERATE(as<std::string>{}, "github", "gitlab"); }

TEST_CASE("a change whose second commit reverts the leak of its first is stopped, and told why") {
  const std::string system = one_of_two_systems();
  Request request;
  RepoBuilder& work = request.forge.work;
  const std::string bad = work.commit("config/app.env", line_with_token(1), "add settings");
  work.tick();
  work.git({"revert", "--no-edit", "HEAD"});
  const CommandResult result = run_ci(request.publish(), request.variables(system));
  INFO(system << "\n" << result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "config/app.env:1:7"));
  CHECK(contains(result.out, "added by " + bad.substr(0, 10)));
  CHECK(contains(result.out, "reverted by " + request.forge.id("topic").substr(0, 10)));
  CHECK(contains(result.out, "stays in history when this is merged"));
  CHECK(contains(result.out, "refs/pull"));
  CHECK_FALSE(contains(result.out + result.err, fake_github_token(1)));
}

TEST_CASE("a change that allows its own secret by a comment is stopped: it needs a person") {
  const std::string system = one_of_two_systems();
  const bool in_one_commit = GENERATE(true, false);
  Request request;
  RepoBuilder& work = request.forge.work;
  const std::string token = fake_github_token(2);
  if (!in_one_commit) work.commit("b.txt", "key = " + token + "\n", "first");
  work.commit("b.txt", "key = " + token + "  # leaksieve:allow\n", "and allow it");
  const std::string clone = request.publish();
  const CommandResult result = run_ci(clone, request.variables(system));
  INFO(system << "\n" << result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "b.txt:1:7"));
  CHECK(contains(result.out, "allowed by this change: needs a person"));
  CHECK(contains(result.out, "a comment on its line"));

  const CommandResult trusted = run_ci(clone, request.variables(system), {"--trust-head"});
  INFO(trusted.out);
  CHECK(trusted.exit == 0);
  CHECK(contains(trusted.out, "1 leak passed by --trust-head"));
}

TEST_CASE("a change that edits the settings to allow everything is judged by the base's") {
  const std::string system = one_of_two_systems();
  const std::string trick =
      GENERATE(as<std::string>{}, "allowlist", "disable", "replace", "exclude", "ignore", "gitleaks");
  Request request;
  RepoBuilder& work = request.forge.work;
  if (trick == "allowlist") work.write(".leaksieve.toml", "[allowlist]\npaths = ['''.*''']\n");
  if (trick == "disable") work.write(".leaksieve.toml", "[extend]\ndisabledRules = [\"github-pat\"]\n");
  if (trick == "replace") work.write(".leaksieve.toml", "[extend]\nuseDefault = false\n");
  if (trick == "exclude") work.write(".leaksieve.toml", "[scan]\nexclude = \"*\"\n");
  work.commit("b.txt", line_with_token(3), "a key");
  const std::string bad = request.forge.id("topic");
  if (trick == "gitleaks") work.write(".gitleaksignore", bad + ":b.txt:github-pat:1\n");
  std::string ignore_file = ".leaksieve.toml";
  if (trick == "gitleaks") ignore_file = ".gitleaksignore";
  if (trick == "ignore") {
    ignore_file = ".leaksieveignore";
    const ScanReport report = scan(request.forge.work);
    work.write(ignore_file, report.leak(fake_github_token(3)).at("fingerprint").get<std::string>() + "\n");
  }
  work.commit_all("quiet, please");
  const std::string clone = request.publish();
  const CommandResult result = run_ci(clone, request.variables(system));
  INFO(system << ", " << trick << "\n" << result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "b.txt:1:7"));
  CHECK(contains(result.out, "allowed by this change: needs a person"));
  CHECK(contains(result.out, "this change edits '" + ignore_file + "'"));
  CHECK(run_ci(clone, request.variables(system), {"--trust-head"}).exit == 0);
}

TEST_CASE("what the base allows passes, by its config, its ignore files and its comments") {
  const std::string system = one_of_two_systems();
  Request request;
  RepoBuilder& work = request.forge.work;
  work.git({"checkout", "-q", "main"});
  work.write("rules/more.toml", "[allowlist]\npaths = ['''^docs/''']\n");
  work.write(".leaksieve.toml", "[extend]\npath = \"rules/more.toml\"\n[scan]\nignore-file = \"known.txt\"\n");
  work.write("known.txt", "");
  work.commit_all("settings");
  work.commit("c.txt", "key = " + fake_github_token(4) + "  # leaksieve:allow\nline\n", "an allowed one");
  const ScanReport report = scan({"--stdin"}, {"", line_with_token(5), {}, 120});
  work.commit("known.txt", report.leak(fake_github_token(5)).at("fingerprint").get<std::string>() + "\n", "known");
  request.base = request.forge.id("main");
  work.git({"checkout", "-q", "-B", "topic"});
  work.commit("docs/a.md", line_with_token(6), "documentation");
  work.commit("d.txt", line_with_token(5), "known to be made up");
  work.commit("c.txt", "first\nkey = " + fake_github_token(4) + "  # leaksieve:allow\nline\n", "a line above");
  const CommandResult result = run_ci(request.publish(), request.variables(system));
  INFO(system << "\n" << result.out << result.err);
  CHECK(result.exit == 0);
  CHECK(contains(result.out, "this change adds no secrets"));
}

TEST_CASE("settings that the base has changed meanwhile are no edit of the change, and judge it all the same") {
  Request request;
  RepoBuilder& work = request.forge.work;
  work.commit("b.txt", line_with_token(9), "a key");
  work.git({"checkout", "-q", "main"});
  const std::string rule = "[[rules]]\nid = \"house-key\"\nregex = '''house-[0-9a-f]{16}'''\n";
  work.commit(".leaksieve.toml", rule, "a rule of our own");
  request.base = request.forge.id("main");
  work.git({"checkout", "-q", "topic"});
  work.commit("c.txt", "see house-" + std::string("9f3ac17e") + "52d80b64\n", "a key of the house");
  const CommandResult result = run_ci(request.publish(), request.variables("github"), {"--trust-head"});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "house-key"));
  CHECK(contains(result.out, "adds 2 secrets"));
  CHECK_FALSE(contains(result.out, "this change edits"));
}

TEST_CASE("debt that the base accepts, and secrets that were rotated, block where a change adds them again") {
  const bool is_rotated = GENERATE(true, false);
  Request request;
  RepoBuilder& work = request.forge.work;
  work.git({"checkout", "-q", "main"});
  work.commit("old.txt", line_with_token(10), "an old leak");
  const CommandOptions here{work.path().string(), "", {}, 120};
  const std::string name = scan(work).leak(fake_github_token(10)).at("fingerprint").get<std::string>();
  const CommandResult settled =
      run_leaksieve(is_rotated ? Texts{"rotated", name, "--note", "revoked"} : Texts{"baseline", "create"}, here);
  INFO(settled.out << settled.err);
  REQUIRE(settled.exit == 0);
  work.commit_all("settled");
  request.base = request.forge.id("main");
  work.git({"checkout", "-q", "-B", "topic"});
  work.commit("old.txt", "first\n" + line_with_token(10), "a line above it");
  CHECK(run_ci(request.publish(), request.variables("github")).exit == 0);
  work.commit("new.txt", line_with_token(10), "back again");
  const CommandResult result = run_ci(request.publish(), request.variables("github"));
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "new.txt:1:7"));
  CHECK(contains(result.out, is_rotated ? "came back" : "the baseline accepts it where it was"));
}

// From a fork: the forge has it under refs/pull/7, with the merge that it would make.
struct ForkRequest : Request {
  ForkRequest() {
    RepoBuilder& work = forge.work;
    work.commit("b.txt", line_with_token(7), "a key");
    work.commit("c.txt", "clean\n", "more");
    work.git({"checkout", "-q", "-b", "merged", "main"});
    work.tick();
    work.git({"merge", "-q", "--no-ff", "-m", "Merge topic into main", "topic"});
    forge.push({"main", "topic:refs/pull/7/head", "merged:refs/pull/7/merge"});
  }
};

TEST_CASE("a fork's change in a shallow clone is never green, and one line mends it") {
  ForkRequest request;
  SECTION("GitHub, a checkout of depth 1 and of depth 2") {
    const unsigned depth = GENERATE(1U, 2U);
    const std::string clone = request.forge.clone({"+refs/pull/7/merge:refs/remotes/pull/7/merge"}, depth);
    Variables variables = github_request(request.forge, request.base, request.forge.id("topic"));
    variables["GITHUB_SHA"] = request.forge.id("merged");
    const CommandResult result = run_ci(clone, variables);
    INFO(depth << result.out << result.err);
    CHECK(result.exit == 3);
    CHECK(contains(result.err, "fetch-depth: 0"));
    CHECK(contains(result.out, "::error title=leaksieve::"));
    CHECK_FALSE(contains(result.out, "no secrets"));
  }
  SECTION("GitHub, with the whole history") {
    const std::string clone = request.forge.full_clone("refs/pull/7/merge");
    Variables variables = github_request(request.forge, request.base, request.forge.id("topic"));
    variables["GITHUB_SHA"] = request.forge.id("merged");
    const CommandResult result = run_ci(clone, variables);
    INFO(result.out << result.err);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "b.txt:1:7"));
  }
  SECTION("GitHub, pull_request_target, which checks out the base") {
    const std::string clone = request.forge.clone({"+refs/heads/main:refs/remotes/origin/main"});
    const Variables variables =
        github_request(request.forge, request.base, request.forge.id("topic"), "pull_request_target");
    const CommandResult result = run_ci(clone, variables);
    INFO(result.out << result.err);
    CHECK(result.exit == 3);
    const std::string fetch = "git fetch --no-tags origin +refs/pull/7/head";
    REQUIRE(contains(result.err, fetch));
    request.forge.git_in(clone, {"fetch", "-q", "--no-tags", "origin", "+refs/pull/7/head"});
    const CommandResult mended = run_ci(clone, variables);
    INFO(mended.out << mended.err);
    CHECK(mended.exit == 1);
    CHECK(contains(mended.out, "b.txt:1:7"));
  }
}

TEST_CASE("a merge request in a shallow clone is never green, and one line mends it") {
  ForkRequest request;
  RepoBuilder& work = request.forge.work;
  SECTION("GitLab") {
    const std::string clone = request.forge.clone({"+refs/pull/7/head:refs/pipelines/9"}, 1);
    const Variables variables = gitlab_request(request.base, request.forge.id("topic"));
    const CommandResult result = run_ci(clone, variables);
    INFO(result.out << result.err);
    CHECK(result.exit == 3);
    CHECK(contains(result.err, "GIT_DEPTH: 0"));
    request.forge.git_in(clone, {"fetch", "-q", "--unshallow", "origin"});
    CHECK(run_ci(clone, variables).exit == 1);
  }
  SECTION("a depth that reaches the base but not all between") {
    work.git({"checkout", "-q", "main"});
    const std::string clone = request.forge.clone(
        {"+refs/heads/main:refs/remotes/origin/main", "+refs/pull/7/head:refs/remotes/pull/7/head"}, 1);
    const CommandResult result = run_ci(clone, gitlab_request(request.base, request.forge.id("topic")));
    INFO(result.out << result.err);
    CHECK(result.exit == 3);
  }
}

TEST_CASE("a schedule looks at everything, old leaks too") {
  CiForge forge;
  forge.work.commit("old.txt", line_with_token(8), "long ago");
  forge.work.commit("old.txt", "clean\n", "and gone");
  forge.push({"main"});
  const std::string clone = forge.full_clone();
  const Variables variables =
      GENERATE(Variables{{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "schedule"}},
               Variables{{"GITLAB_CI", "true"}, {"CI_PIPELINE_SOURCE", "schedule"}, {"CI_COMMIT_BRANCH", "main"}});
  const CommandResult result = run_ci(clone, variables);
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "old.txt:1:7"));
  CHECK(contains(result.out, "1 open secret"));
  CHECK(run_ci(clone, {}, {"--full"}).exit == 1);
}

}  // namespace
}  // namespace leaksieve::test
