// One secret in each place outside commits: indexes, files of worktrees, other worktrees, other stores.
#include <chrono>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;

namespace {

const std::string kToken = fake_github_token(200);

std::string settings(const std::string& token = kToken) { return "# settings\ntoken = " + token + "\n"; }

struct Base {
  RepoBuilder repo;
  std::string root = repo.commit("README", "nothing here\n");

  // Runs git in a folder beside the repository.
  std::string git_at(const std::string& folder, const Texts& arguments) {
    Texts all = {"-C", (repo.outside() / folder).string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return repo.git(all);
  }
};

}  // namespace

TEST_CASE("a file that only the index holds") {
  Base base;
  base.repo.write("conf/app.env", settings());
  base.repo.git({"add", "-A"});
  std::filesystem::remove(base.repo.path() / "conf/app.env");
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 1);
  CHECK(report.exposures(kToken) == Texts{"staged"});
  CHECK(report.places(kToken) == TextSet{"conf/app.env:2"});
}

TEST_CASE("a staged file that was changed again: the index and the worktree hold different secrets") {
  Base base;
  const std::string staged = fake_github_token(1), changed = fake_github_token(2);
  base.repo.write("app.env", settings(staged));
  base.repo.git({"add", "-A"});
  base.repo.write("app.env", settings(changed));
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(staged) == Texts{"staged"});
  CHECK(report.exposures(changed) == Texts{"worktree"});
  CHECK(report.places(staged) == TextSet{"app.env:2"});
  CHECK(report.places(changed) == TextSet{"app.env:2"});
}

TEST_CASE("all stages of a conflicted merge") {
  Base base;
  std::string entries;
  for (unsigned stage = 1; stage <= 3; ++stage) {
    const std::string blob = base.repo.git({"hash-object", "-w", "--stdin"}, settings(fake_github_token(stage)));
    entries += "100644 " + blob + " " + std::to_string(stage) + "\tapp.env\n";
  }
  base.repo.git({"update-index", "--index-info"}, entries);
  const ScanReport report = scan(base.repo);
  for (unsigned stage = 1; stage <= 3; ++stage) {
    CHECK(report.exposures(fake_github_token(stage)) == Texts{"staged"});
    CHECK(report.places(fake_github_token(stage)) == TextSet{"app.env:2"});
  }
}

TEST_CASE("a merge that stopped: the other side is in a branch, the resolution in the worktree") {
  Base base;
  const std::string theirs = fake_github_token(1), typed = fake_github_token(2);
  base.repo.commit("app.env", "one\n");
  base.repo.git({"checkout", "-q", "-b", "topic"});
  const std::string bad = base.repo.commit("app.env", "two\ntoken = " + theirs + "\n");
  base.repo.git({"checkout", "-q", "main"});
  base.repo.commit("app.env", "three\n");
  CHECK(base.repo.try_git({"merge", "-q", "topic"}).exit == 1);
  base.repo.write("app.env", "four\n" + settings(typed));
  const ScanReport report = scan(base.repo);
  CHECK(report.exposure(theirs) == "local-branch");
  CHECK(contains(report.exposures(theirs), "staged"));
  CHECK(report.places(theirs).contains("app.env:2 " + bad));
  CHECK(report.exposures(typed) == Texts{"worktree"});
  CHECK(report.places(typed) == TextSet{"app.env:3"});
}

TEST_CASE("untracked files are read, ignored ones are not, unless they are tracked") {
  Base base;
  const std::string untracked = fake_github_token(1), ignored = fake_github_token(2), excluded = fake_github_token(3);
  const std::string forced = fake_github_token(4), nested = fake_github_token(5), deep = fake_github_token(6);
  base.repo.commit(".gitignore", "*.log\nbuild/\n");
  base.repo.write("new/app.env", settings(untracked));
  base.repo.write("a.log", settings(ignored));
  base.repo.write("build/b.txt", settings(deep));
  base.repo.write("local.txt", settings(excluded));
  base.repo.write(".git/info/exclude", "local.txt\n");
  base.repo.write("sub/.gitignore", "/private\n");
  base.repo.write("sub/private", settings(nested));
  base.repo.write("forced.log", "clean\n");
  base.repo.git({"add", "-f", "forced.log"});
  base.repo.git({"commit", "-q", "-m", "forced"});
  base.repo.write("forced.log", settings(forced));
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(forced) == Texts{"worktree"});
  CHECK(report.places(forced) == TextSet{"forced.log:2"});
  CHECK(report.exposures(untracked) == Texts{"worktree"});
  CHECK(report.places(untracked) == TextSet{"new/app.env:2"});
  for (const std::string& token : {ignored, excluded, nested, deep}) CHECK_FALSE(report.has(token));
}

