// The templates under ci/: the shell of each is taken out of it and run, with its system's variables, in a clone such
// as the system makes. What needs the system itself (caches, containers, uploads) is not run.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/ci_job.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string kFolder = LEAKSIEVE_SOURCE_DIR "/ci/";

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// A template as its system reads it.
Json read_yaml(const std::string& name) {
  const CommandResult result = run_command(
      {"python3", "-c", "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout, default=str)",
       kFolder + name});
  INFO(name << result.err);
  REQUIRE(result.exit == 0);
  Json document = Json::parse(result.out);
  if (document.contains("true")) document["on"] = document["true"];
  return document;
}

std::string joined(const Json& commands) {
  std::string script;
  for (const Json& command : commands) script += command.get<std::string>() + "\n";
  return script;
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// main on the server; topic, a request with a leak, and its merge.
struct Story {
  CiForge forge;
  std::string base, head, clone;

  Story() {
    RepoBuilder& work = forge.work;
    base = forge.id("main");
    work.git({"checkout", "-q", "-b", "topic"});
    head = work.commit("new.txt", "key = " + fake_github_token(1) + "\n", "new");
    forge.push({"topic", "topic:refs/pull/7/head"});
    // Only the request's branch, as most systems fetch it.
    clone = forge.clone({"+refs/heads/topic:refs/remotes/origin/topic"});
  }

  [[nodiscard]] CommandResult run(const std::string& shell, const std::string& script, Variables variables) const {
    const std::string program = fs::path(program_path()).parent_path().string();
    variables["PATH"] = program + ":" + std::getenv("PATH");
    return run_command({shell, "-e", "-c", script}, {clone, "", variables, 120});
  }
  [[nodiscard]] std::string file(const std::string& name) const { return clone + "/" + name; }
};

TEST_CASE("ci/gitlab.yml judges a merge request and writes both of GitLab's reports") {
  Story story;
  const Json job = read_yaml("gitlab.yml").at("leaksieve");
  CHECK(job.at("variables").at("GIT_DEPTH") == 0);
  Variables variables = gitlab_request(story.base, story.head);
  story.forge.git_in(story.clone, {"fetch", "-q", "origin", story.base});
  const CommandResult result = story.run("sh", joined(job.at("script")), variables);
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  for (const auto& [kind, name] : job.at("artifacts").at("reports").items()) {
    INFO(kind);
    CHECK_FALSE(Json::parse(read_file(story.file(name.get<std::string>()))).empty());
  }
}

TEST_CASE("ci/Jenkinsfile judges a change request, in a whole clone") {
  Story story;
  const std::string text = read_file(kFolder + "Jenkinsfile");
  std::smatch found;
  REQUIRE(std::regex_search(text, found, std::regex("sh '''([^']*)'''")));
  CHECK(contains(text, "shallow: false"));
  story.forge.git_in(story.clone, {"fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main"});
  const CommandResult result = story.run(
      "sh", found[1], {{"JENKINS_URL", "https://ci.example.org/"}, {"CHANGE_ID", "7"}, {"CHANGE_TARGET", "main"}});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(read_file(story.file("leaksieve.xml")), "new.txt"));
  // Braces and brackets pair up.
  for (const auto& [open, close] : {std::pair('{', '}'), std::pair('(', ')'), std::pair('[', ']')}) {
    CHECK(std::count(text.begin(), text.end(), open) == std::count(text.begin(), text.end(), close));
  }
}

TEST_CASE("ci/bitbucket-pipelines.yml fetches the destination and judges") {
  Story story;
  const Json document = read_yaml("bitbucket-pipelines.yml");
  CHECK(document.at("clone").at("depth") == "full");
  const Json step = document.at("pipelines").at("pull-requests").at("**").at(0).at("step");
  const CommandResult result = story.run("bash", joined(step.at("script")),
                                         {{"BITBUCKET_BUILD_NUMBER", "3"},
                                          {"BITBUCKET_COMMIT", story.head},
                                          {"BITBUCKET_PR_ID", "7"},
                                          {"BITBUCKET_PR_DESTINATION_BRANCH", "main"},
                                          {"BITBUCKET_PR_DESTINATION_COMMIT", story.base.substr(0, 12)}});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(read_file(story.file("test-reports/leaksieve.xml")), "new.txt"));
}

