// Repositories with every kind of ref and object, made by chance: for comparisons with git or between two ways.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/support/repo_builder.h"

namespace leaksieve::test {

// Commits with edits, renames, merges; branches, tags of all kinds, notes, stashes, resets, unreachable leftovers.
class RandomRepository {
 public:
  explicit RandomRepository(unsigned seed) : random_(seed) {
    repo.commit("a0", "start\n");
    for (int i = 0; i < 25; ++i) step(i);
  }
  RepoBuilder repo;

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  std::string number() { return std::to_string(random_() % 100000); }
  std::string some_path() {
    static const std::vector<std::string> kFolders = {"", "d/", "d/e/", "x y/"};
    return kFolders[below(4)] + "a" + std::to_string(below(4));
  }

  void step(int i) {
    const std::string name = std::to_string(i);
    switch (below(11)) {
      case 0:
        repo.git({"branch", "b" + name});
        break;
      case 1:
        repo.git({"tag", "-a", "-m", "tag " + name, "t" + name});
        repo.git({"tag", "-a", "-m", "tag of a tag", "tt" + name, "t" + name});
        break;
      case 2:
        repo.git({"tag", "blob" + name, repo.git({"hash-object", "-w", "--stdin"}, number())});
        repo.git({"tag", "tree" + name, "HEAD^{tree}"});
        break;
      case 3:
        repo.git({"notes", "add", "-f", "-m", "note " + number()});
        break;
      case 4:
        repo.write(some_path(), number());
        repo.git({"add", "-A"});
        repo.try_git({"stash", "push", "-q"});
        break;
      case 5:
        repo.git({"hash-object", "-w", "--stdin"}, number());
        break;
      case 6:
        if (repo.try_git({"rev-parse", "-q", "--verify", "HEAD~1"}).exit == 0)
          repo.git({"reset", "-q", "--hard", "HEAD~1"});
        break;
      case 7:
        side_branch(name);
        break;
      case 8:
        repo.git({"repack", "-q", "-d"});
        break;
      default:
        repo.commit(some_path(), number() + "\n");
    }
  }

  void side_branch(const std::string& name) {
    const std::string side = "side" + name;
    repo.git({"checkout", "-q", "-b", side, below(2) == 0 ? "HEAD" : "main"});
    repo.commit("side/" + name, number());
    repo.git({"checkout", "-q", "main"});
    repo.commit(some_path(), number());
    repo.tick();
    repo.try_git({"merge", "-q", "-m", "merge", side});
    if (below(2) == 0) repo.git({"branch", "-q", "-D", side});
  }

  std::mt19937 random_;
};

}  // namespace leaksieve::test
