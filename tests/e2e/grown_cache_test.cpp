// The scan cache of a grown repository, and of one whose own file changes: reports have to be equal to those without
// it, byte by byte.
#include "scanner/base/deflate.h"
#include "tests/e2e/cached_repo.h"

namespace leaksieve::test {
namespace {

// Folders, leaks that move and go, a submodule, a name that is a secret: some hundred objects, in one pack.
void grow_history(RepoBuilder& repo, unsigned first_seed) {
  for (unsigned i = 0; i < 25; ++i) {
    const std::string name = "f" + std::to_string(i % 9);
    repo.write("dir/deep" + std::to_string(i % 4) + "/" + name, "text " + std::to_string(i * 31 + first_seed) + "\n");
    if (i % 6 == 0) repo.write("dir/leak.env", line_with_token(first_seed + i));
    if (i % 6 == 3) repo.write("dir/leak.env", "clean again\n");
    if (i == 11) repo.git({"mv", "-f", "dir/leak.env", "dir/moved.env"});
    if (i == 14) repo.write("named/" + fake_github_token(first_seed + 500) + ".txt", "in the name\n");
    if (i == 17) {
      repo.git({"update-index", "--add", "--cacheinfo", "160000," + repo.git({"rev-parse", "HEAD"}) + ",module"});
    }
    repo.git({"add", "dir"});
    if (i >= 14) repo.git({"add", "named"});
    repo.tick();
    repo.git({"commit", "-q", "-m", "change " + std::to_string(i)});
  }
}

TEST_CASE("a grown repository: what packs held before is told out of the cache, in all its places") {
  CachedRepo made;
  grow_history(made.repo, 2000);
  made.pack_and_learn();
  const auto trees = files_below(made.cache(), ".trees");
  REQUIRE(trees.size() == 1);
  constexpr std::size_t kHeader = 144;  // of a cache file
  const auto told = inflate(read(trees[0]).substr(kHeader), 1U << 20U);
  REQUIRE(told.has_value());
  CHECK(contains(*told, "moved.env"));
  CHECK_FALSE(contains(*told, fake_github_token(2500)));  // the name with a secret
  REQUIRE(files_below(made.cache(), ".pack").size() == 1);

  made.repo.commit("new.env", line_with_token(3000));
  made.compare("a new leak");
  made.repo.commit("dir/again.env", line_with_token(2006));
  made.compare("an old secret at a new place");
  made.repo.git({"rm", "-q", "dir/moved.env"});
  made.repo.git({"commit", "-q", "-m", "a leak's file goes"});
  made.compare("a leak that is gone");
  made.repo.git({"checkout", "-q", "-b", "side", "HEAD~9"});
  grow_history(made.repo, 4000);
  made.repo.git({"repack", "-q", "-d"});  // what is new, in a pack of its own
  made.compare("a second pack");
  REQUIRE(made.recalls_soon());
  CHECK(files_below(made.cache(), ".trees").size() >= 2);  // git may have touched the first pack
  made.repo.git({"checkout", "-q", "main"});
  made.repo.git({"merge", "-q", "-X", "ours", "-m", "merge", "side"});
  made.compare("a merge");
  made.repo.git({"reset", "-q", "--hard", "HEAD~3"});
  made.repo.git({"branch", "-D", "side"});
  made.compare("a branch is gone");
  for (const fs::path& file : files_below(made.cache(), ".trees")) {
    const std::string good = read(file);
    for (const std::size_t at : {std::size_t{140}, std::size_t{200}, good.size() / 2, good.size() - 1}) {
      std::string bytes = good;
      bytes[at] ^= 1;
      write(file, bytes);
      made.repo.commit("again", std::to_string(at) + file.string());
      made.compare("a broken file of trees");
    }
  }
}

TEST_CASE("of a store with thousands of objects, the few that have to be scanned again are read one by one") {
  CachedRepo made;
  for (int i = 0; i < 2100; ++i) {
    made.repo.write("many/" + std::to_string(i % 50) + "/" + std::to_string(i), std::to_string(i * 7919) + "\n");
  }
  made.repo.write("plain.env", line_with_token(1));
  made.repo.write("allowed.env", "key = " + fake_github_token(2) + "  # leaksieve:allow\n");
  made.repo.commit_all("many files");
  made.pack_and_learn();
  made.compare("recalled");
  CHECK(contains(made.run({"scan"}).out, "allowed"));
}

TEST_CASE("allowlists of a repository's own file count, though its rules are the built-in ones") {
  CachedRepo made;
  grow_history(made.repo, 2000);
  made.pack_and_learn();
  made.repo.write(".leaksieve.toml", "[[allowlists]]\npaths = ['dir/.*']\n");
  made.compare("a path is allowed");
  made.repo.write(".leaksieve.toml", "[[allowlists]]\nregexes = ['''ghp_''']\n");
  made.compare("a secret is allowed");
  CHECK(made.run({"scan"}).exit == 0);
  fs::remove(made.repo.path() / ".leaksieve.toml");
  made.compare("without it again");
}

}  // namespace
}  // namespace leaksieve::test
