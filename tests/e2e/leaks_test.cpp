// Leaks as a person reads them: one for each secret, with who brought it, who took it away, and what allows it.
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

const std::string kToken = fake_github_token(900);

std::string settings(const std::string& token = kToken) { return "# settings\ntoken = " + token + "\n"; }

std::string fingerprint(const ScanReport& report, const std::string& secret) {
  return report.leak(secret)["fingerprint"];
}

// A made-up password in a URL: guessable, so its fingerprint is of the weak kind.
std::string database_url(const std::string& host) {
  return "postgres://admin:" + std::string("Wi7ter") + "Kaese@" + host;
}

}  // namespace

TEST_CASE("a secret that stays through 50 edits is one leak with one introduction") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  std::string bad;
  for (int i = 0; i < 50; ++i) {
    const std::string id = repo.commit("app.env", std::string(static_cast<std::size_t>(i), '\n') + settings());
    if (i == 0) bad = id;
  }
  const ScanReport report = scan(repo);
  CHECK(report.document["summary"]["leaks"] == 1);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.leak(kToken)["occurrences"].size() == 1);
  CHECK(report.leak(kToken)["objects"] == 50);
  CHECK(report.head_paths(kToken) == Texts{"app.env"});
  CHECK(report.exposure(kToken) == "head");
}

TEST_CASE("renames and copies bring nothing new, another file does") {
  RepoBuilder repo;
  const std::string bad = repo.commit("app.env", settings());
  repo.git({"mv", "app.env", "renamed.env"});
  repo.commit_all("rename");
  repo.write("copy/app.env", settings());
  repo.commit_all("copy");
  repo.git({"mv", "renamed.env", "edited.env"});
  repo.write("edited.env", settings() + "port = 80\n");
  repo.commit_all("rename with an edit");
  const ScanReport moved = scan(repo);
  CHECK(moved.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(moved.head_paths(kToken) == Texts{"copy/app.env", "edited.env"});
  const std::string again = repo.commit("other.yml", "key: " + kToken + "\n");
  const ScanReport report = scan(repo);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad, "other.yml:1 " + again});
  CHECK(report.document["summary"]["leaks"] == 1);
}

TEST_CASE("who took a leak out of a branch is told for each branch") {
  RepoBuilder repo;
  const std::string bad = repo.commit("app.env", settings());
  repo.git({"branch", "keeps"});
  repo.git({"checkout", "-q", "-b", "early"});
  const std::string early = repo.commit("app.env", "clean early\n", "clean early");
  repo.git({"checkout", "-q", "main"});
  repo.commit("README", "nothing\n");
  const std::string late = repo.commit("app.env", "clean late\n", "clean late");
  const ScanReport report = scan(repo);
  CHECK(report.removals(kToken) == TextSet{"refs/heads/early " + early, "refs/heads/main " + late});
  CHECK(report.exposures(kToken) == Texts{"local-branch"});
  CHECK(report.refs(kToken, "branches") == Texts{"refs/heads/early", "refs/heads/keeps", "refs/heads/main"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.head_paths(kToken).empty());
  for (const auto& removal : report.leak(kToken)["removals"]) {
    CHECK((removal["summary"] == "clean early" || removal["summary"] == "clean late"));
  }
}

TEST_CASE("a merge does not bring what a parent had, but what its author adds") {
  RepoBuilder repo;
  const std::string evil = fake_github_token(1);
  repo.commit("README", "nothing\n");
  repo.git({"checkout", "-q", "-b", "one"});
  const std::string bad = repo.commit("app.env", settings());
  repo.git({"checkout", "-q", "-b", "two", "main"});
  repo.commit("two.txt", "two\n");
  repo.git({"checkout", "-q", "-b", "three", "main"});
  repo.commit("three.txt", "three\n");
  repo.git({"checkout", "-q", "main"});
  repo.tick();
  repo.git({"merge", "-q", "--no-edit", "one", "two", "three"});
  REQUIRE(repo.git({"rev-list", "--parents", "-1", "HEAD"}).size() == 5 * 40 + 4 - 41);
  repo.git({"checkout", "-q", "-b", "four"});
  repo.commit("four.txt", "four\n");
  repo.git({"checkout", "-q", "main"});
  repo.tick();
  repo.git({"merge", "-q", "--no-ff", "--no-commit", "four"});
  repo.write("evil.env", settings(evil));
  const std::string merge = repo.commit_all("merge four");
  const ScanReport report = scan(repo);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  CHECK(report.places(evil) == TextSet{"evil.env:2 " + merge});
}

TEST_CASE("two secrets in one file, and one secret under two rules' eyes, are told once each") {
  RepoBuilder repo;
  const std::string other = fake_github_token(1);
  const std::string bad = repo.commit("app.env", settings() + "api_key = \"" + other + "\"\nagain = " + kToken + "\n");
  const ScanReport report = scan(repo);
  CHECK(report.secrets() == TextSet{kToken, other});
  CHECK(report.document["summary"]["leaks"] == 2);
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad, "app.env:4 " + bad});
  CHECK(report.places(other) == TextSet{"app.env:3 " + bad});
}

