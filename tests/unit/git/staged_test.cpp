// The index against HEAD, held against `git diff --cached`.
#include "scanner/git/staged.h"

#include <fstream>
#include <map>

#include <fmt/format.h>

#include "scanner/git/objects.h"
#include "tests/unit/git/git_fixture.h"

namespace leaksieve::git {
namespace {

using test::RandomTexts;
using test::RepoBuilder;
using test::Texts;
using test::TextSet;

StagedChanges staged(const std::filesystem::path& path) {
  const Repository repository = test::open_repository(path);
  Result<ObjectReader> reader = ObjectReader::open(repository);
  REQUIRE(reader.ok());
  Result<StagedChanges> changes = staged_changes(repository, *reader);
  if (!changes) FAIL(changes.error().message);
  return std::move(*changes);
}

TextSet told(const StagedChanges& changes) {
  TextSet lines;
  for (const StagedChange& change : changes.files) {
    lines.insert(fmt::format("{} {} {}", change.path, change.old_id.hex(), change.id.hex()));
  }
  for (const Oid& id : changes.removed) lines.insert("removed " + id.hex());
  return lines;
}

// ":<mode> <mode> <id> <id> <status>" and a path, from `git diff --cached --raw`.
TextSet told_by_git(RepoBuilder& repo) {
  TextSet lines;
  const std::string raw =
      repo.git({"diff", "--cached", "--raw", "--no-renames", "--no-abbrev", "-z", "--ita-invisible-in-index"});
  std::string head;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t end = std::min(raw.find('\0', at), raw.size());
    const std::string part = raw.substr(at, end - at);
    at = end + 1;
    if (part.starts_with(':')) {
      head = part;
      continue;
    }
    const std::string old_mode = head.substr(1, 6), mode = head.substr(8, 6), old_id = head.substr(15, 40);
    const std::string id = head.substr(56, 40);
    const bool had_file = old_mode != "160000" && old_mode != "000000";
    if (mode == "000000") {
      if (had_file) lines.insert("removed " + old_id);
    } else if (mode != "160000") {
      lines.insert(fmt::format("{} {} {}", part, had_file ? old_id : std::string(40, '0'), id));
    }
  }
  return lines;
}

void check_against_git(RepoBuilder& repo) { CHECK(told(staged(repo.path())) == told_by_git(repo)); }

std::string random_path(RandomTexts& random) {
  static const Texts kNames = {"a", "a-b", "a.c", "b", "ab", "A", "z z", "\xff"};
  std::string path = random.one_of(kNames);
  for (std::size_t depth = random.below(4); depth > 0; --depth) path += "/" + random.one_of(kNames);
  return path;
}

// Stages something, in the index alone: paths of one set, so that files become folders and folders files.
void change_index(RepoBuilder& repo, RandomTexts& random) {
  const std::string path = random_path(random);
  const std::size_t what = random.below(10);
  if (what < 2) {
    repo.git({"rm", "-r", "-q", "--cached", "--ignore-unmatch", "--", path});
    return;
  }
  const std::string id = repo.git({"hash-object", "-w", "--stdin"}, fmt::format("content {}\n", random.below(4)));
  static const Texts kModes = {"100644", "100644", "100644", "100755", "120000", "160000"};
  repo.git({"update-index", "--add", "--replace", "--cacheinfo", random.one_of(kModes) + "," + id + "," + path});
}

void drive(RepoBuilder& repo, unsigned seed, int steps) {
  RandomTexts random(seed);
  for (int step = 0; step < steps; ++step) {
    INFO("seed " << seed << ", step " << step);
    for (std::size_t i = 1 + random.below(4); i > 0; --i) change_index(repo, random);
    check_against_git(repo);
    const std::size_t then = random.below(6);
    if (then == 0) repo.git({"commit", "-q", "--allow-empty", "-m", "change"});
    if (then == 1) (void)repo.git({"write-tree"});  // the cache-tree knows all folders now
    if (then < 2) check_against_git(repo);
  }
}

}  // namespace

TEST_CASE("staged changes are those of git diff --cached, after any mix of changes") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    RepoBuilder repo;
    drive(repo, seed, 25);
  }
}

TEST_CASE("staged changes in an index of version 4, a split one, and one that knows no trees") {
  for (const char* const way : {"index.version=4", "core.splitIndex=true", "core.splitIndex=false"}) {
    RepoBuilder repo;
    const std::string setting = way;
    repo.git({"config", setting.substr(0, setting.find('=')), setting.substr(setting.find('=') + 1)});
    drive(repo, 7, 25);
    repo.git({"read-tree", "--reset", "HEAD"});
    drive(repo, 8, 10);
  }
}

