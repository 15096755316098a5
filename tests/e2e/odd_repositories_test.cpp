// Repositories that are not a plain folder with a .git in it: each is read, or refused with a message that says why.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

const std::string kToken = fake_github_token(300);

std::string settings(const std::string& token = kToken) { return "# settings\ntoken = " + token + "\n"; }

// What the program says when it cannot scan; REQUIREs exit status 2 and no report.
std::string refusal(const Texts& arguments, const CommandOptions& options = {}) {
  const ScanReport report = scan(arguments, options);
  CHECK(report.exit == 2);
  CHECK(report.out.empty());
  return report.err;
}

CommandOptions at(const fs::path& folder, const std::map<std::string, std::string>& env = {}) {
  CommandOptions options;
  options.directory = folder.string();
  options.env = env;
  return options;
}

}  // namespace

TEST_CASE("an empty repository is scanned") {
  RepoBuilder repo;
  const ScanReport none = scan(repo);
  CHECK(none.exit == 0);
  CHECK(none.complete());
  repo.write("app.env", settings());
  CHECK(scan(repo).exposures(kToken) == Texts{"worktree"});
  repo.git({"add", "-A"});
  CHECK(contains(scan(repo).exposures(kToken), "staged"));
}

TEST_CASE("a bare repository has history and unreachable objects") {
  RepoBuilder repo;
  const std::string bad = repo.commit("app.env", settings());
  const fs::path bare = repo.outside() / "bare.git";
  repo.git({"clone", "-q", "--bare", repo.path().string(), bare.string()});
  const std::string lost = fake_github_token(1);
  repo.git({"--git-dir", bare.string(), "hash-object", "-w", "--stdin"}, settings(lost));
  const ScanReport report = scan(Texts{bare.string()});
  CHECK(report.exposure(kToken) == "head");
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.exposures(lost) == Texts{"unreachable"});
  CHECK(report.complete());
  CHECK(scan(Texts{}, at(bare)).has(kToken));
}

TEST_CASE("a repository's own folder without a configuration is bare, as for git: what lies around it is not scanned") {
  RepoBuilder repo;
  repo.commit("app.env", settings());
  const fs::path around = repo.outside() / "around";
  fs::create_directory(around);
  const fs::path store = around / "store";
  repo.git({"clone", "-q", "--bare", repo.path().string(), store.string()});
  const std::string other = fake_github_token(2);
  std::ofstream(around / "other.env") << settings(other);
  fs::remove(store / "config");
  const ScanReport report = scan(Texts{store.string()});
  CHECK(report.exposure(kToken) == "head");
  CHECK_FALSE(report.has(other));
  fs::rename(store, around / ".git");
  CHECK(scan(Texts{around.string()}).exposures(other) == Texts{"worktree"});
}

TEST_CASE("a repository whose .git is elsewhere") {
  RepoBuilder repo("repo", {"--separate-git-dir", "../store"});
  REQUIRE(fs::is_regular_file(repo.path() / ".git"));
  const std::string bad = repo.commit("app.env", settings());
  repo.write("new.env", settings(fake_github_token(1)));
  const ScanReport report = scan(repo);
  CHECK(report.exposure(kToken) == "head");
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.exposures(fake_github_token(1)) == Texts{"worktree"});
}