TEST_CASE("ci/azure-pipelines.yml judges a pull request") {
  Story story;
  const Json steps = read_yaml("azure-pipelines.yml").at("steps");
  CHECK(steps.at(0).at("fetchDepth") == 0);
  story.forge.git_in(story.clone, {"fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main"});
  const CommandResult result = story.run("bash", steps.at(1).at("bash"),
                                         {{"TF_BUILD", "True"},
                                          {"BUILD_REASON", "PullRequest"},
                                          {"BUILD_ARTIFACTSTAGINGDIRECTORY", story.clone},
                                          {"SYSTEM_PULLREQUEST_PULLREQUESTID", "7"},
                                          {"SYSTEM_PULLREQUEST_SOURCECOMMITID", story.head},
                                          {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "##vso[task.logissue type=error;sourcepath=new.txt;"));
  CHECK(Json::parse(read_file(story.file("leaksieve.sarif"))).contains("runs"));
}

TEST_CASE("ci/circleci.yml hands the base over and judges") {
  Story story;
  const Json job = read_yaml("circleci.yml").at("jobs").at("leaksieve");
  CHECK(job.at("steps").at(0).at("checkout").at("method") == "full");
  CHECK(job.at("environment").at("LEAKSIEVE_BASE") == "<< parameters.base >>");
  story.forge.git_in(story.clone, {"fetch", "-q", "origin", story.base});
  const CommandResult result = story.run(
      "bash", job.at("steps").at(1).at("run").at("command"),
      {{"CIRCLECI", "true"}, {"CIRCLE_BRANCH", "topic"}, {"CIRCLE_SHA1", story.head}, {"LEAKSIEVE_BASE", story.base}});
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(read_file(story.file("reports/leaksieve.xml")), "new.txt"));
}