TEST_CASE("staged changes of a repository without a commit, and of one without an index") {
  RepoBuilder repo;
  CHECK(staged(repo.path()).files.empty());
  repo.write("one", "1\n");
  repo.git({"add", "one"});
  CHECK(staged(repo.path()).files.size() == 1);
  repo.commit_all();
  std::filesystem::remove(repo.path() / ".git/index");
  const StagedChanges changes = staged(repo.path());
  CHECK(changes.files.empty());
  CHECK(changes.removed.size() == 1);
}

TEST_CASE("staged changes in a sparse index: folders outside of the checkout stand as their trees") {
  RepoBuilder repo;
  for (const char* const file : {"in/a", "out/a", "out/deep/b", "out-b/c", "top"}) repo.write(file, file);
  repo.commit_all("one");
  repo.git({"checkout", "-q", "-b", "other"});
  repo.write("out/deep/b", "changed elsewhere");
  repo.write("out/new", "new elsewhere");
  repo.commit_all("two");
  repo.git({"checkout", "-q", "main"});
  repo.git({"sparse-checkout", "set", "--cone", "--sparse-index", "in"});
  REQUIRE(repo.git({"ls-files", "--sparse"}).find("out/\n") != std::string::npos);
  check_against_git(repo);
  repo.write("in/a", "changed");
  repo.git({"add", "in/a"});
  check_against_git(repo);
  repo.git({"reset", "-q", "--soft", "other"});  // the index has main's folders still, HEAD has others
  REQUIRE(repo.git({"ls-files", "--sparse"}).find("out/\n") != std::string::npos);
  check_against_git(repo);
}

TEST_CASE("a file that is only intended to be added is no change; once it is added it is") {
  RepoBuilder repo;
  repo.commit("old", "old");
  repo.write("new", "new");
  repo.git({"add", "-N", "new"});
  CHECK(staged(repo.path()).files.empty());
  repo.git({"add", "new"});
  CHECK(staged(repo.path()).files.size() == 1);
  repo.git({"rm", "-q", "--cached", "old"});
  repo.git({"add", "-N", "old"});  // the commit would take HEAD's file away
  CHECK(staged(repo.path()).removed.size() == 1);
  check_against_git(repo);
}

TEST_CASE("each stage of a conflict is a change, with HEAD's file as the old one") {
  RepoBuilder repo;
  repo.commit("file", "base\n");
  repo.git({"checkout", "-q", "-b", "side"});
  repo.commit("file", "theirs\n");
  repo.git({"checkout", "-q", "main"});
  const std::string head = repo.commit("file", "ours\n");
  REQUIRE(repo.try_git({"merge", "-q", "side"}).exit != 0);
  const StagedChanges changes = staged(repo.path());
  REQUIRE(changes.files.size() == 3);
  for (const StagedChange& change : changes.files) {
    CHECK(change.old_id.hex() == repo.git({"rev-parse", "HEAD:file"}));
    CHECK(change.merged_ids.size() == 1);
  }
}

TEST_CASE("a folder that has not changed is not read: only the trees of changed ones are") {
  RepoBuilder repo;
  for (const char* const file : {"same/a", "same/deep/b", "changed/c"}) repo.write(file, file);
  repo.commit_all("one");
  repo.write("changed/c", "changed");
  repo.git({"add", "-A"});
  (void)repo.git({"write-tree"});
  const std::string tree = repo.git({"rev-parse", "HEAD:same"});
  std::filesystem::remove(repo.path() / ".git/objects" / tree.substr(0, 2) / tree.substr(2));
  CHECK(staged(repo.path()).files.size() == 1);
}

TEST_CASE("an index or a tree that cannot be read is an error that names it") {
  RepoBuilder repo;
  repo.commit("dir/file", "one");
  const std::string tree = repo.git({"rev-parse", "HEAD:dir"});
  repo.write("dir/file", "two");
  repo.git({"add", "-A"});
  const auto error_here = [&] {
    const Repository repository = test::open_repository(repo.path());
    Result<ObjectReader> reader = ObjectReader::open(repository);
    REQUIRE(reader.ok());
    const Result<StagedChanges> changes = staged_changes(repository, *reader);
    REQUIRE_FALSE(changes.ok());
    return changes.error().message;
  };
  std::filesystem::remove(repo.path() / ".git/objects" / tree.substr(0, 2) / tree.substr(2));
  CHECK(error_here().find("'dir/': object '" + tree) != std::string::npos);
  std::ofstream(repo.path() / ".git/index", std::ios::trunc) << "DIRC and no more";
  CHECK(error_here().find("cannot read the index") != std::string::npos);
}

}  // namespace leaksieve::git
