// Git itself as the oracle: the stream must give the objects of `git cat-file --batch-all-objects`, a walk those of
// `git rev-list --objects`, on random histories with every kind of ref.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "scanner/git/object_stream.h"
#include "scanner/git/refs.h"
#include "scanner/git/walk.h"
#include "tests/support/catch.h"
#include "tests/support/random_repository.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

using Ids = std::set<std::string>;

// Takes "id" or "id type size" or "id path" lines.
Ids ids_of(const std::string& lines) {
  Ids ids;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) ids.insert(line.substr(0, line.find(' ')));
  return ids;
}

Ids hex_of(const std::vector<Oid>& list) {
  Ids ids;
  for (const Oid& id : list) ids.insert(id.hex());
  return ids;
}

Ids all_of(const git::Reached& reached) {
  Ids ids;
  for (const auto* part : {&reached.commits, &reached.tags, &reached.trees, &reached.blobs}) ids.merge(hex_of(*part));
  return ids;
}

class Collector : public git::ObjectSink {
 public:
  void take(const git::ObjectView& object, unsigned) override {
    const std::lock_guard lock(mutex);
    const auto [slot, added] = objects.emplace(
        object.id.hex(), std::string(git::name_of(object.type)) + " " + std::to_string(object.content.size()));
    if (!added) ++duplicates;
  }
  void skip(const Oid& id, git::ObjectType, const Error&, unsigned) override {
    const std::lock_guard lock(mutex);
    skipped.insert(id.hex());
  }
  std::mutex mutex;
  std::map<std::string, std::string> objects;  // id -> "type size"
  std::set<std::string> skipped;
  std::size_t duplicates = 0;
};

git::Repository open(const RepoBuilder& repo) {
  Result<git::Repository> repository = git::Repository::open(repo.path());
  REQUIRE(repository.ok());
  return std::move(*repository);
}

git::Reached walk_ok(const git::Repository& repository, const git::WalkOptions& options) {
  Result<git::Reached> reached = git::walk(repository, options);
  if (!reached) FAIL(reached.error().message);
  return std::move(*reached);
}

std::map<std::string, std::string> listed_by_git(RepoBuilder& repo) {
  std::map<std::string, std::string> objects;
  std::istringstream lines(repo.git({"cat-file", "--batch-all-objects", "--batch-check"}));
  for (std::string line; std::getline(lines, line);) objects[line.substr(0, 40)] = line.substr(41);
  return objects;
}

Oid revision(RepoBuilder& repo, const std::string& name) { return *Oid::from_hex(repo.git({"rev-parse", name})); }

}  // namespace

TEST_CASE("the stream gives every object of the store once, with its type and size") {
  for (unsigned seed = 0; seed < 6; ++seed) {
    RandomRepository random(seed);
    const auto expected = listed_by_git(random.repo);
    for (const unsigned threads : {1U, 3U}) {
      Collector collector;
      git::StreamOptions options;
      options.threads = threads;
      git::StreamProgress progress;
      options.progress = &progress;
      REQUIRE(git::stream_all_objects(open(random.repo), options, collector).ok());
      CHECK(collector.objects == expected);
      CHECK(collector.duplicates == 0);
      CHECK(collector.skipped.empty());
      CHECK(progress.objects == expected.size());
    }
  }
}

TEST_CASE("the stream gives the types that are asked for, alternates too") {
  RandomRepository random(7);
  RepoBuilder borrower("borrower");
  borrower.write(".git/objects/info/alternates", (random.repo.path() / ".git/objects").string() + "\n");
  borrower.git({"hash-object", "-w", "--stdin"}, "mine");
  auto expected = listed_by_git(borrower);
  std::erase_if(expected, [](const auto& object) { return !object.second.starts_with("blob"); });
  Collector collector;
  git::StreamOptions options;
  options.trees = options.commits = options.tags = false;
  REQUIRE(git::stream_all_objects(open(borrower), options, collector).ok());
  CHECK(collector.objects == expected);
}

