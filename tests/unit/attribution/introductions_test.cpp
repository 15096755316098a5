// Which commits introduce a leak. Each history is drawn above its test; S is the secret, parents stand to the left.
#include "tests/unit/attribution/attribution_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

const std::string kSecret = fake_github_token(1);

std::string with_secret(int edit, const std::string& secret = kSecret) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "line " + std::to_string(i == edit % 40 ? i * 1000 + edit : i) + "\n";
  return text + "token = " + secret + "\n";
}

// Commits that change the number of times the secret stands in `path`, as `git log -S` finds them; oldest first.
Names pickaxe(RepoBuilder& repo, const std::string& path) {
  return lines_of(repo.git({"log", "--reverse", "--format=%H", "-S" + kSecret, "--", path}));
}

}  // namespace

TEST_CASE("a secret that stays through many edits is one introduction, its removal is told") {
  // root - S - edit x 60 - removed
  RepoBuilder repo;
  repo.commit("README", "hello\n", "root");
  const std::string added = repo.commit("src/app/config.py", with_secret(0), "add the config\n\nmore text");
  for (int i = 1; i <= 60; ++i) repo.commit("src/app/config.py", with_secret(i), "edit");
  const std::string removed = repo.commit("src/app/config.py", "nothing\n", "drop the token");
  repo.commit("README", "bye\n");

  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  const attribution::Attribution& leak = result.leaks[0];
  CHECK(result.skipped.empty());
  REQUIRE(leak.occurrences.size() == 1);
  const finding::Occurrence& occurrence = leak.occurrences[0];
  CHECK(occurrence.kind == finding::PlaceKind::kFile);
  CHECK(occurrence.commit.hex() == added);
  CHECK(occurrence.path == "src/app/config.py");
  CHECK(occurrence.position == LineColumn{41, 9});
  CHECK(occurrence.object.hex() == repo.git({"rev-parse", added + ":src/app/config.py"}));
  CHECK(occurrence.author.name == repo.git({"log", "-1", "--format=%an", added}));
  CHECK(occurrence.author.email == repo.git({"log", "-1", "--format=%ae", added}));
  CHECK(std::to_string(occurrence.author.time) == repo.git({"log", "-1", "--format=%at", added}));
  CHECK(occurrence.summary == "add the config");
  CHECK_FALSE(occurrence.at_boundary);
  CHECK(removals_of(leak) == Set{"refs/heads/main " + removed});
  CHECK(leak.removals[0].summary == "drop the token");
  CHECK(leak.head_paths.empty());
  CHECK(pickaxe(repo, "src/app/config.py") == Names{added, removed});
}

TEST_CASE("who removed a secret is told for as many branches as may be listed, each with its own commit") {
  //   removed (even branches)
  //  /
  // S - removed (odd branches)
  RepoBuilder repo;
  const std::string added = repo.commit("a", with_secret(1));
  const std::string even = repo.commit("a", "none\n");
  repo.git({"reset", "-q", "--hard", added});
  const std::string odd = repo.commit("a", "none here\n");
  repo.git({"reset", "-q", "--hard", added});
  Set all;
  for (int i = 100; i < 240; ++i) {
    const std::string branch = "refs/heads/b" + std::to_string(i);
    repo.git({"update-ref", branch, i % 2 == 0 ? even : odd});
    all.insert(branch + " " + (i % 2 == 0 ? even : odd));
  }
  for (const std::size_t listed : {std::size_t{14}, std::size_t{20}, std::size_t{100}}) {  // 70, 100 and all branches
    const auto result = attribute_places(repo.path(), places_of(repo, {kSecret}), 2, listed);
    const Set told = removals_of(result.leaks[0]);
    CHECK(told.size() == std::min(all.size(), listed * 5));
    CHECK(std::ranges::includes(all, told));
  }
}

TEST_CASE("a secret that comes back is a second introduction") {
  // S - removed - S - removed
  RepoBuilder repo;
  const std::string first = repo.commit("a", with_secret(1));
  repo.commit("a", "none\n");
  const std::string second = repo.commit("a", with_secret(2));
  const std::string removed = repo.commit("a", "none again\n");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{first + " a", second + " a"});
  CHECK(result.leaks[0].occurrences[0].commit.hex() == first);
  CHECK(removals_of(result.leaks[0]) == Set{"refs/heads/main " + removed});
  CHECK(pickaxe(repo, "a").size() == 4);
}

