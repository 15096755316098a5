// hooks/pre-commit, as git runs it.
#include <cstdlib>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

CommandResult commit_with_hook(RepoBuilder& repo, const std::string& path, const std::vector<std::string>& arguments) {
  fs::copy_file(fs::path(LEAKSIEVE_SOURCE_DIR) / "hooks/pre-commit", repo.path() / ".git/hooks/pre-commit",
                fs::copy_options::overwrite_existing);
  std::vector<std::string> command = {"git", "commit", "-q", "-m", "change"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  CommandOptions options;
  options.directory = repo.path().string();
  options.env["PATH"] = path;
  return run_command(command, options);
}

std::string path_with_program() {
  return fs::path(LEAKSIEVE_PROGRAM).parent_path().string() + ":" + std::string(std::getenv("PATH"));
}

TEST_CASE("the pre-commit hook refuses a staged secret and lets clean files pass") {
  RepoBuilder repo;
  const std::string first = repo.commit("a.txt", "clean\n");
  repo.write("b.txt", "also clean\n");
  repo.git({"add", "b.txt"});
  CHECK(commit_with_hook(repo, path_with_program(), {}).exit == 0);
  const std::string clean = repo.git({"rev-parse", "HEAD"});
  CHECK(clean != first);

  const std::string token = fake_github_token(1);
  repo.write("c.txt", "key = " + token + "\n");
  repo.git({"add", "c.txt"});
  const CommandResult refused = commit_with_hook(repo, path_with_program(), {});
  CHECK(refused.exit != 0);
  CHECK((refused.out + refused.err).find("c.txt") != std::string::npos);
  CHECK((refused.out + refused.err).find(token) == std::string::npos);
  CHECK(repo.git({"rev-parse", "HEAD"}) == clean);
}

TEST_CASE("the pre-commit hook sees what `git commit -a` adds, which is in an index of its own") {
  RepoBuilder repo;
  const std::string first = repo.commit("a.txt", "clean\n");
  repo.write("a.txt", "key = " + fake_github_token(2) + "\n");
  CHECK(commit_with_hook(repo, path_with_program(), {"-a"}).exit != 0);
  CHECK(repo.git({"rev-parse", "HEAD"}) == first);
}

TEST_CASE("without leaksieve the pre-commit hook refuses and says why") {
  RepoBuilder repo;
  repo.commit("a.txt", "clean\n");
  repo.write("a.txt", "changed\n");
  repo.git({"add", "a.txt"});
  const CommandResult refused = commit_with_hook(repo, "/nonexistent", {});
  CHECK(refused.exit != 0);
  CHECK(refused.err.find("not on PATH") != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::test
