// Which commits a change is made of, and what of their files is news: pushes of all kinds, merges, rebases, moves.
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/ci_job.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

// What `main` and `head` make of a request, on GitHub.
CommandResult judge(CiForge& forge, const std::string& base, const std::string& head,
                    const std::vector<std::string>& arguments = {}) {
  forge.push({head + ":refs/heads/topic"});
  return run_ci(forge.full_clone("refs/heads/topic"), github_request(forge, base, head), arguments);
}

TEST_CASE("a push is judged from what stood there before") {
  CiForge forge;
  const std::string begin = forge.id("main");
  const std::string old = forge.work.commit("old.txt", line_with_token(1), "an old leak");
  const std::string clean = forge.work.commit("b.txt", "clean\n");
  const std::string bad = forge.work.commit("c.txt", line_with_token(2));
  forge.push({"main"});
  const std::string clone = forge.full_clone();
  const auto push = [&](const std::string& before, const std::string& after) {
    const bool on_gitlab = GENERATE(true, false);
    return run_ci(clone, on_gitlab ? gitlab_push(before, after) : github_push(forge, before, after));
  };
  SECTION("clean commits on top of an old leak") { CHECK(push(old, clean).exit == 0); }
  SECTION("a bad one") {
    const CommandResult result = push(clean, bad);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "c.txt:1:7"));
    CHECK_FALSE(contains(result.out, "old.txt"));
  }
  SECTION("all of them") { CHECK(contains(push(begin, bad).out, "adds 2 secrets")); }
  SECTION("nothing, or back to an older commit") {
    CHECK(push(bad, bad).exit == 0);
    CHECK(push(bad, clean).exit == 0);
  }
  SECTION("a deletion") {
    const CommandResult result = run_ci(clone, github_push(forge, bad, kNoCommit, "refs/heads/gone"));
    CHECK(result.exit == 0);
    CHECK(contains(result.out, "nothing to check"));
  }
}

TEST_CASE("a force push is judged from the old commit, and from the default branch when that is gone") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  work.git({"checkout", "-q", "-b", "topic"});
  const std::string before = work.commit("b.txt", line_with_token(3), "first try");
  forge.push({"topic"});
  work.git({"reset", "-q", "--hard", "main"});
  const std::string after = work.commit("b.txt", line_with_token(4), "second try");
  forge.push({"topic"});
  const std::string clone = forge.full_clone("refs/heads/topic");
  const Variables variables = github_push(forge, before, after, "refs/heads/topic");
  const CommandResult gone = run_ci(clone, variables);
  INFO(gone.out << gone.err);
  CHECK(gone.exit == 1);
  CHECK(contains(gone.out, "is gone: it is compared with main"));
  CHECK(contains(gone.out, "adds 1 secret"));
  forge.git_in(clone, {"fetch", "-q", "--no-tags", "origin", before});
  const CommandResult there = run_ci(clone, variables);
  INFO(there.out << there.err);
  CHECK(there.exit == 1);
  CHECK_FALSE(contains(there.out, "compared with"));
}

TEST_CASE("the first push of a branch is compared with the default branch, or with all others") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  work.commit("old.txt", line_with_token(5), "an old leak");
  work.git({"checkout", "-q", "-b", "topic"});
  const std::string clean = work.commit("b.txt", "clean\n");
  forge.push({"main", "topic"});
  const std::string clone = forge.full_clone("refs/heads/topic");
  const Variables circle = {{"CIRCLECI", "true"}, {"CIRCLE_BRANCH", "topic"}, {"CIRCLE_SHA1", clean}};
  for (const Variables& variables :
       {github_push(forge, kNoCommit, clean, "refs/heads/topic"), gitlab_push(kNoCommit, clean, "topic"), circle}) {
    const CommandResult result = run_ci(clone, variables);
    INFO(result.out << result.err);
    CHECK(result.exit == 0);
    CHECK(contains(result.out, "compared with"));
  }
  const std::string bad = work.commit("c.txt", line_with_token(6));
  forge.push({"topic"});
  const CommandResult result =
      run_ci(forge.full_clone("refs/heads/topic"), github_push(forge, kNoCommit, bad, "refs/heads/topic"));
  CHECK(result.exit == 1);
  CHECK_FALSE(contains(result.out, "old.txt"));

  const std::string shallow = forge.clone({"+refs/heads/topic:refs/remotes/origin/topic"}, 1);
  const CommandResult unknown = run_ci(shallow, github_push(forge, kNoCommit, bad, "refs/heads/topic"));
  CHECK(unknown.exit == 3);
  CHECK(contains(unknown.err, "fetch-depth: 0"));
}

TEST_CASE("the first push of the default branch looks at its whole history") {
  CiForge forge;
  forge.work.commit("b.txt", line_with_token(7));
  forge.work.commit("b.txt", "clean\n");
  forge.push({"main"});
  const CommandResult result = run_ci(forge.full_clone(), github_push(forge, kNoCommit, forge.id("main")));
  INFO(result.out << result.err);
  CHECK(result.exit == 1);
  CHECK(contains(result.out, "whole history"));
}

