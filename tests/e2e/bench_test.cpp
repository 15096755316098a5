// The measuring scripts work, and tell what they measured. The figures themselves are nobody's test.
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {
namespace {

std::string script(const char* name) { return std::string(LEAKSIEVE_SOURCE_DIR) + "/bench/" + name; }

TEST_CASE("bench/run prints a row with a figure for leaksieve and for git") {
  RepoBuilder repo;
  repo.commit("a.txt", "clean\n");
  const CommandResult result =
      run_command({script("run"), repo.path().string(), "--runs", "1", "--no-others", "--program", program_path()});
  INFO(result.err);
  REQUIRE(result.exit == 0);
  for (const char* row : {"| leaksieve, everything | 0.", "| leaksieve, history only | 0.",
                          "| git cat-file, all objects | 0.", "| git log -p --all | 0."}) {
    INFO(row << "\n" << result.out);
    CHECK(result.out.find(row) != std::string::npos);
  }
  CHECK(result.out.find("3 objects") != std::string::npos);
}

TEST_CASE("bench/run says which command failed, and fails itself") {
  RepoBuilder repo;
  repo.commit("a.txt", "clean\n");
  repo.write("broken", "#!/bin/sh\necho cannot >&2\nexit 2\n");
  std::filesystem::permissions(repo.path() / "broken", std::filesystem::perms::owner_all);
  const CommandResult result = run_command({script("run"), repo.path().string(), "--runs", "1", "--no-others",
                                            "--program", (repo.path() / "broken").string()});
  CHECK(result.exit == 1);
  INFO(result.out);
  CHECK(result.out.find("| leaksieve, everything | failed | exit 2: cannot") != std::string::npos);
  CHECK(result.out.find("| git cat-file, all objects | 0.") != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::test
