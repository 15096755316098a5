// Random histories against a reference that follows the words of attribute.h literally, without trees, sets or memos.
#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include "tests/unit/attribution/attribution_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;

namespace {

const std::string kSecret = fake_github_token(1);

struct Commit {
  std::string id;
  std::vector<std::size_t> parents;
  std::map<std::string, std::string> files;  // path -> content
  std::set<std::size_t> ancestors;           // itself too

  [[nodiscard]] bool holds_at(const std::string& path) const {
    const auto file = files.find(path);
    return file != files.end() && file->second.find(kSecret) != std::string::npos;
  }
  [[nodiscard]] bool holds() const {
    return std::any_of(files.begin(), files.end(), [&](const auto& file) { return holds_at(file.first); });
  }
};

class RandomHistory {
 public:
  RandomHistory(RepoBuilder& repo, unsigned seed) : random_(seed) {
    std::string stream;
    for (std::size_t i = 0; i < 40; ++i) {
      make_commit(i);
      append(i, stream);
    }
    const std::string marks = (repo.outside() / "marks").string();
    repo.git({"fast-import", "--quiet", "--export-marks=" + marks}, stream);
    std::ifstream in(marks);
    std::string mark, id;
    while (in >> mark >> id) commits[std::stoul(mark.substr(1)) - 1].id = id;
  }

  std::vector<Commit> commits;

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  void make_commit(std::size_t number) {
    static const std::vector<std::string> kPaths = {"a", "b", "d/a", "d/b", "e/f/g"};
    Commit commit;
    if (number > 0 && below(12) != 0) {
      for (std::size_t n = below(4) == 0 ? 1 + below(3) : 1; n > 0; --n) {
        const std::size_t parent = number - 1 - below(std::min<std::size_t>(number, 5));
        if (std::find(commit.parents.begin(), commit.parents.end(), parent) == commit.parents.end()) {
          commit.parents.push_back(parent);
        }
      }
    }
    for (const std::size_t parent : commit.parents) {  // a merge takes each file from some parent
      for (const auto& [path, content] : commits[parent].files) {
        if (below(2) == 0 || !commit.files.contains(path)) commit.files[path] = content;
      }
      commit.ancestors.insert(commits[parent].ancestors.begin(), commits[parent].ancestors.end());
    }
    commit.ancestors.insert(number);
    for (std::size_t edits = below(3); edits > 0; --edits) {
      const std::string& path = kPaths[below(kPaths.size())];
      const std::string& other = kPaths[below(kPaths.size())];
      const std::string edit = std::to_string(below(4));
      switch (below(5)) {
        case 0:
          commit.files[path] = "edit " + edit + "\n" + kSecret + "\n";
          break;
        case 1:
          commit.files[path] = "clean " + edit + "\n";
          break;
        case 2:
          commit.files.erase(path);
          break;
        default:  // a rename, perhaps with an edit
          if (!commit.files.contains(path) || path == other) break;
          commit.files[other] = commit.files[path] + (below(2) == 0 ? "more " + edit + "\n" : "");
          if (below(3) != 0) commit.files.erase(path);
      }
    }
    commit.files["keep"] = "always here";
    commits.push_back(std::move(commit));
  }

  void append(std::size_t number, std::string& stream) {
    const Commit& commit = commits[number];
    const std::string branch = "refs/heads/c" + std::to_string(number);
    stream += "reset " + branch + "\n\ncommit " + branch + "\nmark :" + std::to_string(number + 1) + "\n";
    // Clocks lie a little: a child may seem older than its parents.
    stream += "committer C <c@example.org> " + std::to_string(1704067200 + number * 60 - below(200)) + " +0000\n";
    const std::string message = "commit " + std::to_string(number);
    stream += "data " + std::to_string(message.size()) + "\n" + message + "\n";
    for (std::size_t i = 0; i < commit.parents.size(); ++i) {
      stream += (i == 0 ? "from :" : "merge :") + std::to_string(commit.parents[i] + 1) + "\n";
    }
    stream += "deleteall\n";
    for (const auto& [path, content] : commit.files) {
      stream += "M 100644 inline " + path + "\ndata " + std::to_string(content.size()) + "\n" + content + "\n";
    }
  }