TEST_CASE("a base that has moved on, a rebased branch, a base that was merged in") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  const std::string fork_point = forge.id("main");
  work.git({"checkout", "-q", "-b", "topic"});
  const std::string first = work.commit("b.txt", "clean\n");
  work.git({"checkout", "-q", "main"});
  const std::string moved = work.commit("old.txt", line_with_token(8), "somebody else's leak");
  forge.push({"main"});
  CHECK(judge(forge, moved, first).exit == 0);
  work.git({"checkout", "-q", "topic"});
  SECTION("rebased") {
    work.git({"rebase", "-q", "main"});
    CHECK(judge(forge, moved, forge.id("topic")).exit == 0);
    const std::string bad = work.commit("c.txt", line_with_token(9));
    CHECK(contains(judge(forge, moved, bad).out, "adds 1 secret"));
  }
  SECTION("merged in") {
    work.tick();
    work.git({"merge", "-q", "-m", "Merge main", "main"});
    CHECK(judge(forge, moved, forge.id("topic")).exit == 0);
  }
  SECTION("merged in, but the base is told as it was before") {
    work.tick();
    work.git({"merge", "-q", "-m", "Merge main", "main"});
    CHECK(judge(forge, fork_point, forge.id("topic")).exit == 1);
  }
}

TEST_CASE("a merge commit that brings a secret of its own is told, a clean one is not") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  work.commit("shared.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  const std::string base = forge.id("main");
  forge.push({"main"});
  work.git({"checkout", "-q", "-b", "side"});
  work.commit("shared.txt", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n", "one end");
  work.git({"checkout", "-q", "-b", "topic", "main"});
  work.commit("shared.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n", "the other end");
  work.tick();
  work.git({"merge", "-q", "--no-commit", "--no-ff", "side"});
  SECTION("clean") {
    work.git({"commit", "-q", "-m", "Merge side"});
    CHECK(judge(forge, base, forge.id("topic")).exit == 0);
  }
  SECTION("evil, in a file that both sides changed") {
    work.write("shared.txt", "one\n2\n3\n" + line_with_token(10) + "5\n6\n7\n8\nnine\n");
    work.git({"add", "-A"});
    work.git({"commit", "-q", "-m", "Merge side"});
    const CommandResult result = judge(forge, base, forge.id("topic"));
    INFO(result.out);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "shared.txt:4:7"));
    CHECK(contains(result.out, "\"Merge side\""));
  }
  SECTION("evil, in a new file") {
    work.write("new.txt", line_with_token(11));
    work.git({"add", "-A"});
    work.git({"commit", "-q", "-m", "Merge side"});
    CHECK(contains(judge(forge, base, forge.id("topic")).out, "new.txt:1:7"));
  }
}

TEST_CASE("an old secret is no news when its file is edited, moved or renamed; a copy, and one that comes back, are") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  work.commit("old.txt", "first\n" + line_with_token(12) + "last\n", "an old leak");
  work.commit("gone.txt", line_with_token(13), "one that is gone");
  work.commit("gone.txt", "clean\n", "gone");
  const std::string base = forge.id("main");
  forge.push({"main"});
  work.git({"checkout", "-q", "-b", "topic"});
  SECTION("edited around, moved in the file, renamed, renamed and edited") {
    work.commit("old.txt", "first\nmore\n" + line_with_token(12) + "last\n");
    work.commit("old.txt", "first\nmore\nlast\n" + line_with_token(12));
    work.git({"mv", "old.txt", "other.txt"});
    work.commit_all("rename");
    work.git({"mv", "other.txt", "third.txt"});
    work.commit("third.txt", "other\n" + line_with_token(12), "rename and edit");
    const CommandResult result = judge(forge, base, forge.id("topic"));
    INFO(result.out);
    CHECK(result.exit == 0);
  }
  SECTION("copied, byte for byte") {
    const std::string bad = work.commit("copy.txt", "first\n" + line_with_token(12) + "last\n");
    CHECK(contains(judge(forge, base, bad).out, "copy.txt:2:7"));
  }
  SECTION("a second time in the same file") {
    const std::string bad =
        work.commit("old.txt", "first\n" + line_with_token(12) + "last\nagain " + line_with_token(12));
    CHECK(contains(judge(forge, base, bad).out, "old.txt:4:13"));
  }
  SECTION("taken out, and back in a commit later") {
    work.commit("old.txt", "first\nlast\n");
    const std::string bad = work.commit("old.txt", "first\n" + line_with_token(12) + "last\n");
    CHECK(contains(judge(forge, base, bad).out, "old.txt:2:7"));
  }
  SECTION("back after the base had taken it out") {
    const std::string bad = work.commit("gone.txt", line_with_token(13));
    CHECK(contains(judge(forge, base, bad).out, "gone.txt:1:7"));
  }
}

