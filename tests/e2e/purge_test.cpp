// purge-plan, with the real git filter-repo: what it writes takes the leaks out, and --verify tells whether it did.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <sys/stat.h>

#include "tests/support/archives.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

mode_t mode_of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

bool has_filter_repo() {
  const bool has = run_command({"git", "filter-repo", "--version"}).exit == 0;
  if (!has) std::cout << "SKIPPED: git-filter-repo is not installed\n";
  return has;
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

std::string new_key(const fs::path& folder) {
  const std::string file = (folder / "key").string();
  REQUIRE(run_command({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "nobody", "-f", file}).exit == 0);
  return read_file(file);
}

std::string utf16(const std::string& ascii) {
  std::string out = "\xff\xfe";
  for (const char c : ascii) out += std::string{c, '\0'};
  return out;
}

std::string line_of(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

// A repository with leaks of every kind that a plan knows a way for.
struct Planted {
  RepoBuilder repo;
  TempDir folder;
  std::string key = new_key(folder.path());
  fs::path plan = folder.path() / "plan.txt";
  std::vector<std::string> secrets;

  Planted() {
    for (unsigned seed = 1; seed <= 8; ++seed) secrets.push_back(fake_github_token(seed));
    repo.write(".leaksieve.toml",
               "[[rules]]\nid = \"acme\"\ndescription = \"Acme\"\nregex = '''acme:([^(\\s]{12,40})'''\n");
    repo.commit("config.env", "first\n" + line_of(1) + "last\n");
    repo.commit("config.env", "first\nlast\n", "Revert " + fake_github_token(2));
    repo.commit("k8s.yaml", "data: " + base64_of("token=" + fake_github_token(3)) + "\n");
    repo.commit("a.zip", archive_of({{"inner.env", line_of(4)}, {"other.txt", "x\n"}}, "zip"));
    repo.commit("wide.txt", utf16(line_of(5)));
    repo.commit("backup-" + fake_github_token(6) + ".txt", "content stays\n");
    repo.commit("keys/id", key);
    repo.commit("keys/windows", with_crlf(key) + "kept\r\n");
    repo.commit("odd.txt", "acme:" + odd() + " stays\n");
    repo.git({"tag", "-a", "v1", "-m", "release " + fake_github_token(7)});
    repo.git({"checkout", "-q", "-b", "side"});
    repo.commit("side.env", line_of(8));
    repo.git({"checkout", "-q", "main"});
    secrets.push_back(odd());
  }
  static std::string odd() { return "lit" + std::string("eral:a==>b\\1'\"Zq7xW"); }

  [[nodiscard]] CommandResult purge(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "purge-plan");
    arguments.push_back(repo.path().string());
    return run_leaksieve(arguments);
  }
  [[nodiscard]] bool shows_secret(const std::string& text) const {
    for (const std::string& secret : secrets) {
      if (text.find(secret) != std::string::npos) return true;
    }
    return text.find(key.substr(60, 40)) != std::string::npos;
  }
};

fs::path beside(const fs::path& file, const char* suffix) { return file.string() + suffix; }

TEST_CASE("what purge-plan writes makes git filter-repo take every leak out, and --verify proves it") {
  if (!has_filter_repo()) return;
  Planted planted;
  const CommandResult plan = planted.purge({"--output", planted.plan.string()});
  INFO(plan.out << plan.err);
  REQUIRE(plan.exit == 0);
  CHECK_FALSE(planted.shows_secret(plan.out + plan.err));
  CHECK(plan.out.find("git filter-repo --replace-text " + planted.plan.string()) != std::string::npos);
  for (const char* suffix : {"", ".blobs", ".paths", ".leaks"}) {
    INFO(suffix);
    CHECK(mode_of(beside(planted.plan, suffix)) == 0600);
  }
  CHECK_FALSE(planted.shows_secret(read_file(beside(planted.plan, ".leaks"))));

  // Nothing was changed yet: --verify finds them all where they are.
  const CommandResult before = planted.purge({"--verify", planted.plan.string()});
  CHECK(before.exit == 1);
  CHECK(before.out.find("config.env:2:7") != std::string::npos);
  CHECK(before.out.find("Not clean") != std::string::npos);
  CHECK_FALSE(planted.shows_secret(before.out + before.err));

  const fs::path mirror = planted.folder.path() / "purge.git";
  planted.repo.git({"clone", "-q", "--mirror", "--no-local", planted.repo.path().string(), mirror.string()});
  CommandOptions there;
  there.directory = mirror.string();
  const auto in_mirror = [&](const std::vector<std::string>& arguments) {
    const CommandResult result = run_command(arguments, there);
    INFO(arguments[1] << ": " << result.out << result.err);
    REQUIRE(result.exit == 0);
    return result.out;
  };
  in_mirror({"git", "filter-repo", "--replace-text", planted.plan.string(), "--replace-message", planted.plan.string(),
             "--strip-blobs-with-ids", beside(planted.plan, ".blobs").string(), "--invert-paths", "--paths-from-file",
             beside(planted.plan, ".paths").string()});
  in_mirror({"git", "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all"});
  in_mirror({"git", "gc", "-q", "--prune=now"});
  const CommandResult after = run_leaksieve({"purge-plan", "--verify", planted.plan.string(), mirror.string()});
  INFO(after.out << after.err);
  CHECK(after.exit == 0);
  CHECK(after.out.find("Clean: nothing is left") != std::string::npos);
  const ScanReport scanned = scan({"--config", (planted.repo.path() / ".leaksieve.toml").string(), mirror.string()});
  CHECK(scanned.secrets() == TextSet{});
  CHECK(scanned.complete());

  // What was no secret is still there.
  CHECK(in_mirror({"git", "show", "main:config.env"}) == "first\nlast\n");
  CHECK(in_mirror({"git", "show", "main:odd.txt"}) == "acme:***REMOVED*** stays\n");
  CHECK(in_mirror({"git", "show", "main:backup-REMOVED.txt"}) == "content stays\n");
  CHECK(in_mirror({"git", "show", "main:keys/windows"}) == "***REMOVED***\r\nkept\r\n");
  CHECK(in_mirror({"git", "show", "side:side.env"}) == "key = ***REMOVED***\n");
  CHECK(in_mirror({"git", "log", "--format=%s", "main"}).find("Revert ***REMOVED***") != std::string::npos);
  CHECK(in_mirror({"git", "tag", "-l", "--format=%(contents:subject)"}) == "release ***REMOVED***\n");
}

TEST_CASE("--verify finds what only an unreachable object, a stash, the index or an editor's file still holds") {
  const Planted planted;
  RepoBuilder repo;
  repo.commit("a.txt", "clean\n");
  const fs::path plan = planted.folder.path() / "one.txt";
  {
    std::ofstream file(plan);
    file << "literal:" << fake_github_token(1) << "==>x\n";
  }
  fs::permissions(plan, fs::perms::owner_read | fs::perms::owner_write);
  const auto verify = [&] { return run_leaksieve({"purge-plan", "--verify", plan.string(), repo.path().string()}); };
  CHECK(verify().exit == 0);

  SECTION("an amended commit") {
    repo.commit("a.txt", line_of(1));
    repo.git({"reset", "-q", "--hard", "HEAD^"});
    repo.git({"reflog", "expire", "--expire=now", "--all"});
    CHECK(verify().out.find("unreachable") != std::string::npos);
  }
  SECTION("a stash, with an allow comment") {
    repo.write("a.txt", line_of(1).substr(0, 46) + " # leaksieve:allow\n");
    repo.git({"stash", "-q"});
    CHECK(verify().out.find("stash") != std::string::npos);
  }
  SECTION("in base64, staged") {
    repo.write("b.txt", base64_of("xx " + line_of(1)) + "\n");
    repo.git({"add", "b.txt"});
    CHECK(verify().out.find("b.txt") != std::string::npos);
  }
  SECTION("the message that git keeps of a commit which was not made") {
    repo.write(".git/COMMIT_EDITMSG", "use " + fake_github_token(1) + "\n");
    CHECK(verify().out.find("COMMIT_EDITMSG") != std::string::npos);
  }
  SECTION("a reflog's message") {
    repo.git({"update-ref", "-m", "note " + fake_github_token(1), "refs/heads/x", "HEAD"});
    repo.git({"update-ref", "--create-reflog", "-m", "note " + fake_github_token(1), "refs/heads/y", "HEAD"});
    CHECK(verify().out.find("logs/refs/heads/y") != std::string::npos);
  }
  const CommandResult last = verify();
  CHECK(last.exit == 1);
  CHECK((last.out + last.err).find(fake_github_token(1)) == std::string::npos);
}

TEST_CASE("the files of a plan are new, private and outside of the worktree, or are not made") {
  const Planted planted;
  const auto fails = [&](const fs::path& file, const char* why) {
    const CommandResult result = planted.purge({"--output", file.string()});
    INFO(result.out << result.err);
    CHECK(result.exit == 2);
    CHECK(result.err.find(why) != std::string::npos);
    CHECK_FALSE(planted.shows_secret(result.out + result.err));
  };
  CHECK(planted.purge({}).exit == 2);
  const fs::path folder = planted.folder.path();
  std::ofstream(folder / "there") << "mine\n";
  fails(folder / "there", "is there already");
  CHECK(read_file(folder / "there") == "mine\n");
  fs::create_symlink(folder / "target", folder / "link");
  fails(folder / "link", "is there already");
  CHECK_FALSE(fs::exists(folder / "target"));
  fails(planted.repo.path() / "plan.txt", "lies in the worktree");
  fs::create_directory_symlink(planted.repo.path(), folder / "way");
  fails(folder / "way" / "plan.txt", "lies in the worktree");
  fails(folder / "no/such/plan.txt", "cannot create");
  std::ofstream(folder / "half.leaks") << "mine\n";
  fails(folder / "half", "is there already");
  CHECK_FALSE(fs::exists(folder / "half"));  // all or none
  CHECK_FALSE(fs::exists(folder / "half.blobs"));
  CHECK(planted.purge({"--output", (planted.repo.path() / ".git/plan.txt").string()}).exit == 0);
  // The plan itself is not what is left of the secrets.
  const CommandResult verified = planted.purge({"--verify", (planted.repo.path() / ".git/plan.txt").string()});
  CHECK(verified.out.find("plan.txt:") == std::string::npos);
  fs::permissions(planted.repo.path() / ".git/plan.txt", fs::perms::group_read, fs::perm_options::add);
  CHECK(planted.purge({"--verify", (planted.repo.path() / ".git/plan.txt").string()}).exit == 2);
}

TEST_CASE("a plan is for the leaks that were named, and a wrong name is told") {
  const Planted planted;
  const ScanReport scanned = scan(planted.repo);
  const std::string name = scanned.leak(fake_github_token(1))["fingerprint"];
  const fs::path one = planted.folder.path() / "one.txt";
  const CommandResult plan = planted.purge({"--fingerprint", name, "--output", one.string()});
  CHECK(plan.exit == 0);
  CHECK(plan.out.find("1 leak to purge") == 0);
  CHECK(read_file(one) == "literal:" + fake_github_token(1) + "==>***REMOVED***\n");
  CHECK(read_file(beside(one, ".leaks")) == "1 " + name + " github-pat\n");
  const fs::path acme = planted.folder.path() / "acme.txt";
  CHECK(planted.purge({"--rule", "acme", "--output", acme.string()}).exit == 0);
  CHECK(read_file(acme) == "literal:" + Planted::odd() + "==>***REMOVED***\n");
  const fs::path none = planted.folder.path() / "none.txt";
  CHECK(planted.purge({"--fingerprint", "s0000", "--output", none.string()}).exit == 2);
  CHECK(planted.purge({"--rule", "no-such-rule", "--output", none.string()}).exit == 2);
  CHECK_FALSE(fs::exists(none));
}

TEST_CASE("a file that is a leak as such is dropped from history, and --verify looks for it") {
  if (!has_filter_repo()) return;
  const TempDir folder;
  RepoBuilder repo;
  repo.write(".leaksieve.toml", "[[rules]]\nid = \"store\"\ndescription = \"Key store\"\npath = '''\\.keystore$'''\n");
  repo.commit("a/release.keystore", "any bytes\n");
  repo.commit("a/other.txt", "stays\n");
  const std::string plan = (folder.path() / "plan.txt").string();
  const std::string mirror = (folder.path() / "purge.git").string();
  const std::string config = (repo.path() / ".leaksieve.toml").string();
  REQUIRE(run_leaksieve({"purge-plan", "--output", plan, repo.path().string()}).exit == 0);
  CHECK(run_leaksieve({"purge-plan", "--verify", plan, repo.path().string()}).exit == 1);
  repo.git({"clone", "-q", "--mirror", "--no-local", repo.path().string(), mirror});
  CommandOptions there;
  there.directory = mirror;
  const CommandResult filtered =
      run_command({"git", "filter-repo", "--invert-paths", "--paths-from-file", plan + ".paths"}, there);
  INFO(filtered.err);
  REQUIRE(filtered.exit == 0);
  const CommandResult after = run_leaksieve({"purge-plan", "--config", config, "--verify", plan, mirror});
  INFO(after.out << after.err);
  CHECK(after.exit == 0);
  CHECK(run_command({"git", "show", "main:a/other.txt"}, there).out == "stays\n");
}

TEST_CASE("a clean repository needs no plan, and one that cannot be read whole gets none that looks complete") {
  const TempDir folder;
  RepoBuilder repo;
  const std::string id = repo.commit("a.txt", "clean\n");
  const std::string plan = (folder.path() / "plan.txt").string();
  const CommandResult clean = run_leaksieve({"purge-plan", "--output", plan, repo.path().string()});
  CHECK(clean.exit == 0);
  CHECK_FALSE(fs::exists(plan));
  const std::string blob = repo.git({"rev-parse", "HEAD:a.txt"});
  fs::remove(repo.path() / ".git/objects" / blob.substr(0, 2) / blob.substr(2));
  const CommandResult broken = run_leaksieve({"purge-plan", "--output", plan, repo.path().string()});
  CHECK(broken.exit == 3);
  CHECK(broken.err.find("incomplete") != std::string::npos);
}

TEST_CASE("a remote's URL is printed without its password") {
  const TempDir folder;
  RepoBuilder repo;
  repo.commit("a.env", line_of(1));
  repo.git({"remote", "add", "origin", "https://me:" + fake_github_token(2) + "@git.example/x.git"});
  const CommandResult plan =
      run_leaksieve({"purge-plan", "--output", (folder.path() / "plan.txt").string(), repo.path().string()});
  CHECK(plan.exit == 0);
  CHECK(plan.out.find("git clone --mirror 'https://git.example/x.git'") != std::string::npos);
  CHECK(plan.out.find(fake_github_token(2)) == std::string::npos);
}

}  // namespace
}  // namespace leaksieve::test