TEST_CASE("ci/buildkite.yml, ci/drone.yml and ci/woodpecker.yml fetch the target and judge") {
  Story story;
  const std::string name = GENERATE(as<std::string>{}, "buildkite", "drone", "woodpecker");
  const Json step = read_yaml(name + ".yml").at("steps").at(0);
  std::string script = name == "buildkite" ? step.at("command").get<std::string>() : joined(step.at("commands"));
  Variables variables;
  if (name == "buildkite") {
    script = replace_all(script, "$$", "$");  // what its interpolation leaves
    variables = {{"BUILDKITE", "true"},
                 {"BUILDKITE_COMMIT", story.head},
                 {"BUILDKITE_PULL_REQUEST", "7"},
                 {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"}};
  } else if (name == "drone") {
    variables = {{"DRONE", "true"},
                 {"DRONE_BUILD_EVENT", "pull_request"},
                 {"DRONE_TARGET_BRANCH", "main"},
                 {"DRONE_COMMIT_SHA", story.head}};
  } else {
    variables = {{"CI", "woodpecker"},
                 {"CI_PIPELINE_EVENT", "pull_request"},
                 {"CI_COMMIT_TARGET_BRANCH", "main"},
                 {"CI_COMMIT_SHA", story.head}};
  }
  const CommandResult result = story.run("sh", script, variables);
  INFO(name << result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "new.txt:1:7"));
}

// The real program as a Debian package, as cpack makes it but for its dependencies.
std::string make_package(CiForge& forge) {
  const fs::path root = forge.work.outside() / "package";
  fs::create_directories(root / "usr/bin");
  fs::create_directories(root / "DEBIAN");
  fs::copy_file(program_path(), root / "usr/bin/leaksieve");
  std::ofstream(root / "DEBIAN/control") << "Package: leaksieve\nVersion: 1\nArchitecture: all\n"
                                            "Maintainer: nobody <nobody@example.org>\nDescription: test\n";
  const std::string file = (forge.work.outside() / "leaksieve.deb").string();
  const CommandResult result = run_command({"dpkg-deb", "-Znone", "--build", root.string(), file});
  INFO(result.err);
  REQUIRE(result.exit == 0);
  return file;
}

TEST_CASE("ci/action.yml gets a released program and judges requests, from forks too") {
  Story story;
  const std::string event = GENERATE(as<std::string>{}, "pull_request", "pull_request_target");
  const std::string package = make_package(story.forge);
  const std::string sum = run_command({"sha256sum", package}).out.substr(0, 64);
  const std::string temp = (story.forge.work.outside() / "runner").string();
  fs::create_directories(temp);
  // pull_request_target checks out the base, and has no object of the request.
  if (event == "pull_request_target") story.clone = story.forge.clone({"+refs/heads/main:refs/remotes/origin/main"});
  if (event == "pull_request") story.forge.git_in(story.clone, {"fetch", "-q", "origin", story.base});
  Variables base = github_request(story.forge, story.base, story.head, event);
  base["RUNNER_TEMP"] = temp;

  const Json action = read_yaml("action.yml");
  CommandResult last;
  std::size_t scripts = 0;
  for (const Json& step : action.at("runs").at("steps")) {
    if (!step.contains("run")) continue;
    CHECK(step.at("shell") == "bash");
    const bool is_for_forks = step.contains("if") && contains(step.at("if").get<std::string>(), "pull_request_target");
    if (is_for_forks && event != "pull_request_target") continue;
    Variables variables = base;
    for (const auto& [name, value] : step.at("env").items()) {
      std::string text = value.get<std::string>();
      text = replace_all(text, "${{ inputs.release }}", "file://" + package);
      text = replace_all(text, "${{ inputs.sha256 }}", sum);
      text = replace_all(text, "${{ inputs.reports }}", action.at("inputs").at("reports").at("default"));
      text = replace_all(text, "${{ inputs.trust-head }}", "false");
      text = replace_all(text, "${{ inputs.full }}", "false");
      text = replace_all(text, "${{ runner.temp }}", temp);
      text = replace_all(text, "${{ github.action_path }}", LEAKSIEVE_SOURCE_DIR "/ci");
      text = replace_all(text, "${{ github.event.pull_request.number }}", "7");
      REQUIRE_FALSE(contains(text, "${{"));
      variables[name] = text;
    }
    const std::string script = step.at("run");
    CHECK_FALSE(contains(script, "${{"));  // values come by the environment: nothing can be injected
    last = run_command({"bash", "-eo", "pipefail", "-c", script}, {story.clone, "", variables, 120});
    INFO(step.dump() << "\n" << last.out << last.err);
    CHECK(last.exit == (contains(script, "\" ci") ? 1 : 0));
    ++scripts;
  }
  CHECK(scripts == (event == "pull_request" ? 2 : 3));
  CHECK(contains(last.out, "new.txt:1:7"));
  CHECK(contains(last.out, "::error file=new.txt,"));
  CHECK(Json::parse(read_file(story.file("leaksieve.sarif"))).contains("runs"));
  CHECK(fs::exists(temp + "/leaksieve/bin/leaksieve"));
}

TEST_CASE("ci/get-leaksieve takes nothing whose sum is wrong, or is not told") {
  CiForge forge;
  const std::string program = forge.write_outside("leaksieve", "#!/bin/sh\necho leaksieve 9\n");
  const std::string sum = run_command({"sha256sum", program}).out.substr(0, 64);
  const std::string to = (forge.work.outside() / "to").string();
  const auto get = [&](const Variables& variables) {
    return run_command({kFolder + "get-leaksieve", to}, {"", "", variables, 120});
  };
  CHECK(get({}).exit == 2);
  CHECK(get({{"LEAKSIEVE_RELEASE", "file://" + program}}).exit == 2);
  CHECK(get({{"LEAKSIEVE_RELEASE", "file://" + program}, {"LEAKSIEVE_SHA256", std::string(64, '0')}}).exit != 0);
  CHECK_FALSE(fs::exists(to + "/bin/leaksieve"));
  CHECK(get({{"LEAKSIEVE_RELEASE", "http://localhost/x"}, {"LEAKSIEVE_SHA256", sum}}).exit != 0);
  const CommandResult got = get({{"LEAKSIEVE_RELEASE", "file://" + program}, {"LEAKSIEVE_SHA256", sum}});
  CHECK(got.exit == 0);
  CHECK(got.out == "leaksieve 9\n");
  CHECK(get({}).exit == 0);  // it is there already
}

TEST_CASE("ci/Dockerfile copies what there is, runs what the shell understands, and ends as a user without rights") {
  const std::string text = std::regex_replace(read_file(kFolder + "Dockerfile"), std::regex(R"(\\\n)"), "");
  std::istringstream lines(text);
  std::string user;
  std::size_t runs = 0, stages = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string instruction, rest;
    words >> instruction;
    std::getline(words, rest);
    if (instruction == "FROM") {
      CHECK(contains(rest, "-slim"));
      ++stages;
    }
    if (instruction == "USER") user = rest.substr(1);
    if (instruction != "RUN") continue;
    const CommandResult result = run_command({"sh", "-n", "-c", rest});
    INFO(rest << result.err);
    CHECK(result.exit == 0);
    ++runs;
  }
  CHECK(stages == 2);
  CHECK(runs == 4);
  CHECK(user == "65532:65532");
  CHECK(fs::exists(LEAKSIEVE_SOURCE_DIR "/setup"));
}

TEST_CASE("ci/pre-commit-ci.yaml leaves out each of our hooks") {
  const Json document = read_yaml("pre-commit-ci.yaml");
  const CommandResult hooks =
      run_command({"python3", "-c",
                   "import yaml; print('\\n'.join(h['id'] for h in yaml.safe_load(open('" LEAKSIEVE_SOURCE_DIR
                   "/.pre-commit-hooks.yaml'))))"});
  std::istringstream ids(hooks.out);
  std::size_t count = 0;
  for (std::string id; std::getline(ids, id); ++count) {
    const Json& skipped = document.at("ci").at("skip");
    CHECK(std::find(skipped.begin(), skipped.end(), id) != skipped.end());
  }
  CHECK(count == 3);
}

}  // namespace
}  // namespace leaksieve::test