TEST_CASE("messages, file names and annotated tags are of the change too") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  const std::string base = forge.id("main");
  work.git({"checkout", "-q", "-b", "topic"});
  SECTION("a message") {
    const std::string bad = work.commit("b.txt", "clean\n", "use " + fake_github_token(14));
    const CommandResult result = judge(forge, base, bad);
    INFO(result.out);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "commit message, line"));
    CHECK(contains(result.out, "a message cannot be taken back"));
    CHECK_FALSE(contains(result.out, fake_github_token(14)));
  }
  SECTION("a name, reverted") {
    work.commit("logs/" + fake_github_token(15) + ".txt", "clean\n");
    work.tick();
    work.git({"revert", "--no-edit", "HEAD"});
    const CommandResult result = judge(forge, base, forge.id("topic"));
    INFO(result.out);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "the file name"));
    CHECK(contains(result.out, "reverted by"));
    CHECK_FALSE(contains(result.out, fake_github_token(15)));
  }
  SECTION("a tag of a commit that is there already") {
    work.git({"checkout", "-q", "main"});
    work.git({"tag", "-a", "-m", "key " + fake_github_token(16), "v1"});
    forge.push({"refs/tags/v1"});
    const std::string clone = forge.clone({"+refs/heads/*:refs/remotes/origin/*", "+refs/tags/v1:refs/tags/v1"});
    const CommandResult result =
        run_ci(clone, github_push(forge, kNoCommit, work.git({"rev-parse", "v1"}), "refs/tags/v1"));
    INFO(result.out << result.err);
    CHECK(result.exit == 1);
    CHECK(contains(result.out, "tag message, line"));
  }
}

TEST_CASE("an unrelated history is looked at as a whole, and the verdict says so") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  const std::string base = forge.id("main");
  work.git({"checkout", "-q", "--orphan", "topic"});
  work.commit("b.txt", "clean\n");
  const CommandResult clean = judge(forge, base, forge.id("topic"));
  CHECK(clean.exit == 0);
  CHECK(contains(clean.out, "a history of its own"));
  CHECK(judge(forge, base, work.commit("c.txt", line_with_token(17))).exit == 1);
}

TEST_CASE("submodules and symbolic links do no harm") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  const std::string base = forge.id("main");
  work.git({"checkout", "-q", "-b", "topic"});
  work.git({"update-index", "--add", "--cacheinfo", "160000," + base + ",lib"});
  work.tick();
  work.git({"commit", "-q", "-m", "a submodule"});
  work.git({"update-index", "--add", "--cacheinfo", "160000," + forge.id("topic") + ",lib"});
  work.git({"commit", "-q", "-m", "moves"});
  CHECK(judge(forge, base, forge.id("topic")).exit == 0);
  const std::string link = work.git({"hash-object", "-w", "--stdin"}, fake_github_token(18));
  work.git({"update-index", "--add", "--cacheinfo", "120000," + link + ",link"});
  work.git({"commit", "-q", "-m", "a link to a secret"});
  CHECK(contains(judge(forge, base, forge.id("topic")).out, "link:1:1"));
}

TEST_CASE("what cannot be read is never green") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  const std::string base = forge.id("main");
  work.git({"checkout", "-q", "-b", "topic"});
  const std::string head = work.commit("b.txt", "the only copy\n");
  const std::string blob = forge.id("topic:b.txt");
  forge.push({"topic"});
  const std::string clone = forge.full_clone("refs/heads/topic");
  // A fetch of so few objects keeps them loose.
  REQUIRE(std::filesystem::remove(clone + "/.git/objects/" + blob.substr(0, 2) + "/" + blob.substr(2)));
  const CommandResult result = run_ci(clone, github_request(forge, base, head));
  INFO(result.out << result.err);
  CHECK(result.exit == 3);
  CHECK(contains(result.out, "not everything could be read"));
  CHECK(contains(result.out, blob));
}

TEST_CASE("--base and --head name a change anywhere") {
  CiForge forge;
  RepoBuilder& work = forge.work;
  work.git({"checkout", "-q", "-b", "topic"});
  work.commit("b.txt", line_with_token(19));
  const std::string folder = work.path().string();
  CHECK(run_ci(folder, {}, {"--base", "main"}).exit == 1);
  CHECK(run_ci(folder, {}, {"--base", "main", "--head", "main"}).exit == 0);
  CHECK(run_ci(folder, {}, {"--base", "main", "--exit-code", "7"}).exit == 7);
  CHECK(run_ci(folder, {{"LEAKSIEVE_BASE", "main"}}).exit == 1);
  const CommandResult unknown = run_ci(folder, {}, {"--base", "nowhere"});
  CHECK(unknown.exit == 2);
  CHECK(contains(unknown.err, "nowhere"));
  const CommandResult nothing = run_ci(folder, {});
  CHECK(nothing.exit == 2);
  CHECK(contains(nothing.err, "--base main"));
  // It stands above what a system tells.
  CHECK(run_ci(folder, github_push(forge, kNoCommit, forge.id("main")), {"--base", "main", "--head", "HEAD"}).exit ==
        1);
}

}  // namespace
}  // namespace leaksieve::test
