// What a history in memory says of a selection must be what a walk from object to object says of it.
#include "scanner/attribution/history_selection.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "scanner/attribution/build.h"
#include "scanner/git/refs.h"
#include "tests/support/catch.h"
#include "tests/support/random_repository.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

using Ids = std::multiset<std::string>;

Ids ids_of(const std::vector<Oid>& list) {
  Ids ids;
  for (const Oid& id : list) ids.insert(id.hex());
  return ids;
}

Ids losses_of(const std::vector<git::Missing>& list) {
  Ids told;
  for (const git::Missing& lost : list) told.insert(lost.what + " " + lost.id.hex() + " " + lost.reason);
  return told;
}

// A repository with its history in memory.
class KnownRepository {
 public:
  explicit KnownRepository(const std::filesystem::path& path)
      : repository_(*git::Repository::open(path)), reader_(*git::ObjectReader::open(repository_)), index_(2, store()) {
    REQUIRE(attribution::read_history(repository_, true, 2, {}, index_, skipped_).ok());
    index_.join();
  }

  [[nodiscard]] std::optional<attribution::Selection> select(const git::WalkOptions& options) {
    return attribution::select_from_history(repository_, index_, reader_, options);
  }

  void check(const git::WalkOptions& options) {
    const Result<git::Reached> walked = git::walk(repository_, options);
    REQUIRE(walked.ok());
    const std::optional<attribution::Selection> selection = select(options);
    REQUIRE(selection.has_value());
    CHECK(selection->reached.commits == walked->commits);
    CHECK(ids_of(selection->reached.tags) == ids_of(walked->tags));
    Ids trees = ids_of(selection->reached.trees);
    for (const git::Missing& lost : selection->reached.missing) {
      if (lost.what == "tree") trees.insert(lost.id.hex());  // the walk has those among its trees too
    }
    CHECK(trees == ids_of(walked->trees));
    CHECK(ids_of(selection->reached.blobs) == ids_of(walked->blobs));
    CHECK(losses_of(selection->reached.missing) == losses_of(walked->missing));
  }

  [[nodiscard]] const git::Repository& repository() const { return repository_; }

 private:
  [[nodiscard]] std::shared_ptr<const git::StoreIds> store() const {
    return std::make_shared<const git::StoreIds>(*git::StoreIds::list(repository_));
  }

  git::Repository repository_;
  git::ObjectReader reader_;
  attribution::HistoryIndex index_;
  std::vector<finding::Skip> skipped_;
};

std::vector<Oid> all_tips(const git::Repository& repository) {
  const Result<git::Roots> roots = git::read_roots(repository);
  REQUIRE(roots.ok());
  std::vector<Oid> tips;
  for (const git::Ref& ref : roots->refs) tips.push_back(ref.target);
  for (const git::ReflogEntry& entry : roots->reflogs) {
    for (const Oid& id : {entry.old_id, entry.new_id}) {
      if (!id.is_null()) tips.push_back(id);
    }
  }
  return tips;
}

Oid revision(RepoBuilder& repo, const std::string& name) { return *Oid::from_hex(repo.git({"rev-parse", name})); }

// Selections of every kind, some of them of nothing.
void check_selections(RepoBuilder& repo) {
  KnownRepository known(repo.path());
  const std::vector<Oid> tips = all_tips(known.repository());
  git::WalkOptions options;
  options.include = tips;
  known.check(options);
  const std::int64_t head_time = std::stol(repo.git({"show", "-s", "--format=%ct", "main"}));
  for (const std::int64_t age : {0, 300, 900}) {
    INFO(age);
    git::WalkOptions dated = options;
    dated.since = head_time - age;
    known.check(dated);
    dated.since.reset();
    dated.until = head_time - age;
    known.check(dated);
  }
  // Each tip by itself, without another: commits, tags of tags, trees and blobs alike.
  for (std::size_t i = 0; i + 1 < tips.size(); ++i) {
    INFO(tips[i].hex() << " without " << tips[i + 1].hex());
    git::WalkOptions range;
    range.include = {tips[i]};
    known.check(range);
    range.exclude = {tips[i + 1]};
    known.check(range);
  }
}

