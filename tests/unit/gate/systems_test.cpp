#include "scanner/gate/systems.h"

#include <set>

#include "tests/support/catch.h"

namespace leaksieve::gate {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Told read(const char* system, const Variables& variables) {
  const Environment environment(variables);
  const System* recognised = recognise_system(environment);
  REQUIRE(recognised != nullptr);
  CHECK(recognised->name == system);
  const Result<Told> told = recognised->read(environment);
  REQUIRE(told.ok());
  return *told;
}

TEST_CASE("every system says how its clones are mended, and has a name of its own") {
  std::set<std::string_view> names;
  for (const System& system : all_systems()) {
    CHECK(names.insert(system.name).second);
    CHECK_FALSE(system.deepen.empty());
    CHECK(find_system(system.name) == &system);
    CHECK_FALSE(system.recognises(Environment{}));
  }
  CHECK(find_system("") == nullptr);
  CHECK(recognise_system(Environment{}) == nullptr);
}

TEST_CASE("systems that set another one's variables too are told apart") {
  CHECK(recognise_system(Environment(Variables{{"GITHUB_ACTIONS", "true"}}))->name == "github");
  CHECK(recognise_system(Environment(Variables{{"GITHUB_ACTIONS", "true"}, {"GITEA_ACTIONS", "true"}}))->name ==
        "gitea");
  const Environment forgejo(
      Variables{{"GITHUB_ACTIONS", "true"}, {"GITEA_ACTIONS", "true"}, {"FORGEJO_ACTIONS", "true"}});
  CHECK(recognise_system(forgejo)->name == "forgejo");
  CHECK(recognise_system(Environment(Variables{{"JENKINS_URL", "x"}, {"GITLAB_CI", "true"}}))->name == "gitlab");
}

TEST_CASE("starts without a change look at everything") {
  struct Row {
    const char* system;
    Variables variables;
  };
  const auto row = GENERATE(values<Row>({
      {"github", {{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "schedule"}}},
      {"github", {{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "workflow_dispatch"}}},
      {"gitlab", {{"GITLAB_CI", "true"}, {"CI_PIPELINE_SOURCE", "schedule"}, {"CI_COMMIT_BRANCH", "main"}}},
      {"gitlab", {{"GITLAB_CI", "true"}, {"CI_PIPELINE_SOURCE", "web"}}},
      {"azure", {{"TF_BUILD", "True"}, {"BUILD_REASON", "Schedule"}}},
      {"azure", {{"TF_BUILD", "True"}, {"BUILD_REASON", "Manual"}}},
      {"buildkite", {{"BUILDKITE", "true"}, {"BUILDKITE_PULL_REQUEST", "false"}, {"BUILDKITE_SOURCE", "schedule"}}},
      {"drone", {{"DRONE", "true"}, {"DRONE_BUILD_EVENT", "cron"}}},
      {"woodpecker", {{"CI", "woodpecker"}, {"CI_PIPELINE_EVENT", "cron"}}},
  }));
  CHECK(read(row.system, row.variables).scope == Scope::kAll);
}

TEST_CASE("ids have to be ids, zeros are none, branches never are revisions") {
  const std::string zeros(40, '0'), id(40, 'a');
  const Told none =
      read("gitlab", {{"GITLAB_CI", "true"}, {"CI_PIPELINE_SOURCE", "push"}, {"CI_COMMIT_BEFORE_SHA", zeros}});
  CHECK(none.scope == Scope::kPush);
  CHECK(none.bases.empty());
  const Told words =
      read("jenkins", {{"JENKINS_URL", "x"}, {"GIT_COMMIT", "HEAD~3"}, {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", "null"}});
  CHECK(words.heads.empty());
  CHECK(words.bases.empty());
  const Told request = read("drone", {{"DRONE", "true"},
                                      {"DRONE_BUILD_EVENT", "pull_request"},
                                      {"DRONE_TARGET_BRANCH", "--upload-pack=x"},
                                      {"DRONE_COMMIT_SHA", id}});
  REQUIRE(request.bases.size() == 1);
  CHECK(request.bases[0].kind == Name::Kind::kBranch);
}

TEST_CASE("tags have no branch of their own") {
  const Told tag =
      read("azure", {{"TF_BUILD", "True"}, {"BUILD_REASON", "IndividualCI"}, {"BUILD_SOURCEBRANCH", "refs/tags/v1"}});
  CHECK(tag.tag == "v1");
  CHECK(tag.own_branch.empty());
  const Told kite = read("buildkite", {{"BUILDKITE", "true"}, {"BUILDKITE_TAG", "v1"}, {"BUILDKITE_BRANCH", "v1"}});
  CHECK(kite.tag == "v1");
  CHECK(kite.own_branch.empty());
}

}  // namespace
}  // namespace leaksieve::gate