TEST_CASE("given objects are streamed once, missing ones are skips") {
  RepoBuilder repo;
  repo.commit("a", "text\n");
  const Oid blob = revision(repo, "HEAD:a"), commit = revision(repo, "HEAD");
  const Oid missing = *Oid::from_hex(std::string(40, '7'));
  Collector collector;
  const std::vector<Oid> ids = {blob, missing, commit, blob};
  REQUIRE(git::stream_objects(open(repo), ids, {}, collector).ok());
  CHECK(collector.objects.size() == 2);
  CHECK(collector.objects[blob.hex()] == "blob 5");
  CHECK(collector.duplicates == 0);
  CHECK(collector.skipped == std::set<std::string>{missing.hex()});
}

TEST_CASE("a walk from all roots reaches what git rev-list reaches") {
  for (unsigned seed = 10; seed < 18; ++seed) {
    RandomRepository random(seed);
    random.repo.write("staged", "staged " + std::to_string(seed));
    random.repo.git({"add", "-A"});
    const git::Repository repository = open(random.repo);
    const Result<git::Roots> roots = git::read_roots(repository);
    REQUIRE(roots.ok());
    CHECK(roots->unreadable.empty());
    git::WalkOptions options;
    for (const git::Ref& ref : roots->refs) options.include.push_back(ref.target);
    const git::Reached by_refs = walk_ok(repository, options);
    CHECK(all_of(by_refs) == ids_of(random.repo.git({"rev-list", "--objects", "--all", "HEAD"})));
    CHECK(by_refs.missing.empty());
    for (const git::ReflogEntry& entry : roots->reflogs) {
      for (const Oid& id : {entry.old_id, entry.new_id}) {
        if (!id.is_null()) options.include.push_back(id);
      }
    }
    for (const git::IndexEntry& entry : roots->index) options.include.push_back(entry.id);
    options.include.insert(options.include.end(), roots->index_trees.begin(), roots->index_trees.end());
    const git::Reached everything = walk_ok(repository, options);
    CHECK(all_of(everything) ==
          ids_of(random.repo.git({"rev-list", "--objects", "--all", "--reflog", "--indexed-objects", "HEAD"})));
    const std::size_t unique =
        everything.commits.size() + everything.tags.size() + everything.trees.size() + everything.blobs.size();
    CHECK(unique == all_of(everything).size());
  }
}

TEST_CASE("ranges, dates and pathspecs reach what git rev-list reaches") {
  for (unsigned seed = 20; seed < 26; ++seed) {
    RandomRepository random(seed);
    RepoBuilder& repo = random.repo;
    repo.git({"branch", "-f", "other", "HEAD~1"});
    repo.git({"checkout", "-q", "other"});
    repo.commit("only-other", "x");
    repo.git({"checkout", "-q", "main"});
    const git::Repository repository = open(repo);
    for (const std::string range : {"other..main", "main..other", "main...other", "main"}) {
      INFO(range);
      const Result<git::RangeTips> tips = git::resolve_range(repository, range);
      REQUIRE(tips.ok());
      git::WalkOptions options;
      options.include = tips->include;
      options.exclude = tips->exclude;
      const git::Reached reached = walk_ok(repository, options);
      CHECK(hex_of(reached.commits) == ids_of(repo.git({"rev-list", range})));
      // rev-list leaves out objects of the boundary's trees, as must the walk: but neither may miss a new one.
      const Ids expected = ids_of(repo.git({"rev-list", "--objects", range}));
      CHECK(all_of(reached) == expected);
    }
    git::WalkOptions dated;
    dated.include = {revision(repo, "main")};
    dated.since = std::stol(repo.git({"show", "-s", "--format=%ct", "main"})) - 300;
    CHECK(hex_of(walk_ok(repository, dated).commits) ==
          ids_of(repo.git({"rev-list", "--since=" + std::to_string(*dated.since), "main"})));
  }
}

TEST_CASE("a walk tells what is missing and goes on behind it") {
  RepoBuilder repo;
  repo.commit("a", "one\n");
  repo.commit("d/b", "two\n");
  const std::string tree = repo.git({"rev-parse", "HEAD:d"}), blob = repo.git({"rev-parse", "HEAD:a"});
  for (const std::string& id : {tree, blob}) {
    std::filesystem::remove(repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2));
  }
  git::WalkOptions options;
  options.include = {revision(repo, "HEAD")};
  const git::Reached reached = walk_ok(open(repo), options);
  CHECK(reached.commits.size() == 2);
  const bool told = std::any_of(reached.missing.begin(), reached.missing.end(),
                                [&](const git::Missing& missing) { return missing.id.hex() == tree; });
  CHECK(told);
}