TEST_CASE("a folder within the repository stands for all of it") {
  RepoBuilder repo;
  repo.write("deep/er/a.txt", "nothing\n");
  const std::string bad = repo.commit("app.env", settings());
  CHECK(scan(Texts{(repo.path() / "deep/er").string()}).places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(scan(Texts{}, at(repo.path() / "deep")).places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("a shallow clone tells that older history is missing") {
  RepoBuilder repo;
  repo.commit("app.env", settings());
  repo.commit("README", "one\n");
  repo.commit("README", "two\n");
  const fs::path clone = repo.outside() / "clone";
  repo.git({"clone", "-q", "--depth", "2", "file://" + repo.path().string(), clone.string()});
  const std::string boundary = repo.git({"rev-parse", "HEAD~1"});
  const ScanReport report = scan(Texts{clone.string()});
  CHECK(report.exit == 1);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + boundary});
  CHECK(report.leak(kToken)["occurrences"][0]["at_boundary"] == true);
  CHECK_FALSE(report.complete());
  const std::string told = report.document["scans"][0].dump();
  CHECK(contains(told, "shallow"));

  RepoBuilder clean;
  clean.commit("README", "one\n");
  clean.commit("README", "two\n");
  const fs::path other = clean.outside() / "clone";
  clean.git({"clone", "-q", "--depth", "1", "file://" + clean.path().string(), other.string()});
  CHECK(scan(Texts{other.string()}).exit == 3);
}

TEST_CASE("a partial clone tells and counts the blobs that are missing") {
  RepoBuilder repo;
  repo.git({"config", "uploadpack.allowFilter", "true"});
  for (int i = 0; i < 5; ++i) repo.commit("a.txt", "version " + std::to_string(i) + "\n");
  const auto clone = [&](const std::string& name, const Texts& extra) {
    Texts command = {"clone", "-q", "--filter=blob:none"};
    command.insert(command.end(), extra.begin(), extra.end());
    command.insert(command.end(), {"file://" + repo.path().string(), "../" + name});
    repo.git(command);
    return scan(Texts{(repo.outside() / name).string()});
  };
  const ScanReport nothing_here = clone("without", {"--no-checkout"});
  CHECK(nothing_here.exit == 3);
  CHECK_FALSE(nothing_here.complete());
  CHECK(nothing_here.document["summary"]["skipped"] == 5);
  CHECK(nothing_here.skip_names("blob"));
  const ScanReport checked_out = clone("with", {});
  CHECK(checked_out.exit == 3);
  CHECK(checked_out.document["summary"]["skipped"] == 4);
  const std::string bad = repo.commit("a.txt", settings(), "log in with " + fake_github_token(1));
  const ScanReport leaking = clone("leaking", {});
  CHECK(leaking.exit == 1);
  CHECK_FALSE(leaking.complete());
  CHECK(leaking.places(kToken) == TextSet{"a.txt:2 " + bad});
  CHECK(leaking.has(fake_github_token(1)));
}

TEST_CASE("a detached HEAD counts as a branch") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  repo.git({"checkout", "-q", "--detach"});
  const std::string bad = repo.commit("app.env", settings());
  const ScanReport report = scan(repo);
  CHECK(report.exposure(kToken) == "head");
  CHECK(contains(report.exposures(kToken), "local-branch"));
  CHECK(report.refs(kToken, "branches") == Texts{"HEAD"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("GIT_DIR and its like are obeyed when no repository is named, and only then") {
  RepoBuilder repo;
  const std::string bad = repo.commit("app.env", settings());
  const TempDir elsewhere;
  RepoBuilder clean("clean");
  clean.commit("README", "nothing\n");
  const std::string git_dir = (repo.path() / ".git").string();
  const ScanReport by_dir =
      scan(Texts{}, at(elsewhere.path(), {{"GIT_DIR", git_dir}, {"GIT_WORK_TREE", elsewhere.path().string()}}));
  CHECK(by_dir.exit == 1);
  CHECK(by_dir.places(kToken).contains("app.env:2 " + bad));
  CHECK(scan(Texts{clean.path().string()}, at(elsewhere.path(), {{"GIT_DIR", git_dir}})).exit == 0);
  const std::string worktree = (repo.outside() / "other-worktree").string();
  repo.write("../other-worktree/only-there.env", settings(fake_github_token(1)));
  const ScanReport by_worktree =
      scan(Texts{}, at(elsewhere.path(), {{"GIT_DIR", git_dir}, {"GIT_WORK_TREE", worktree}}));
  CHECK(by_worktree.places(fake_github_token(1)) == TextSet{"only-there.env:2"});
  CHECK(by_worktree.exposures(fake_github_token(1)) == Texts{"worktree"});
}

TEST_CASE("objects and indexes that the environment names") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  RepoBuilder other("other");
  other.git({"hash-object", "-w", "--stdin"}, settings());
  const std::string theirs = (other.path() / ".git/objects").string();
  CHECK(scan(Texts{}, at(repo.path())).exit == 0);
  const ScanReport alternate = scan(Texts{}, at(repo.path(), {{"GIT_ALTERNATE_OBJECT_DIRECTORIES", theirs}}));
  CHECK(alternate.exposures(kToken) == Texts{"unreachable"});
  CHECK(alternate.complete());
  const ScanReport replaced = scan(Texts{}, at(repo.path(), {{"GIT_OBJECT_DIRECTORY", theirs}}));
  CHECK(replaced.exposures(kToken) == Texts{"unreachable"});
  CHECK_FALSE(replaced.complete());  // HEAD's commit is not there

  const std::string index = (repo.outside() / "index").string();
  const std::string staged = fake_github_token(1);
  const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, settings(staged));
  REQUIRE(run_command({"git", "update-index", "--add", "--cacheinfo", "100644," + blob + ",in-other.env"},
                      at(repo.path(), {{"GIT_INDEX_FILE", index}}))
              .exit == 0);
  CHECK(scan(Texts{}, at(repo.path())).exposures(staged) == Texts{"unreachable"});
  const ScanReport indexed = scan(Texts{}, at(repo.path(), {{"GIT_INDEX_FILE", index}}));
  CHECK(indexed.exposures(staged) == Texts{"staged"});
  CHECK(indexed.places(staged) == TextSet{"in-other.env:2"});
}

TEST_CASE("the search for a repository stops at a ceiling") {
  RepoBuilder repo;
  repo.write("deep/er/a.txt", "nothing\n");
  repo.commit("app.env", settings());
  CHECK(scan(Texts{}, at(repo.path() / "deep/er")).has(kToken));
  const std::string ceiling = (repo.path() / "deep").string();
  CHECK(
      contains(refusal({}, at(repo.path() / "deep/er", {{"GIT_CEILING_DIRECTORIES", ceiling}})), "no git repository"));
  CHECK(scan(Texts{}, at(repo.path(), {{"GIT_CEILING_DIRECTORIES", repo.path().string()}})).has(kToken));
}

TEST_CASE("another owner's repository is scanned") {
  if (geteuid() != 0) {
    WARN("skipped: only root can give a folder to somebody else");
    return;
  }
  RepoBuilder repo;
  const std::string bad = repo.commit("app.env", settings());
  REQUIRE(run_command({"chown", "-R", "12345:12345", repo.path().string()}).exit == 0);
  REQUIRE(repo.try_git({"status"}).exit != 0);  // git refuses
  const ScanReport report = scan(repo);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.complete());
}

