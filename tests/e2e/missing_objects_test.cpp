// Objects that the store lacks: a loss is what something reaches. A scan that has leaks to attribute answers from the
// history in memory, one without walks: both must tell the same, and what git's own walk finds missing.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

const std::string kToken = fake_github_token(900);

void lose(const RepoBuilder& repo, const std::string& id) {
  REQUIRE(fs::remove(repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2)));
}

// "blob 1234…: missing", sorted.
TextSet losses(const RepoBuilder& repo, const Texts& arguments = {}) {
  const Texts skipped = scan(repo, arguments).skipped();
  return {skipped.begin(), skipped.end()};
}

// The same repository twice: with no leak anywhere, then with one.
TextSet losses_both_ways(RepoBuilder& repo, const Texts& arguments = {}) {
  const TextSet walked = losses(repo, arguments);
  repo.git({"hash-object", "-w", "--stdin"}, "token = " + kToken + "\n");
  REQUIRE(scan(repo, {}).has(kToken));
  CHECK(losses(repo, arguments) == walked);
  return walked;
}

// Ids that git's walk from all refs and reflogs does not find.
TextSet lost_for_git(RepoBuilder& repo) {
  std::istringstream lines(repo.git({"rev-list", "--objects", "--all", "--reflog", "--missing=print"}));
  TextSet ids;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("?")) ids.insert(line.substr(1, 40));
  }
  return ids;
}

struct Sample {
  RepoBuilder repo;
  Sample() {
    repo.git({"config", "gc.auto", "0"});
    repo.commit("README", "readme\n");
  }
  // An index names blobs and trees itself: what it names is lost as an "object".
  void forget_index() const { fs::remove(repo.path() / ".git/index"); }
  std::string id(const std::string& revision) { return repo.git({"rev-parse", revision}); }
};

}  // namespace

TEST_CASE("a lost blob is told once, wherever many trees name it") {
  Sample sample;
  sample.repo.commit("one/two/three/deep.txt", "lost\n");
  const std::string blob = sample.id("HEAD:one/two/three/deep.txt");
  for (int i = 0; i < 5; ++i) sample.repo.commit("one/two/other.txt", std::to_string(i) + "\n");
  sample.repo.commit("copy/deep.txt", "lost\n");
  sample.repo.git({"rm", "-q", "-r", "copy", "one/two/three"});
  sample.repo.commit_all("gone");
  lose(sample.repo, blob);
  CHECK(lost_for_git(sample.repo) == TextSet{blob});
  CHECK(losses_both_ways(sample.repo) == TextSet{"blob " + blob + ": missing"});
}

TEST_CASE("a lost blob that only a stash reaches, and only when stashes are asked for") {
  Sample sample;
  sample.repo.write("README", "stashed\n");
  sample.repo.git({"stash", "-q"});
  const std::string blob = sample.id("stash:README");
  lose(sample.repo, blob);
  CHECK(losses_both_ways(sample.repo) == TextSet{"blob " + blob + ": missing"});
  CHECK(losses(sample.repo, {"--source", "history"}).empty());
}

TEST_CASE("a lost blob that only a reflog reaches") {
  Sample sample;
  sample.repo.commit("dropped.txt", "dropped\n");
  const std::string blob = sample.id("HEAD:dropped.txt");
  sample.repo.git({"reset", "-q", "--hard", "HEAD~1"});
  lose(sample.repo, blob);
  CHECK(losses_both_ways(sample.repo) == TextSet{"blob " + blob + ": missing"});
}

TEST_CASE("what nothing reaches is no loss") {
  Sample sample;
  sample.repo.commit("dir/dropped.txt", "dropped\n");
  const std::string blob = sample.id("HEAD:dir/dropped.txt");
  sample.repo.git({"reset", "-q", "--hard", "HEAD~1"});
  sample.repo.git({"update-ref", "-d", "ORIG_HEAD"});
  sample.repo.git({"reflog", "expire", "--expire=all", "--all"});
  lose(sample.repo, blob);
  CHECK(losses_both_ways(sample.repo).empty());
}

TEST_CASE("lost trees, commits and tips are told by their kind") {
  Sample sample;
  sample.repo.commit("dir/a.txt", "a\n");
  const std::string folder = sample.id("HEAD:dir"), below = sample.id("HEAD:dir/a.txt");
  const std::string root = sample.id("HEAD~1^{tree}");
  const std::string commit = sample.repo.commit("b.txt", "b\n");
  sample.repo.commit("c.txt", "c\n");
  sample.repo.git({"tag", "-a", "-m", "a tag of a blob", "tagged", sample.id("HEAD:c.txt")});
  for (const std::string& id : {folder, below, root}) lose(sample.repo, id);
  const std::string tagged = sample.id("HEAD:c.txt");
  sample.forget_index();
  // What lies behind a lost tree is not known to be reached.
  const TextSet trees = {"tree " + folder + ": missing", "tree " + root + ": missing"};
  CHECK(losses(sample.repo) == trees);
  sample.repo.git({"hash-object", "-w", "--stdin"}, "token = " + kToken + "\n");
  CHECK(losses(sample.repo).contains(*trees.begin()));
  CHECK(losses(sample.repo).contains(*trees.rbegin()));
  lose(sample.repo, tagged);
  CHECK(losses(sample.repo).contains("object " + tagged + ": missing"));
  lose(sample.repo, commit);
  CHECK(losses(sample.repo).contains("commit " + commit + ": missing"));
}

TEST_CASE("the empty tree and a submodule's commit need not be stored") {
  Sample sample;
  const std::string empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
  sample.repo.git({"update-index", "--add", "--cacheinfo", "160000," + std::string(40, 'a') + ",module"});
  sample.repo.git({"commit", "-q", "-m", "a submodule"});
  const std::string blob = sample.id("HEAD:README");
  sample.repo.git({"update-ref", "refs/heads/empty", sample.repo.git({"commit-tree", "-m", "nothing", empty})});
  sample.forget_index();
  lose(sample.repo, blob);
  CHECK(losses_both_ways(sample.repo) == TextSet{"blob " + blob + ": missing"});
}

TEST_CASE("a loss beside an object that is not what others take it for") {
  Sample sample;
  sample.repo.commit("dir/a.txt", "a\n");
  const std::string blob = sample.id("HEAD:dir/a.txt");
  const std::string odd = sample.repo.git(
      {"hash-object", "-t", "commit", "--literally", "-w", "--stdin"},
      "tree " + sample.id("HEAD:README") + "\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nodd\n");
  sample.repo.git({"update-ref", "refs/heads/odd", odd});
  sample.forget_index();
  lose(sample.repo, blob);
  const TextSet told = losses(sample.repo);
  CHECK(told.contains("blob " + blob + ": missing"));
  sample.repo.git({"hash-object", "-w", "--stdin"}, "token = " + kToken + "\n");
  for (const std::string& loss : told) CHECK(losses(sample.repo).contains(loss));
}
