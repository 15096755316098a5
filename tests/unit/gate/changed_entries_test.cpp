#include "scanner/gate/changed_entries.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "scanner/git/walk.h"
#include "tests/support/catch.h"
#include "tests/support/random_repository.h"

namespace leaksieve::gate {
namespace {

struct Store {
  explicit Store(const test::RepoBuilder& repo)
      : repository(*git::Repository::open(repo.path())), reader(*git::ObjectReader::open(repository)) {}
  Oid tree(test::RepoBuilder& repo, const std::string& revision) {
    return *Oid::from_hex(repo.git({"rev-parse", revision + "^{tree}"}));
  }
  git::Repository repository;
  git::ObjectReader reader;
};

// "M a/b", "A c", "D d", as `git diff-tree -r --no-renames` tells them.
std::vector<std::string> told(const ChangedEntries& changes) {
  std::vector<std::string> lines;
  for (const ChangedEntry& entry : changes.entries) {
    const bool had = std::any_of(entry.before.begin(), entry.before.end(), [](const Oid& id) { return !id.is_null(); });
    lines.push_back((entry.now.is_null() ? "D " : had ? "M " : "A ") + entry.path);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_CASE("a commit's changed files are those that git tells") {
  const unsigned seed = GENERATE(1U, 2U, 3U);
  test::RandomRepository random(seed);
  test::RepoBuilder& repo = random.repo;
  Store store(repo);
  EntryDiff diff(store.reader);
  std::istringstream commits(repo.git({"rev-list", "--parents", "HEAD"}));
  std::size_t compared = 0;
  for (std::string line; std::getline(commits, line);) {
    std::istringstream words(line);
    std::string commit, parent, second;
    words >> commit >> parent >> second;
    std::vector<Oid> parents;
    if (!parent.empty()) parents.push_back(store.tree(repo, parent));
    if (!second.empty()) parents.push_back(store.tree(repo, second));
    ChangedEntries changes;
    REQUIRE(diff.run(store.tree(repo, commit), parents, 1000, changes).ok());
    std::vector<std::string> wanted;
    const bool is_merge = !second.empty();
    std::vector<std::string> command = {"diff-tree", "--root", "-r", "--no-renames", "--no-commit-id", "-z"};
    command.emplace_back(is_merge ? "-c" : "--name-status");
    if (is_merge) command.emplace_back("--name-only");
    command.push_back(commit);
    std::istringstream fields(repo.git(command));
    if (is_merge) {  // names alone, and of what is gone too
      std::vector<std::string> names;
      for (std::string name; std::getline(fields, name, '\0');) names.push_back(name);
      for (const std::string& own : told(changes)) {
        INFO(commit << " " << own);
        CHECK(std::find(names.begin(), names.end(), own.substr(2)) != names.end());
      }
      continue;
    }
    for (std::string kind, path; std::getline(fields, kind, '\0') && std::getline(fields, path, '\0');) {
      wanted.push_back(kind + " " + path);
    }
    std::sort(wanted.begin(), wanted.end());
    INFO(commit);
    CHECK(told(changes) == wanted);
    ++compared;
  }
  CHECK(compared > 3);
}

TEST_CASE("a file that becomes a folder and a folder that becomes a file are both told") {
  test::RepoBuilder repo;
  repo.commit("a", "file\n");
  repo.commit("b/c/d", "deep\n");
  repo.git({"rm", "-q", "-r", "a", "b"});
  repo.write("a/x", "now a folder\n");
  repo.write("b", "now a file\n");
  repo.commit_all();
  Store store(repo);
  ChangedEntries changes;
  REQUIRE(EntryDiff(store.reader).run(store.tree(repo, "HEAD"), {store.tree(repo, "HEAD~1")}, 100, changes).ok());
  CHECK(told(changes) == std::vector<std::string>{"A a/x", "A b", "D a", "D b/c/d"});
  CHECK(changes.names == std::vector<std::string>{"a/x"});
}

TEST_CASE("trees that hold each other a billion times end at the limit") {
  test::RepoBuilder repo;
  std::string id = repo.git({"hash-object", "-w", "--stdin"}, "x");
  std::string mode = "100644 blob ";
  for (int level = 0; level < 9; ++level) {
    std::string entries;
    for (int i = 0; i < 10; ++i) entries += mode + id + "\tf" + std::to_string(i) + "\n";
    id = repo.git({"mktree"}, entries);
    mode = "040000 tree ";
  }
  Store store(repo);
  ChangedEntries changes;
  const Status status = EntryDiff(store.reader).run(*Oid::from_hex(id), {}, 5000, changes);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().kind == ErrorKind::kLimit);
  CHECK(changes.entries.size() < 6000);
}

TEST_CASE("a tree that is missing is an error, and the rest is told") {
  test::RepoBuilder repo;
  repo.commit("a/b", "1\n");
  repo.commit("c/d", "2\n");
  const std::string lost = repo.git({"rev-parse", "HEAD:a"});
  std::filesystem::remove(repo.path() / ".git/objects" / lost.substr(0, 2) / lost.substr(2));
  Store store(repo);
  ChangedEntries changes;
  CHECK_FALSE(EntryDiff(store.reader).run(store.tree(repo, "HEAD"), {}, 100, changes).ok());
  CHECK(told(changes) == std::vector<std::string>{"A c/d"});
}

}  // namespace
}  // namespace leaksieve::gate