TEST_CASE("leaks are ordered by exposure, and counted by it") {
  RepoBuilder repo;
  const std::string pushed = fake_github_token(1), in_head = fake_github_token(2), lost = fake_github_token(3);
  repo.git({"update-ref", "refs/remotes/origin/x", repo.commit("a.env", settings(pushed))});
  repo.commit("b.env", settings(in_head));
  repo.git({"hash-object", "-w", "--stdin"}, settings(lost));
  const ScanReport report = scan(repo);
  std::vector<std::string> order;
  for (const auto& leak : report.document["scans"][0]["leaks"]) order.push_back(leak["secret"]["value"]);
  CHECK(order == std::vector<std::string>{pushed, in_head, lost});
  CHECK(report.document["summary"]["by_exposure"]["pushed"] == 1);
  CHECK(report.document["summary"]["by_exposure"]["unreachable"] == 1);
}

TEST_CASE("no report holds a whole secret unless it is asked for") {
  RepoBuilder repo;
  repo.write("keys/" + kToken + ".txt", settings());
  repo.git({"add", "-A"});
  repo.git({"commit", "-q", "-m", "with " + kToken, "--author", kToken + " <x@example.org>"});
  repo.git({"branch", kToken});
  repo.git({"tag", "-a", "-m", kToken, "v-" + kToken});
  for (const std::string format : {"text", "json", "jsonl", "sarif"}) {
    INFO(format);
    const CommandResult result = run_leaksieve({"scan", "-v", "-f", format, repo.path().string()});
    CHECK(result.exit == 1);
    CHECK_FALSE(contains(result.out + result.err, kToken));
    CHECK_FALSE(contains(result.out + result.err, kToken.substr(8, 24)));
  }
}

TEST_CASE("equal repositories give equal bytes, whatever the threads, the packing and the run") {
  RepoBuilder repo;
  for (unsigned i = 0; i < 30; ++i) {
    repo.write("dir" + std::to_string(i % 4) + "/app" + std::to_string(i % 9) + ".env", settings(fake_github_token(i)));
    repo.write("filler" + std::to_string(i), std::string(3000, static_cast<char>('a' + i % 26)) + std::to_string(i));
    repo.commit_all("number " + std::to_string(i));
    if (i % 10 == 5) repo.git({"branch", "b" + std::to_string(i)});
  }
  repo.git({"reset", "-q", "--hard", "HEAD~3"});
  repo.write("loose.env", settings());
  for (const std::string format : {"text", "json", "jsonl", "sarif"}) {
    INFO(format);
    const auto run = [&](const std::string& threads) {
      CommandResult result = run_leaksieve({"scan", "-v", "-j", threads, "-f", format, repo.path().string()});
      if (format == "text") result.out.erase(result.out.rfind(" in "));  // the time that it took
      return result;
    };
    const CommandResult one = run("1");
    CHECK(one.exit == 1);
    CHECK(one.out.size() > 1000);
    for (const std::string threads : {"4", "4", "2", "1"}) CHECK(run(threads).out == one.out);
  }
  const nlohmann::json loose = scan(repo).document;
  repo.git({"repack", "-q", "-a", "-d"});
  const nlohmann::json half = scan(repo).document;
  repo.git({"repack", "-q", "-A", "-d", "-f"});
  repo.git({"commit-graph", "write", "--reachable"});
  repo.git({"pack-refs", "--all"});
  const nlohmann::json packed = scan(repo).document;
  CHECK(half == loose);
  CHECK(packed == loose);
}