TEST_CASE("a linked worktree's reflog, detached HEAD and index") {
  Base base;
  const std::string gone = fake_github_token(1), kept = fake_github_token(2), staged = fake_github_token(3);
  const std::string loose = fake_github_token(4);
  const std::string linked = (base.repo.outside() / "linked").string();
  base.repo.git({"worktree", "add", "-q", "--detach", linked});
  const auto commit = [&](const std::string& token) {
    base.repo.write("../linked/app.env", settings(token));
    base.git_at("linked", {"add", "-A"});
    base.repo.tick();
    base.git_at("linked", {"commit", "-q", "-m", "in linked"});
    return base.git_at("linked", {"rev-parse", "HEAD"});
  };
  const std::string bad = commit(gone);
  base.git_at("linked", {"checkout", "-q", "--detach", base.root});
  const std::string current = commit(kept);
  base.repo.write("../linked/staged.env", settings(staged));
  base.git_at("linked", {"add", "-A"});
  base.repo.write("../linked/untracked.env", settings(loose));

  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(gone) == Texts{"reflog-only"});
  CHECK(report.refs(gone, "reflogs") == Texts{"worktrees/linked/HEAD@{2}"});
  CHECK(report.places(gone) == TextSet{"app.env:2 " + bad});
  CHECK(report.exposure(kept) == "head");
  CHECK(contains(report.refs(kept, "branches"), "worktrees/linked/HEAD"));
  CHECK(report.places(kept).contains("app.env:2 " + current));
  CHECK(report.exposure(staged) == "staged");

  const ScanReport at_linked = scan(Texts{linked});
  CHECK(at_linked.exposures(loose) == Texts{"worktree"});
  for (const std::string& token : {gone, kept, staged}) CHECK(at_linked.exposure(token) == report.exposure(token));
}

TEST_CASE("a linked worktree that was removed leaves its commits unreachable") {
  Base base;
  const std::string linked = (base.repo.outside() / "linked").string();
  base.repo.git({"worktree", "add", "-q", "--detach", linked});
  base.repo.write("../linked/app.env", settings());
  base.git_at("linked", {"add", "-A"});
  base.git_at("linked", {"commit", "-q", "-m", "in linked"});
  const std::string bad = base.git_at("linked", {"rev-parse", "HEAD"});
  base.repo.git({"worktree", "remove", "--force", linked});
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"unreachable"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("a submodule is a repository of its own") {
  RepoBuilder library("library");
  const std::string bad = library.commit("app.env", settings());
  library.commit("app.env", "clean\n");
  Base base;
  base.repo.git({"-c", "protocol.file.allow=always", "submodule", "add", "-q", library.path().string(), "sub"});
  base.repo.commit_all("with a submodule");
  base.repo.write("sub/untracked.env", settings(fake_github_token(1)));
  const ScanReport super = scan(base.repo);
  CHECK(super.exit == 0);
  CHECK(super.secrets().empty());
  const ScanReport sub = scan(Texts{(base.repo.path() / "sub").string()});
  CHECK(sub.exit == 1);
  CHECK(sub.exposure(kToken) == "pushed");
  CHECK(sub.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(sub.exposures(fake_github_token(1)) == Texts{"worktree"});
}

TEST_CASE("a repository within the worktree is not the worktree's") {
  Base base;
  base.repo.git({"init", "-q", "inner"});
  base.repo.write("inner/app.env", settings());
  CHECK(scan(base.repo).exit == 0);
  CHECK(scan(Texts{(base.repo.path() / "inner").string()}).exposures(kToken) == Texts{"worktree"});
}

TEST_CASE("objects in alternates are the repository's, nested ones too") {
  Base base;
  const std::string bad = base.repo.commit("app.env", settings());
  const std::string lost = fake_github_token(1);
  base.repo.git({"hash-object", "-w", "--stdin"}, settings(lost));
  base.repo.git({"clone", "-q", "--shared", base.repo.path().string(), "../shared"});
  base.repo.git({"clone", "-q", "--shared", "../shared", "../again"});
  for (const std::string name : {"shared", "again"}) {
    const ScanReport report = scan(Texts{(base.repo.outside() / name).string()});
    CHECK(report.exposure(kToken) == "pushed");
    CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
    CHECK(report.exposures(lost) == Texts{"unreachable"});
    CHECK(report.complete());
  }
}

TEST_CASE("an alternate that is not there makes the scan incomplete") {
  Base base;
  base.repo.write(".git/objects/info/alternates", "/nonexistent/objects\n");
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 3);
  CHECK(report.skip_names("/nonexistent/objects"));
}

TEST_CASE("a file that was replaced by one of the same size and time is still read") {
  Base base;
  const std::string other = fake_github_token(1);
  base.repo.commit("app.env", settings(other));
  base.repo.git({"config", "core.checkStat", "default"});
  const std::filesystem::path file = base.repo.path() / "app.env", copy = base.repo.outside() / "copy";
  base.repo.write("../copy", settings());
  std::filesystem::last_write_time(copy, std::filesystem::last_write_time(file));
  std::filesystem::last_write_time(base.repo.path() / ".git/index",
                                   std::filesystem::last_write_time(file) + std::chrono::hours(1));  // not racy
  std::filesystem::rename(copy, file);                                 // as `mv`, `rsync -t` and `tar` do
  REQUIRE(base.repo.git({"diff-files", "--name-only"}) == "app.env");  // git sees it by the inode
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"worktree"});
  CHECK(report.places(kToken) == TextSet{"app.env:2"});
  CHECK(report.exposure(other) == "head");
}

TEST_CASE("what git would convert: the worktree's bytes count") {
  Base base;
  const std::string bad = base.repo.commit("app.env", settings());
  base.repo.commit(".gitattributes", "*.env text eol=crlf\n");
  std::filesystem::remove(base.repo.path() / "app.env");
  base.repo.git({"checkout", "-q", "--", "app.env"});
  const ScanReport report = scan(base.repo);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.complete());
}