  std::mt19937 random_;
};

bool introduces(const std::vector<Commit>& commits, const Commit& commit, const std::string& path) {
  for (const std::size_t p : commit.parents) {
    const Commit& parent = commits[p];
    if (parent.holds_at(path)) return false;
    for (const auto& [other, content] : parent.files) {
      if (content == commit.files.at(path)) return false;
      if (parent.holds_at(other) && !commit.files.contains(other)) return false;
    }
  }
  return true;
}

bool removes(const std::vector<Commit>& commits, std::size_t number) {
  const std::vector<std::size_t>& parents = commits[number].parents;
  return !commits[number].holds() &&
         std::any_of(parents.begin(), parents.end(), [&](std::size_t parent) { return commits[parent].holds(); });
}

void check_removals(const std::vector<Commit>& commits, const attribution::Attribution& leak) {
  std::map<std::string, std::string> told;
  for (const finding::Removal& removal : leak.removals) told[removal.ref] = removal.commit.hex();
  for (std::size_t tip = 0; tip < commits.size(); ++tip) {
    const std::string ref = "refs/heads/c" + std::to_string(tip);
    std::set<std::size_t> removing;
    for (const std::size_t commit : commits[tip].ancestors) {
      if (removes(commits, commit)) removing.insert(commit);
    }
    CHECK(told.contains(ref) == (!removing.empty() && !commits[tip].holds()));
    if (!told.contains(ref)) continue;
    const auto remover = std::find_if(removing.begin(), removing.end(),
                                      [&](std::size_t commit) { return commits[commit].id == told[ref]; });
    REQUIRE(remover != removing.end());
    for (const std::size_t later : removing) {  // nothing that removes it again comes after
      CHECK((later == *remover || !commits[later].ancestors.contains(*remover)));
    }
  }
}

}  // namespace

TEST_CASE("random histories: introductions, branches and removals are those of the definition") {
  std::size_t introductions = 0, removals = 0;
  for (unsigned seed = 1; seed <= 24; ++seed) {
    CAPTURE(seed);
    RepoBuilder repo;
    const RandomHistory history(repo, seed);
    if (seed % 2 == 0) repo.git({"repack", "-adfq", "--window=50", "--depth=50"});  // trees become deltas of each other
    const std::vector<Commit>& commits = history.commits;
    std::set<std::string> expected;
    std::set<std::size_t> introducing;
    for (std::size_t i = 0; i < commits.size(); ++i) {
      for (const auto& [path, content] : commits[i].files) {
        if (!commits[i].holds_at(path) || !introduces(commits, commits[i], path)) continue;
        expected.insert(commits[i].id + " " + path);
        introducing.insert(i);
      }
    }
    const attribution::AttributeResult result =
        attribute_places(repo.path(), places_of(repo, {kSecret}), 1 + seed % 3, 1000);
    const attribution::Attribution& leak = result.leaks[0];
    CHECK(introductions_of(leak) == expected);
    CHECK(leak.occurrences.size() == expected.size());
    std::set<std::string> branches;
    for (std::size_t i = 0; i < commits.size(); ++i) {
      const bool reaches = std::any_of(introducing.begin(), introducing.end(),
                                       [&](std::size_t commit) { return commits[i].ancestors.contains(commit); });
      if (reaches) branches.insert("refs/heads/c" + std::to_string(i));
    }
    CHECK(std::set<std::string>(leak.branches.begin(), leak.branches.end()) == branches);
    check_removals(commits, leak);
    introductions += expected.size();
    removals += leak.removals.size();
  }
  CHECK(introductions > 120);  // else the histories are too tame to prove anything
  CHECK(removals > 30);
}
