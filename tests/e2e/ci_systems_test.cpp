// Each CI system finds base and head by itself, from the variables that it documents, in a clone such as it makes. The
// base holds an old leak, the change a new one: a right range tells the new one alone.
#include <algorithm>
#include <functional>

#include "tests/support/catch.h"
#include "tests/support/ci_job.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

// main: clean, an old leak. topic: on top of it, a new leak. "merged": what a forge makes of the two.
struct Story {
  CiForge forge;
  std::string base, head, merged;

  Story() {
    RepoBuilder& work = forge.work;
    base = work.commit("old.txt", line_with_token(1), "old");
    work.git({"checkout", "-q", "-b", "topic"});
    work.commit("b.txt", "clean\n");
    head = work.commit("new.txt", line_with_token(2), "new");
    work.git({"checkout", "-q", "-b", "merged", "main"});
    work.tick();
    work.git({"merge", "-q", "--no-ff", "-m", "Merge", "topic"});
    merged = forge.id("merged");
    forge.push({"main", "topic", "merged:refs/pull/7/merge", "topic:refs/pull/7/head"});
  }
};

struct Case {
  const char* name;
  const char* checkout;  // what the clone has checked out
  std::function<Variables(Story&)> variables;
};

const std::vector<Case> kCases = {
    {"github pull_request", "refs/pull/7/merge",
     [](Story& s) {
       Variables v = github_request(s.forge, s.base, s.head);
       v["GITHUB_SHA"] = s.merged;
       return v;
     }},
    {"github pull_request, whose base is gone and whose merge tells it", "refs/pull/7/merge",
     [](Story& s) {
       Variables v = github_request(s.forge, std::string(40, 'a'), s.head);
       v["GITHUB_SHA"] = s.merged;
       return v;
     }},
    {"github pull_request, by a runner without an event file", "refs/pull/7/merge",
     [](Story& s) {
       return Variables{{"GITHUB_ACTIONS", "true"},
                        {"GITHUB_EVENT_NAME", "pull_request"},
                        {"GITHUB_BASE_REF", "main"},
                        {"GITHUB_SHA", s.merged}};
     }},
    {"github pull_request_target", "refs/heads/main",
     [](Story& s) { return github_request(s.forge, s.base, s.head, "pull_request_target"); }},
    {"github push", "refs/heads/topic",
     [](Story& s) { return github_push(s.forge, s.base, s.head, "refs/heads/topic"); }},
    {"github merge_group", "refs/pull/7/merge",
     [](Story& s) {
       const std::string file =
           s.forge.write_outside("group.json", R"({"merge_group": {"base_sha": ")" + s.base + R"(", "head_sha": ")" +
                                                   s.merged + R"(", "base_ref": "refs/heads/main"}})");
       return Variables{{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "merge_group"}, {"GITHUB_EVENT_PATH", file}};
     }},
    {"gitea pull_request", "refs/heads/topic",
     [](Story& s) {
       Variables v = github_request(s.forge, s.base, s.head);
       v["GITEA_ACTIONS"] = "true";
       return v;
     }},
    {"forgejo push", "refs/heads/topic",
     [](Story& s) {
       Variables v = github_push(s.forge, s.base, s.head, "refs/heads/topic");
       v["FORGEJO_ACTIONS"] = v["GITEA_ACTIONS"] = "true";
       return v;
     }},
    {"gitlab merge request, detached", "refs/heads/topic", [](Story& s) { return gitlab_request(s.base, s.head); }},
    {"gitlab merge train", "refs/pull/7/merge",
     [](Story& s) {
       Variables v = gitlab_request(s.forge.id("main~1"), s.merged);
       v["CI_MERGE_REQUEST_EVENT_TYPE"] = "merge_train";
       v["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"] = s.base;
       return v;
     }},
    {"gitlab merge request without ids", "refs/heads/topic", [](Story& s) { return gitlab_request("", s.head); }},
    {"gitlab external pull request", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"GITLAB_CI", "true"},
                        {"CI_PIPELINE_SOURCE", "external_pull_request_event"},
                        {"CI_EXTERNAL_PULL_REQUEST_IID", "7"},
                        {"CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", "main"},
                        {"CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA", s.base},
                        {"CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA", s.head}};
     }},
    {"gitlab push", "refs/heads/topic", [](Story& s) { return gitlab_push(s.base, s.head, "topic"); }},
    {"gitlab, the first push of a branch", "refs/heads/topic",
     [](Story& s) { return gitlab_push(kNoCommit, s.head, "topic"); }},
    {"azure pull request", "refs/pull/7/merge",
     [](Story& s) {
       return Variables{{"TF_BUILD", "True"},
                        {"BUILD_REASON", "PullRequest"},
                        {"BUILD_SOURCEVERSION", s.merged},
                        {"BUILD_SOURCEBRANCH", "refs/pull/7/merge"},
                        {"SYSTEM_PULLREQUEST_PULLREQUESTID", "7"},
                        {"SYSTEM_PULLREQUEST_SOURCECOMMITID", s.head},
                        {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}};
     }},
    {"azure push", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"TF_BUILD", "True"},
                        {"BUILD_REASON", "IndividualCI"},
                        {"BUILD_SOURCEVERSION", s.head},
                        {"BUILD_SOURCEBRANCH", "refs/heads/topic"}};
     }},
    {"bitbucket pull request", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"BITBUCKET_BUILD_NUMBER", "3"},
                        {"BITBUCKET_COMMIT", s.head},
                        {"BITBUCKET_BRANCH", "topic"},
                        {"BITBUCKET_PR_ID", "7"},
                        {"BITBUCKET_PR_DESTINATION_BRANCH", "main"},
                        {"BITBUCKET_PR_DESTINATION_COMMIT", s.base.substr(0, 12)}};
     }},
    {"bitbucket push", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"BITBUCKET_BUILD_NUMBER", "3"}, {"BITBUCKET_COMMIT", s.head}, {"BITBUCKET_BRANCH", "topic"}};
     }},
    {"jenkins change request", "refs/pull/7/merge",
     [](Story& s) {
       return Variables{{"JENKINS_URL", "https://ci.example.org/"},
                        {"BRANCH_NAME", "PR-7"},
                        {"CHANGE_ID", "7"},
                        {"CHANGE_TARGET", "main"},
                        {"GIT_COMMIT", s.head}};
     }},
    {"jenkins branch", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"JENKINS_URL", "https://ci.example.org/"},
                        {"BRANCH_NAME", "topic"},
                        {"GIT_COMMIT", s.head},
                        {"GIT_PREVIOUS_COMMIT", s.head},
                        {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", s.base}};
     }},
    {"circleci", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"CIRCLECI", "true"}, {"CIRCLE_BRANCH", "topic"}, {"CIRCLE_SHA1", s.head}};
     }},
    {"circleci, told the base", "refs/heads/topic",
     [](Story& s) {
       return Variables{
           {"CIRCLECI", "true"}, {"CIRCLE_BRANCH", "topic"}, {"CIRCLE_SHA1", s.head}, {"LEAKSIEVE_BASE", s.base}};
     }},
    {"buildkite pull request", "refs/heads/topic",
     [](Story&) {
       return Variables{{"BUILDKITE", "true"},
                        {"BUILDKITE_COMMIT", "HEAD"},
                        {"BUILDKITE_BRANCH", "topic"},
                        {"BUILDKITE_PULL_REQUEST", "7"},
                        {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"}};
     }},
    {"buildkite merge queue", "refs/pull/7/merge",
     [](Story& s) {
       return Variables{{"BUILDKITE", "true"},
                        {"BUILDKITE_COMMIT", s.merged},
                        {"BUILDKITE_BRANCH", "gh-readonly-queue/main/pr-7"},
                        {"BUILDKITE_PULL_REQUEST", "false"},
                        {"BUILDKITE_MERGE_QUEUE_BASE_BRANCH", "main"},
                        {"BUILDKITE_MERGE_QUEUE_BASE_COMMIT", s.base}};
     }},
    {"buildkite push", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"BUILDKITE", "true"},
                        {"BUILDKITE_COMMIT", s.head},
                        {"BUILDKITE_BRANCH", "topic"},
                        {"BUILDKITE_PULL_REQUEST", "false"},
                        {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
     }},
    {"drone pull request", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"DRONE", "true"},
                        {"DRONE_BUILD_EVENT", "pull_request"},
                        {"DRONE_PULL_REQUEST", "7"},
                        {"DRONE_TARGET_BRANCH", "main"},
                        {"DRONE_COMMIT_SHA", s.head}};
     }},
    {"drone push", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"DRONE", "true"},
                        {"DRONE_BUILD_EVENT", "push"},
                        {"DRONE_BRANCH", "topic"},
                        {"DRONE_REPO_BRANCH", "main"},
                        {"DRONE_COMMIT_BEFORE", s.base},
                        {"DRONE_COMMIT_SHA", s.head}};
     }},
    {"woodpecker pull request", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"CI", "woodpecker"},
                        {"CI_PIPELINE_EVENT", "pull_request"},
                        {"CI_COMMIT_PULL_REQUEST", "7"},
                        {"CI_COMMIT_TARGET_BRANCH", "main"},
                        {"CI_COMMIT_SHA", s.head}};
     }},
    {"woodpecker push", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"CI", "woodpecker"},
                        {"CI_PIPELINE_EVENT", "push"},
                        {"CI_COMMIT_BRANCH", "topic"},
                        {"CI_REPO_DEFAULT_BRANCH", "main"},
                        {"CI_PREV_COMMIT_BRANCH", "topic"},
                        {"CI_PREV_COMMIT_SHA", s.base},
                        {"CI_COMMIT_SHA", s.head}};
     }},
    {"woodpecker push, behind a pipeline that was stopped", "refs/heads/topic",
     [](Story& s) {
       return Variables{{"CI", "woodpecker"},
                        {"CI_PIPELINE_EVENT", "push"},
                        {"CI_COMMIT_BRANCH", "topic"},
                        {"CI_REPO_DEFAULT_BRANCH", "main"},
                        {"CI_PREV_COMMIT_BRANCH", "topic"},
                        {"CI_PREV_PIPELINE_STATUS", "failure"},
                        {"CI_PREV_COMMIT_SHA", s.head},
                        {"CI_COMMIT_SHA", s.head}};
     }},
};