TEST_CASE("renames and copies introduce nothing, a second place does") {
  RepoBuilder repo;
  const std::string added = repo.commit("dir/a", with_secret(1));
  repo.git({"mv", "dir/a", "dir/b"});  // pure rename
  repo.commit_all("rename");
  repo.git({"mv", "dir", "other"});  // of the folder
  repo.commit_all("rename the folder");
  repo.git({"mv", "other/b", "other/c"});  // with an edit
  repo.write("other/c", with_secret(7));
  repo.commit_all("rename and edit");
  repo.commit("copy", with_secret(7), "pure copy");
  const std::string again = repo.commit("deep/er/second", "x = " + kSecret + "\n", "another place");
  repo.git({"mv", "copy", "copy2"});  // again with an edit
  repo.write("copy2", with_secret(8));
  repo.git({"rm", "-q", "-f", "deep/er/second"});  // and a folder that becomes a file
  repo.write("deep/er", "y = " + kSecret + "\n");
  repo.commit_all("folder becomes a file");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{added + " dir/a", again + " deep/er/second"});
  CHECK(result.leaks[0].head_paths == Names{"copy2", "deep/er", "other/c"});
  CHECK(result.leaks[0].removals.empty());
  CHECK(result.skipped.empty());
}

TEST_CASE("a path that lost the secret but is there still does not hide a new place") {
  RepoBuilder repo;
  const std::string added = repo.commit("config/a", with_secret(1));
  repo.write("config/a", "clean now\n");
  repo.write("config/b", with_secret(2));
  const std::string moved = repo.commit_all("move the secret into another file");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{added + " config/a", moved + " config/b"});
}

TEST_CASE("a merge introduces only what no parent has") {
  //        /- S(side) -\            .
  // root -x             merge - octopus of three, each with a secret - evil merge
  //        \- other ---/
  RepoBuilder repo;
  const std::string evil = fake_github_token(2), three = fake_github_token(3);
  repo.commit("README", "root\n");
  repo.git({"checkout", "-q", "-b", "side"});
  const std::string on_side = repo.commit("a", with_secret(1));
  repo.git({"checkout", "-q", "main"});
  repo.commit("other", "other\n");
  repo.tick();
  repo.git({"merge", "-q", "--no-ff", "-m", "merge", "side"});
  for (const std::string name : {"one", "two", "three"}) {
    repo.git({"checkout", "-q", "-b", name, "main"});
    repo.commit(name, name == "three" ? three : name);
  }
  const std::string on_three = repo.git({"rev-parse", "three"});
  repo.git({"checkout", "-q", "main"});
  repo.tick();
  repo.git({"merge", "-q", "-m", "octopus", "one", "two", "three"});
  CHECK(lines_of(repo.git({"log", "-1", "--format=%P"}))[0].size() == 3 * 41 - 1);
  repo.git({"checkout", "-q", "-b", "last", "main"});
  repo.commit("last", "last\n");
  repo.git({"checkout", "-q", "main"});
  repo.git({"merge", "-q", "--no-ff", "--no-commit", "last"});
  repo.write("evil", evil);
  const std::string evil_merge = repo.commit_all("evil merge");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret, evil, three});
  CHECK(introductions_of(result.leaks[0]) == Set{on_side + " a"});
  CHECK(introductions_of(result.leaks[1]) == Set{evil_merge + " evil"});
  CHECK(introductions_of(result.leaks[2]) == Set{on_three + " three"});
}

TEST_CASE("the same secret added on two branches is introduced twice, and not by their merge") {
  RepoBuilder repo;
  repo.commit("README", "root\n");
  repo.git({"checkout", "-q", "-b", "side"});
  const std::string on_side = repo.commit("a", with_secret(1));
  repo.git({"checkout", "-q", "main"});
  const std::string on_main = repo.commit("a", with_secret(1));
  repo.tick();
  repo.git({"merge", "-q", "-m", "merge", "side"});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{on_side + " a", on_main + " a"});
}

TEST_CASE("every root commit introduces what it holds") {
  RepoBuilder repo;
  const std::string first = repo.commit("a", with_secret(1));
  repo.git({"checkout", "-q", "--orphan", "second"});
  const std::string second = repo.commit("a", with_secret(2));
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{first + " a", second + " a"});
}