void remove_loose(RepoBuilder& repo, const std::string& id) {
  std::filesystem::remove(repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2));
}

}  // namespace

TEST_CASE("a selection from history has the objects of a walk") {
  for (unsigned seed = 40; seed < 46; ++seed) {
    INFO(seed);
    RandomRepository random(seed);
    check_selections(random.repo);
    random.repo.git({"repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"});
    check_selections(random.repo);
  }
}

TEST_CASE("a selection from history tells what is missing, as a walk does") {
  for (unsigned seed = 50; seed < 53; ++seed) {
    INFO(seed);
    RandomRepository random(seed);
    RepoBuilder& repo = random.repo;
    repo.commit("lost/deep/blob", "to be lost\n");
    repo.commit("gone/blob", "to be lost with its tree\n");
    repo.commit("kept", "after the losses\n");
    const std::string blob = repo.git({"rev-parse", "HEAD:lost/deep/blob"});
    const std::string tree = repo.git({"rev-parse", "HEAD:gone"});
    remove_loose(repo, blob);
    remove_loose(repo, tree);
    KnownRepository known(repo.path());
    git::WalkOptions options;
    options.include = {revision(repo, "HEAD")};
    const std::optional<attribution::Selection> selection = known.select(options);
    REQUIRE(selection.has_value());
    CHECK(losses_of(selection->reached.missing) == Ids{"blob " + blob + " missing", "tree " + tree + " missing"});
    known.check(options);
    options.exclude = {revision(repo, "HEAD~1")};
    known.check(options);
    CHECK(known.select(options)->reached.missing.empty());
  }
}

TEST_CASE("a selection from history tells a lost commit, and goes on behind the others") {
  RepoBuilder repo;
  for (const char* text : {"one\n", "two\n", "three\n"}) repo.commit("a", text);
  repo.git({"checkout", "-q", "--orphan", "other"});
  repo.commit("b", "apart\n");
  const Oid lost = revision(repo, "main~1");
  remove_loose(repo, lost.hex());
  KnownRepository known(repo.path());
  git::WalkOptions options;
  options.include = {revision(repo, "main"), revision(repo, "other")};
  known.check(options);
  CHECK(losses_of(known.select(options)->reached.missing) == Ids{"commit " + lost.hex() + " missing"});
}

TEST_CASE("a selection from history names its trees' entries, and no others") {
  RepoBuilder repo;
  repo.commit("before", "x\n");
  repo.commit("d/inside", "y\n");
  const Oid old = revision(repo, "HEAD");
  repo.git({"rm", "-q", "before"});
  repo.commit("after", "z\n");
  repo.git({"repack", "-q", "-a", "-d", "-f"});
  KnownRepository known(repo.path());
  git::WalkOptions options;
  options.include = {revision(repo, "HEAD")};
  const auto names_of = [&](const git::WalkOptions& asked) {
    const std::optional<attribution::Selection> selection = known.select(asked);
    REQUIRE(selection.has_value());
    return std::set<std::string>(selection->names.begin(), selection->names.end());
  };
  CHECK(names_of(options) == std::set<std::string>{"after", "before", "d", "inside"});
  options.exclude = {old};
  CHECK(names_of(options).contains("after"));
  CHECK_FALSE(names_of(options).contains("before"));
  CHECK_FALSE(names_of(options).contains("inside"));
}

TEST_CASE("a history with a broken tree does not answer") {
  RepoBuilder repo;
  repo.commit("a", "x\n");
  repo.git({"hash-object", "-t", "tree", "-w", "--literally", "--stdin"}, "100644 broken");
  KnownRepository known(repo.path());
  git::WalkOptions options;
  options.include = {revision(repo, "HEAD")};
  CHECK_FALSE(known.select(options).has_value());
}