TEST_CASE("each system tells the change by its own variables") {
  Story story;
  for (const Case& each : kCases) {
    const CommandResult result = run_ci(story.forge.full_clone(each.checkout), each.variables(story));
    INFO(each.name << "\n" << result.out << result.err);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "new.txt:1:7"));
    CHECK_FALSE(contains(result.out, "old.txt"));
    CHECK(contains(result.out, "adds 1 secret"));
  }
}

TEST_CASE("each system's request is exit 3 in a clone of one commit, with its own line that mends it") {
  Story story;
  const std::string clone = story.forge.clone({"+refs/heads/topic:refs/remotes/origin/topic"}, 1);
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"github pull_request", "fetch-depth: 0"},
      {"gitlab merge request, detached", "GIT_DEPTH: 0"},
      {"azure pull request", "fetchDepth: 0"},
      {"bitbucket pull request", "depth: full"},
      {"jenkins change request", "shallow: false"},
      {"buildkite pull request", "BUILDKITE_GIT_CLONE_FLAGS"},
      {"drone pull request", "depth:"},
      {"woodpecker pull request", "plugin-git"},
      {"circleci", "git fetch --unshallow"},
      {"gitea pull_request", "fetch-depth: 0"}};
  for (const auto& [name, line] : lines) {
    const auto found = std::find_if(kCases.begin(), kCases.end(), [&](const Case& each) { return each.name == name; });
    REQUIRE(found != kCases.end());
    const CommandResult result = run_ci(clone, found->variables(story));
    INFO(name << "\n" << result.out << result.err);
    CHECK(result.exit == 3);
    CHECK(contains(result.err, line));
  }
}

