#include "tests/support/ci_job.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace leaksieve::test {
namespace {

using Json = nlohmann::json;

Variables github(CiForge& forge, const std::string& event, const Json& payload) {
  static unsigned number = 0;
  const std::string file = forge.write_outside("event" + std::to_string(++number) + ".json", payload.dump());
  return {{"CI", "true"}, {"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", event}, {"GITHUB_EVENT_PATH", file}};
}

}  // namespace

CiForge::CiForge() : server_((work.outside() / "server.git").string()) {
  work.git({"init", "-q", "--bare", "-b", "main", server_});
  work.git({"-C", server_, "config", "uploadpack.allowAnySHA1InWant", "true"});
  work.git({"remote", "add", "origin", server_});
  work.commit("a.txt", "clean\n", "begin");
  push({"main"});
}

void CiForge::push(const std::vector<std::string>& refspecs) {
  std::vector<std::string> command = {"push", "-q", "-f", "origin"};
  command.insert(command.end(), refspecs.begin(), refspecs.end());
  work.git(command);
}

CommandResult CiForge::git_in(const std::string& clone, const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {"git", "-C", clone};
  command.insert(command.end(), arguments.begin(), arguments.end());
  CommandResult result = run_command(command);
  if (result.exit != 0) throw std::runtime_error("git " + arguments.front() + ": " + result.err);
  return result;
}

std::string CiForge::clone(const std::vector<std::string>& refspecs, unsigned depth) {
  const std::string folder = (work.outside() / ("clone" + std::to_string(++clones_))).string();
  run_command({"git", "init", "-q", folder});
  git_in(folder, {"remote", "add", "origin", "file://" + server_});
  std::vector<std::string> fetch = {"fetch", "-q", "--no-tags"};
  if (depth > 0) fetch.push_back("--depth=" + std::to_string(depth));
  fetch.emplace_back("origin");
  fetch.insert(fetch.end(), refspecs.begin(), refspecs.end());
  git_in(folder, fetch);
  const std::string& last = refspecs.back();
  const std::size_t colon = last.find(':');
  git_in(folder, {"checkout", "-q", "--detach", colon == std::string::npos ? "FETCH_HEAD" : last.substr(colon + 1)});
  return folder;
}

std::string CiForge::full_clone(const std::string& ref) {
  const std::string name = ref.substr(ref.find('/', 5) + 1);
  const bool is_branch = ref.starts_with("refs/heads/");
  const std::string to = (is_branch ? "refs/remotes/origin/" : "refs/remotes/pull/") + name;
  return clone({"+refs/heads/*:refs/remotes/origin/*", "+" + ref + ":" + to});
}

std::string CiForge::write_outside(const std::string& name, const std::string& content) {
  const std::string path = (work.outside() / name).string();
  std::ofstream out(path, std::ios::binary);
  out << content;
  return path;
}

CommandResult run_ci(const std::string& clone, const Variables& variables, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {program_path(), "ci"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  CommandOptions options;
  options.directory = clone;
  options.env = variables;
  return run_command(command, options);
}

Variables github_request(CiForge& forge, const std::string& base, const std::string& head, const std::string& event) {
  const Json payload = {
      {"pull_request",
       {{"number", 7}, {"base", {{"sha", base}, {"ref", "main"}}}, {"head", {{"sha", head}, {"ref", "topic"}}}}},
      {"repository", {{"default_branch", "main"}}}};
  return github(forge, event, payload);
}

Variables github_push(CiForge& forge, const std::string& before, const std::string& after, const std::string& ref) {
  return github(forge, "push",
                {{"before", before}, {"after", after}, {"ref", ref}, {"repository", {{"default_branch", "main"}}}});
}

Variables gitlab_request(const std::string& base, const std::string& head) {
  return {{"CI", "true"},
          {"GITLAB_CI", "true"},
          {"CI_PIPELINE_SOURCE", "merge_request_event"},
          {"CI_MERGE_REQUEST_IID", "7"},
          {"CI_MERGE_REQUEST_EVENT_TYPE", "detached"},
          {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"},
          {"CI_MERGE_REQUEST_DIFF_BASE_SHA", base},
          {"CI_COMMIT_BEFORE_SHA", kNoCommit},
          {"CI_COMMIT_SHA", head}};
}

Variables gitlab_push(const std::string& before, const std::string& after, const std::string& branch) {
  return {{"CI", "true"},
          {"GITLAB_CI", "true"},
          {"CI_PIPELINE_SOURCE", "push"},
          {"CI_COMMIT_BRANCH", branch},
          {"CI_DEFAULT_BRANCH", "main"},
          {"CI_COMMIT_BEFORE_SHA", before},
          {"CI_COMMIT_SHA", after}};
}

}  // namespace leaksieve::test
