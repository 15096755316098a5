// leaksieve's hooks under other managers of hooks, run by the managers themselves where they are installed.
#include <cstdlib>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

bool is_on_path(const std::string& program) { return run_command({"sh", "-c", "command -v " + program}).exit == 0; }

std::map<std::string, std::string> environment(const HookedRepo& repo) {
  const std::string program = fs::path(program_path()).parent_path().string();
  return {{"PATH", program + ":" + std::getenv("PATH")}, {"HOME", repo.outside().string()}};
}

TEST_CASE("the pre-commit framework runs leaksieve's hooks on commits, messages and pushes") {
  if (!is_on_path("pre-commit")) {
    WARN("pre-commit is not installed: not tested");
    return;
  }
  HookedRepo hooks({}, "hooks");
  fs::copy_file(fs::path(LEAKSIEVE_SOURCE_DIR) / ".pre-commit-hooks.yaml", hooks.path() / ".pre-commit-hooks.yaml");
  const std::string rev = hooks.commit_all("the hooks");
  HookedRepo repo;
  repo.write(".pre-commit-config.yaml",
             "repos:\n- repo: " + hooks.path().string() + "\n  rev: " + hooks.git({"rev-parse", "HEAD"}) +
                 "\n  hooks: [{id: leaksieve}, {id: leaksieve-commit-msg}, {id: leaksieve-push}]\n");
  repo.commit_all("configuration");
  const auto env = environment(repo);
  CommandOptions options;
  options.directory = repo.path().string();
  options.env = env;
  const CommandResult installed =
      run_command({"pre-commit", "install", "-t", "pre-commit", "-t", "commit-msg", "-t", "pre-push"}, options);
  INFO(installed.out << installed.err);
  REQUIRE(installed.exit == 0);
  const std::string token = fake_github_token(1);
  repo.write("clean.txt", "clean\n");
  repo.git({"add", "clean.txt"});
  const CommandResult clean = repo.git_with({"commit", "-m", "clean"}, env);
  INFO(clean.out << clean.err);
  CHECK(clean.exit == 0);
  // What is not staged is put away by the framework, and does not count.
  repo.write("clean.txt", "clean\nkey = " + token + "\n");
  CHECK(repo.git_with({"commit", "--allow-empty", "-m", "empty"}, env).exit == 0);
  repo.git({"add", "clean.txt"});
  const CommandResult refused = repo.git_with({"commit", "-m", "bad"}, env);
  CHECK(refused.exit != 0);
  CHECK((refused.out + refused.err).find("clean.txt:2:7") != std::string::npos);
  repo.git({"reset", "-q", "--hard"});
  CHECK(repo.git_with({"commit", "--allow-empty", "-m", "it is " + token}, env).exit != 0);

  const std::string remote = (repo.outside() / "remote.git").string();
  repo.git({"init", "-q", "--bare", remote});
  repo.git({"remote", "add", "origin", remote});
  const CommandResult pushed = repo.git_with({"push", "-q", "origin", "main"}, env);
  INFO(pushed.out << pushed.err);
  CHECK(pushed.exit == 0);
  repo.write("bad.txt", "key = " + token + "\n");
  repo.git({"add", "bad.txt"});
  repo.git({"commit", "-q", "--no-verify", "-m", "past the hook"});
  const CommandResult stopped = repo.git_with({"push", "origin", "main"}, env);
  CHECK(stopped.exit != 0);
  CHECK((stopped.out + stopped.err).find("bad.txt:1:7") != std::string::npos);

  // leaksieve's own installer on top of it: both run.
  REQUIRE(repo.leaksieve({"hook", "install"}, env).exit == 0);
  repo.git({"rm", "-q", "bad.txt"});
  const CommandResult both = repo.git_with({"commit", "-m", "taken out"}, env);
  INFO(both.out << both.err);
  CHECK(both.exit == 0);
  CHECK((both.out + both.err).find("Passed") != std::string::npos);
}

TEST_CASE("husky and lefthook, the real ones, run beside leaksieve") {
  // `npm install husky lefthook` into a folder that this variable names.
  const char* const folder = std::getenv("LEAKSIEVE_NPM_TOOLS");
  if (folder == nullptr) {
    WARN("LEAKSIEVE_NPM_TOOLS is not set: husky and lefthook are not tested");
    return;
  }
  for (const std::string& manager : std::vector<std::string>{"husky", "lefthook"}) {
    INFO(manager);
    HookedRepo repo;
    repo.write(".gitignore", "ran\n");
    repo.commit_all("first");
    auto env = environment(repo);
    env["PATH"] = std::string(folder) + "/node_modules/.bin:" + env["PATH"];
    CommandOptions options;
    options.directory = repo.path().string();
    options.env = env;
    if (manager == "husky") {
      REQUIRE(run_command({"sh", "-c", "husky"}, options).exit == 0);
      repo.write(".husky/pre-commit", "echo ran >>ran\n");
    } else {
      repo.write("lefthook.yml", "pre-commit:\n  commands:\n    own:\n      run: echo ran >>ran\n");
      REQUIRE(run_command({"sh", "-c", "lefthook install"}, options).exit == 0);
    }
    REQUIRE(repo.leaksieve({"hook", "install"}, env).exit == 0);
    repo.write("bad.txt", "key = " + fake_github_token(2) + "\n");
    repo.git({"add", "bad.txt"});
    const CommandResult refused = repo.git_with({"commit", "-m", "bad"}, env);
    CHECK(refused.exit != 0);
    CHECK((refused.out + refused.err).find("bad.txt:1:7") != std::string::npos);
    repo.write("bad.txt", "clean\n");
    repo.git({"add", "bad.txt"});
    const CommandResult clean = repo.git_with({"commit", "-m", "clean"}, env);
    INFO(clean.out << clean.err);
    CHECK(clean.exit == 0);
    CHECK(repo.read("ran").find("ran\n") != std::string::npos);
  }
}

}  // namespace
}  // namespace leaksieve::test