TEST_CASE("a base that is not in a whole clone is exit 3, with the command that brings it") {
  Story story;
  const std::string clone = story.forge.clone({"+refs/pull/7/head:refs/remotes/pull/7/head"});
  story.forge.git_in(clone, {"checkout", "-q", "--detach", "HEAD"});
  const Variables variables = {{"BUILDKITE", "true"},
                               {"BUILDKITE_COMMIT", story.head},
                               {"BUILDKITE_PULL_REQUEST", "7"},
                               {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"}};
  const CommandResult result = run_ci(clone, variables);
  INFO(result.out << result.err);
  CHECK(result.exit == 3);
  const std::string command = "git fetch --no-tags origin +refs/heads/main:refs/remotes/origin/main";
  REQUIRE(contains(result.err, command));
  REQUIRE(run_command({"sh", "-c", command}, {clone, "", {}, 120}).exit == 0);
  CHECK(run_ci(clone, variables).exit == 1);
}

TEST_CASE("events that cannot be understood are exit 2, and never green") {
  Story story;
  const std::string clone = story.forge.full_clone("refs/heads/topic");
  const auto event = [&](const std::string& name, const std::string& content) {
    return Variables{{"GITHUB_ACTIONS", "true"},
                     {"GITHUB_EVENT_NAME", name},
                     {"GITHUB_EVENT_PATH", story.forge.write_outside("bad.json", content)}};
  };
  const std::string deep = std::string(200'000, '[');
  const std::vector<Variables> broken = {
      event("push", ""),
      event("push", "{"),
      event("push", "[]"),
      event("push", "{}"),
      event("push", deep),
      event("push", R"({"before": 7, "after": [], "ref": {}})"),
      event("push", R"({"before": "main", "after": "topic", "ref": "refs/heads/topic"})"),
      event("pull_request", R"({"pull_request": null})"),
      event("pull_request", R"({"pull_request": {"base": {"sha": "--help"}, "head": {"sha": "HEAD"}}})"),
      event("merge_group", R"({"merge_group": {"base_sha": ")" + kNoCommit + R"("}})"),
      {{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "push"}},
      {{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "push"}, {"GITHUB_EVENT_PATH", "/nonexistent/event"}},
      {{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "push"}, {"GITHUB_EVENT_PATH", clone}},
      {{"GITHUB_ACTIONS", "true"}},
  };
  for (const Variables& variables : broken) {
    const CommandResult result = run_ci(clone, variables);
    INFO(result.out << result.err);
    CHECK(result.exit == 2);
    CHECK(contains(result.err, "--base and --head"));
  }
}

TEST_CASE("a branch that is named as the base's abbreviated id does not stand for it") {
  Story story;
  const std::string name = story.base.substr(0, 12);
  const std::string clone = story.forge.full_clone("refs/heads/topic");
  story.forge.git_in(clone, {"branch", name, "HEAD"});
  const CommandResult result = run_ci(clone, {{"BITBUCKET_BUILD_NUMBER", "3"},
                                              {"BITBUCKET_COMMIT", story.head},
                                              {"BITBUCKET_PR_ID", "7"},
                                              {"BITBUCKET_PR_DESTINATION_BRANCH", "main"},
                                              {"BITBUCKET_PR_DESTINATION_COMMIT", name}});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
}

TEST_CASE("--system names one where several are recognised") {
  Story story;
  Variables variables = gitlab_request(story.base, story.head);
  variables["JENKINS_URL"] = "https://ci.example.org/";
  variables["CHANGE_ID"] = "7";
  variables["CHANGE_TARGET"] = "elsewhere";
  const std::string clone = story.forge.full_clone("refs/heads/topic");
  CHECK(contains(run_ci(clone, variables).out, "merge request 7"));
  CHECK(run_ci(clone, variables, {"--system", "jenkins"}).exit == 3);
  const CommandResult unknown = run_ci(clone, variables, {"--system", "hudson"});
  CHECK(unknown.exit == 2);
  CHECK(contains(unknown.err, "jenkins"));
}

}  // namespace
}  // namespace leaksieve::test