TEST_CASE("extensions that do not change how objects are read are no reason to refuse") {
  for (const std::string extension : {"foo", "worktreeConfig", "preciousObjects", "relativeWorktrees"}) {
    INFO(extension);
    RepoBuilder repo;
    const std::string bad = repo.commit("app.env", settings());
    repo.git({"config", "core.repositoryFormatVersion", "1"});
    repo.git({"config", "extensions." + extension, "true"});
    const ScanReport report = scan(repo);
    CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
    CHECK(report.complete());
  }
}

TEST_CASE("what libgit2 cannot read is refused with a message that says so") {
  RepoBuilder sha256("repo", {"--object-format=sha256"});
  sha256.commit("app.env", settings());
  const std::string message = refusal({sha256.path().string()});
  INFO(message);
  CHECK((contains(message, "SHA-256") || contains(message, "sha256")));
  CHECK(contains(message, sha256.path().string()));
  RepoBuilder reftable;
  reftable.commit("app.env", settings());
  reftable.git({"config", "core.repositoryFormatVersion", "1"});
  reftable.git({"config", "extensions.refStorage", "reftable"});
  CHECK(contains(refusal({reftable.path().string()}), "reftable"));
  RepoBuilder future;
  future.commit("app.env", settings());
  future.git({"config", "core.repositoryFormatVersion", "99"});
  CHECK(contains(refusal({future.path().string()}), "99"));
}

TEST_CASE("what is not a repository is told by its name") {
  const TempDir folder;
  const std::string plain = folder.path().string();
  CHECK(contains(refusal({plain}), plain));
  CHECK(contains(refusal({}, at(folder.path())), "no git repository"));
  CHECK(contains(refusal({plain + "/none"}), plain + "/none"));
  RepoBuilder repo;
  repo.write("file.txt", "x\n");
  repo.write("nowhere/.git", "gitdir: /nonexistent/store\n");
  CHECK(contains(refusal({(repo.path() / "nowhere").string()}), "nowhere"));
}

TEST_CASE("several repositories are one report, in the order of the command line") {
  RepoBuilder one("one"), two("two");
  const std::string other = fake_github_token(1);
  const std::string in_one = one.commit("app.env", settings());
  const std::string in_two = two.commit("app.env", settings(other));
  const ScanReport both = scan(Texts{two.path().string(), one.path().string()});
  REQUIRE(both.document["scans"].size() == 2);
  CHECK(both.document["scans"][0]["target"] == two.path().string());
  CHECK(both.places(kToken) == TextSet{"app.env:2 " + in_one});
  CHECK(both.places(other) == TextSet{"app.env:2 " + in_two});
  CHECK(both.document["summary"]["leaks"] == 2);
  const ScanReport twice = scan(Texts{one.path().string(), (one.path() / ".").string()});
  REQUIRE(twice.document["scans"].size() == 1);
  CHECK(twice.document["summary"]["leaks"] == 1);
}

TEST_CASE("a repository whose own path is odd") {
  for (const std::string name : {"with space", "new\nline", "caf\xe9", "-dash", "quote\"s'"}) {
    RepoBuilder repo(name);
    const std::string bad = repo.commit("app.env", settings());
    const ScanReport named = scan(repo);
    CHECK(named.places(kToken) == TextSet{"app.env:2 " + bad});
    CHECK(scan(Texts{}, at(repo.path())).places(kToken) == TextSet{"app.env:2 " + bad});
  }
}
