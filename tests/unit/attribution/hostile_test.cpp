// Repositories that no honest person has: attribution must end, and say what it could not read.
#include <algorithm>
#include <filesystem>

#include "tests/unit/attribution/attribution_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

const std::string kSecret = fake_github_token(1);

std::string tree_of(RepoBuilder& repo, const std::vector<std::string>& lines) {
  std::string input;
  for (const std::string& line : lines) input += line + "\n";
  return repo.git({"mktree", "--missing"}, input);
}

void remove_object(RepoBuilder& repo, const std::string& id) {
  REQUIRE(std::filesystem::remove(repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2)));
}

bool tells(const attribution::AttributeResult& result, const std::string& what) {
  return std::any_of(result.skipped.begin(), result.skipped.end(),
                     [&](const finding::Skip& skip) { return skip.what.find(what) != std::string::npos; });
}

}  // namespace

TEST_CASE("ten trees ten times each, ten levels deep: the walk ends and says that it did not tell all") {
  RepoBuilder repo;
  std::string id = repo.git({"hash-object", "-w", "--stdin"}, kSecret);
  for (int level = 0; level < 10; ++level) {
    std::vector<std::string> lines;
    for (int i = 0; i < 10; ++i) {
      lines.push_back((level == 0 ? "100644 blob " : "040000 tree ") + id + "\tn" + std::to_string(i));
    }
    id = tree_of(repo, lines);
  }
  const std::string commit = repo.git({"commit-tree", "-m", "bomb", id});
  repo.git({"update-ref", "refs/heads/main", commit});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  const attribution::Attribution& leak = result.leaks[0];
  CHECK(leak.occurrences.size() == 10000);
  CHECK(leak.occurrences[0].commit.hex() == commit);
  CHECK(leak.exposure.has(finding::Exposure::kHead));
  CHECK(tells(result, id));
}

TEST_CASE("a missing tree, a missing parent and a missing root tree are told, the rest is still attributed") {
  RepoBuilder repo;
  const std::string lost_parent = repo.commit("README", "root\n");
  const std::string added = repo.commit("good/a", kSecret + "\n");
  const std::string lost_root = repo.commit("README", "other\n");
  repo.commit("bad/b", "text\n");
  const std::string lost_tree = repo.git({"rev-parse", "HEAD:bad"}), above = repo.git({"rev-parse", "HEAD^{tree}"});
  const std::string root_tree = repo.git({"rev-parse", lost_root + "^{tree}"});
  const std::vector<attribution::LeakPlaces> places = places_of(repo, {kSecret});
  for (const std::string& id : {lost_parent, lost_tree, root_tree}) remove_object(repo, id);
  const attribution::AttributeResult result = attribute_places(repo.path(), places);
  const std::set<std::string> told = introductions_of(result.leaks[0]);
  CHECK(told.contains(added + " good/a"));
  CHECK(result.leaks[0].occurrences[0].at_boundary);
  CHECK(tells(result, "folder bad of tree " + above));
  CHECK(tells(result, "tree " + root_tree));
  CHECK(tells(result, "a parent of commit " + added));
}

TEST_CASE("folders nested three thousand deep") {
  RepoBuilder repo;
  std::string path;
  for (int i = 0; i < 3000; ++i) path += "d/";
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, kSecret);
  const std::string commit_data =
      "commit refs/heads/main\ncommitter C <c@example.org> 1704067200 +0000\ndata 4\ndeep\nM 100644 " + blob + " " +
      path + "leaf\n";
  repo.git({"-c", "core.maxTreeDepth=100000", "fast-import", "--quiet"}, commit_data);
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(result.leaks[0]) == Set{repo.git({"rev-parse", "main"}) + " " + path + "leaf"});
  CHECK(result.leaks[0].head_paths == Names{path + "leaf"});
}