TEST_CASE("each position in the blob is told, several leaks in one file are told apart") {
  RepoBuilder repo;
  const std::string second = fake_github_token(2);
  repo.commit("a", kSecret + "\n" + second + " " + kSecret + "\n");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret, second});
  REQUIRE(result.leaks[0].occurrences.size() == 2);
  CHECK(result.leaks[0].occurrences[0].position == LineColumn{1, 1});
  CHECK(result.leaks[0].occurrences[1].position == LineColumn{2, 42});
  REQUIRE(result.leaks[1].occurrences.size() == 1);
  CHECK(result.leaks[1].occurrences[0].position == LineColumn{2, 1});
}

TEST_CASE("names of files and folders are introduced, renamed and removed like contents") {
  RepoBuilder repo;
  const std::string name = fake_github_token(4);
  repo.commit("README", "root\n");
  const std::string file = repo.commit("dir/" + name, "harmless\n", "a file of that name");
  repo.commit("dir/" + name, "edited\n", "edit");
  repo.git({"mv", "dir", "moved"});
  repo.commit_all("rename the folder above");
  const std::string folder = repo.commit("x/" + name + "/y", "text\n", "a folder of that name");
  repo.git({"rm", "-q", "-r", "moved", "x"});
  const std::string removed = repo.commit_all("drop both");
  const attribution::AttributeResult result = attribute_secrets(repo, {"name:" + name});
  const attribution::Attribution& leak = result.leaks[0];
  CHECK(introductions_of(leak) == Set{file + " dir/" + name, folder + " x/" + name});
  for (const finding::Occurrence& occurrence : leak.occurrences) {
    CHECK(occurrence.kind == finding::PlaceKind::kFileName);
    CHECK(occurrence.position == LineColumn{0, 0});
  }
  CHECK(leak.occurrences[1].object.hex() == repo.git({"rev-parse", folder + ":x/" + name}));
  CHECK(removals_of(leak) == Set{"refs/heads/main " + removed});
}

TEST_CASE("a shallow boundary is told") {
  RepoBuilder repo;
  repo.commit("a", with_secret(1));
  repo.commit("b", "x\n");
  const std::string third = repo.commit("a", with_secret(2));
  repo.commit("b", "y\n");
  repo.git({"clone", "-q", "--depth=2", "file://" + repo.path().string(), (repo.outside() / "shallow").string()});
  const attribution::AttributeResult result = attribute_places(repo.outside() / "shallow", places_of(repo, {kSecret}));
  const finding::Occurrence* boundary = nullptr;
  for (const finding::Occurrence& occurrence : result.leaks[0].occurrences) {
    if (!occurrence.commit.is_null()) boundary = &occurrence;
  }
  REQUIRE(boundary != nullptr);
  CHECK(boundary->commit.hex() == third);
  CHECK(boundary->at_boundary);
  CHECK(result.skipped.empty());
}

TEST_CASE("the answer does not depend on the number of threads") {
  RepoBuilder repo;
  for (int i = 0; i < 30; ++i) {
    repo.commit("dir" + std::to_string(i % 5) + "/f" + std::to_string(i % 7),
                with_secret(i, fake_github_token(static_cast<unsigned>(i) % 4)));
  }
  const std::vector<std::string> secrets = {fake_github_token(0), fake_github_token(1), fake_github_token(2)};
  const std::vector<attribution::LeakPlaces> places = places_of(repo, secrets);
  const attribution::AttributeResult one = attribute_places(repo.path(), places, 1);
  for (const unsigned threads : {2U, 4U}) {
    const attribution::AttributeResult more = attribute_places(repo.path(), places, threads);
    for (std::size_t i = 0; i < secrets.size(); ++i) {
      const auto& a = one.leaks[i].occurrences;
      const auto& b = more.leaks[i].occurrences;
      REQUIRE(a.size() == b.size());
      CHECK(a.size() > 1);
      for (std::size_t j = 0; j < a.size(); ++j) {
        CHECK(a[j].commit == b[j].commit);
        CHECK(a[j].path == b[j].path);
        CHECK(a[j].object == b[j].object);
      }
      CHECK(one.leaks[i].head_paths == more.leaks[i].head_paths);
      CHECK(removals_of(one.leaks[i]) == removals_of(more.leaks[i]));
    }
  }
}