TEST_CASE("comments on the line allow a leak there, and only there") {
  RepoBuilder repo;
  const std::string other = fake_github_token(1), twice = fake_github_token(2);
  repo.commit("a.env", "token = " + kToken + "  # leaksieve:allow\nother = " + other + " # gitleaks:allow\n");
  const ScanReport allowed = scan(repo);
  CHECK(allowed.exit == 0);
  CHECK(allowed.document["summary"]["allowed"] == 2);
  const std::string bad = repo.commit("b.env", "first = " + twice + " # leaksieve:allow\n\nsecond = " + twice + "\n");
  const ScanReport report = scan(repo);
  CHECK(report.secrets() == TextSet{twice});
  CHECK(report.places(twice) == TextSet{"b.env:3 " + bad});
}

TEST_CASE("ignore files allow leaks by fingerprint") {
  for (const std::string name : {".leaksieveignore", ".gitleaksignore"}) {
    RepoBuilder repo;
    const std::string other = fake_github_token(1);
    repo.commit("a.env", settings() + "other = " + other + "\n");
    const std::string print = fingerprint(scan(repo), kToken);
    repo.write(name, "# known\n\n" + print + "\n");
    const ScanReport report = scan(repo);
    CHECK(report.secrets() == TextSet{other});
    CHECK(report.document["summary"]["allowed"] == 1);
    repo.write(name, print + "  # rotated\n" + fingerprint(report, other) + "\n");
    CHECK(scan(repo).exit == 0);
  }
}

TEST_CASE("ignore files of gitleaks allow a leak by its place") {
  RepoBuilder repo;
  const std::string bad = repo.commit("conf/a.env", settings());
  repo.write(".gitleaksignore", bad + ":conf/a.env:github-pat:2\n");
  CHECK(scan(repo).exit == 0);
  repo.write(".gitleaksignore", "conf/a.env:github-pat:2\n");
  CHECK(scan(repo).exit == 0);
  repo.write(".gitleaksignore", "conf/a.env:github-pat:3\n" + std::string(40, '7') + ":conf/a.env:github-pat:2\n");
  CHECK(scan(repo).places(kToken) == TextSet{"conf/a.env:2 " + bad});
}

TEST_CASE("a baseline is a list of fingerprints, and new leaks are still told") {
  RepoBuilder repo;
  const std::string fresh = fake_github_token(1);
  repo.commit("a.env", settings() + database_url("db.internal:5432/app") + "\n");
  const ScanReport before = scan(repo);
  REQUIRE(before.secrets().size() == 2);
  std::ofstream known(repo.outside() / "known.txt");
  for (const auto& leak : before.document["scans"][0]["leaks"]) known << leak["fingerprint"].get<std::string>() << "\n";
  known.close();
  const std::string file = (repo.outside() / "known.txt").string();
  CHECK(scan(repo, {"--ignore-file", file}).exit == 0);
  repo.git({"mv", "a.env", "moved.env"});
  repo.commit("moved.env",
              "\n\n  " + database_url("db.internal:5432/app") + "\n" + settings() + "new = " + fresh + "\n");
  const ScanReport after = scan(repo, {"--ignore-file", file});
  CHECK(after.exit == 1);
  CHECK(after.secrets() == TextSet{fresh});
}

TEST_CASE("fingerprints are the same in every repository") {
  RepoBuilder one("one"), two("two");
  one.commit("a.env", settings());
  two.commit("README", "nothing\n");
  two.write("deep/b.yml", "- key: " + kToken + "\n");
  const std::string print = fingerprint(scan(one), kToken);
  CHECK(print.starts_with("s"));
  CHECK(fingerprint(scan(two), kToken) == print);
  CHECK(fingerprint(scan(Texts{"--dir", one.path().string()}), kToken) == print);
}

TEST_CASE("allowlists by path and commit hold once these are known") {
  RepoBuilder repo;
  const std::string other = fake_github_token(1);
  const std::string first = repo.commit("src/a.env", settings());
  const std::string second = repo.commit("test/b.env", settings(other));
  repo.write(".leaksieve.toml", "[[allowlists]]\npaths = ['''^test/''']\n");
  CHECK(scan(repo).secrets() == TextSet{kToken});
  repo.write(".leaksieve.toml", "[[allowlists]]\ncommits = [\"" + first + "\"]\n");
  CHECK(scan(repo, {"--source", "history"}).secrets() == TextSet{other});
  repo.write(".leaksieve.toml", "[[allowlists]]\nstopwords = [\"" + kToken.substr(4, 10) + "\"]\n");
  CHECK(scan(repo).secrets() == TextSet{other});
  CHECK(scan(repo, {"--no-config"}).secrets() == TextSet{kToken, other});
}
