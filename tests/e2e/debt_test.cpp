// Accepted and rotated leaks, by the program as a team uses it: baseline create, update, diff; rotated; scans and
// hooks.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

const std::string kBaseline = ".leaksieve-baseline.jsonl";
const std::string kLedger = ".leaksieve-rotated.jsonl";

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

CommandResult run_in(const RepoBuilder& repo, const Texts& arguments) {
  CommandOptions options;
  options.directory = repo.path().string();
  return run_leaksieve(arguments, options);
}

std::string read(const RepoBuilder& repo, const std::string& file) {
  std::ifstream in(repo.path() / file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

// The only scan's leaks of a list, by their secrets.
TextSet secrets_in(const ScanReport& report, const std::string& list) {
  TextSet secrets;
  for (const auto& leak : report.document["scans"][0][list]) secrets.insert(leak["secret"]["value"].get<std::string>());
  return secrets;
}

std::string fingerprint_of(const ScanReport& report, unsigned seed) {
  return report.leak(fake_github_token(seed))["fingerprint"].get<std::string>();
}

TEST_CASE("a baseline accepts today's leaks, and only these") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  repo.commit("b.txt", "password = \"Tr4vel-lantern-77\"\n");
  CHECK(scan(repo).exit == 1);
  const CommandResult made = run_in(repo, {"baseline", "create", "--owner", "platform", "--reason", "before the gate"});
  INFO(made.err);
  CHECK(made.exit == 0);
  const std::string text = read(repo, kBaseline);
  CHECK(text.find("platform") != std::string::npos);
  CHECK(text.find(fake_github_token(1)) == std::string::npos);
  CHECK(text.find("Tr4vel") == std::string::npos);
  const ScanReport accepted = scan(repo);
  CHECK(accepted.exit == 0);
  CHECK(accepted.secrets().empty());
  CHECK(secrets_in(accepted, "settled").count(fake_github_token(1)) == 1);
  CHECK(accepted.document["summary"]["accepted"] == accepted.document["scans"][0]["settled"].size());
  CHECK(accepted.document["scans"][0]["settled"][0]["state"] == "accepted");
  CHECK(accepted.document["scans"][0]["settled"][0]["standing"]["owner"] == "platform");
  CHECK(scan(repo, {"--no-baseline"}).exit == 1);
  // The file itself is no leak, and committing it changes nothing.
  repo.commit_all("baseline");
  CHECK(scan(repo).exit == 0);
  repo.commit("c.txt", line_with_token(2));
  const ScanReport fresh = scan(repo);
  CHECK(fresh.exit == 1);
  CHECK(fresh.secrets() == TextSet{fake_github_token(2)});
}

TEST_CASE("a baseline is the same after another run, a move and a rebase") {
  RepoBuilder repo;
  repo.commit("readme", "hello\n");
  repo.git({"checkout", "-q", "-b", "topic"});
  repo.commit("dir/a.txt", line_with_token(1));
  repo.commit("b.ini", "[db]\npassword = \"Tr4vel-lantern-77\"\n");
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  const std::string first = read(repo, kBaseline);
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  CHECK(read(repo, kBaseline) == first);
  repo.git({"mv", "dir/a.txt", "moved.txt"});
  repo.write("b.ini", "# more\n\n[db]\n   password = \"Tr4vel-lantern-77\"\n");
  repo.git({"commit", "-q", "-am", "move"});
  CHECK(scan(repo).exit == 0);
  repo.git({"checkout", "-q", "main"});
  repo.commit("other", "new\n");
  repo.git({"rebase", "-q", "main", "topic"});
  repo.git({"reflog", "expire", "--expire=now", "--all"});
  repo.git({"gc", "-q", "--prune=now"});
  CHECK(scan(repo).exit == 0);
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  CHECK(read(repo, kBaseline) == first);
}

TEST_CASE("an entry that is over blocks again and says so") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  REQUIRE(run_in(repo, {"baseline", "create", "--expires", "2999-12-31", "--owner", "Ann"}).exit == 0);
  CHECK(scan(repo).exit == 0);
  std::string text = read(repo, kBaseline);
  replace(text, "2999-12-31", "2020-12-31");
  repo.write(kBaseline, text);
  const ScanReport over = scan(repo);
  CHECK(over.exit == 1);
  const auto& leak = over.leak(fake_github_token(1));
  CHECK(leak["state"] == "open");
  CHECK(leak["standing"]["reopened"] == "its baseline entry expired on 2020-12-31");
  CHECK(contains(run_in(repo, {"scan"}).out, "its baseline entry expired on 2020-12-31; owner: Ann"));
  const CommandResult diff = run_in(repo, {"baseline", "diff"});
  CHECK(diff.exit == 1);
  CHECK(contains(diff.out, "0 leaks new, 1 accepted, 1 of them expired, 0 gone"));
  // Creating again does not lengthen it.
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  CHECK(scan(repo).exit == 1);
  CHECK(run_in(repo, {"baseline", "create", "--expires", "soon"}).exit == 2);
}

TEST_CASE("update drops what is gone and adds only when it is asked to; diff tells both") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  const std::string before = repo.git({"rev-parse", "HEAD"});
  repo.commit("b.txt", line_with_token(2));
  REQUIRE(run_in(repo, {"baseline", "create", "--owner", "Ann", "--reason", "legacy"}).exit == 0);
  CHECK(run_in(repo, {"baseline", "diff"}).exit == 0);
  repo.git({"reset", "-q", "--hard", before});
  repo.git({"reflog", "expire", "--expire=now", "--all"});
  repo.git({"gc", "-q", "--prune=now"});
  repo.commit("c.txt", line_with_token(3));
  const CommandResult diff = run_in(repo, {"baseline", "diff", "--format", "json"});
  CHECK(diff.exit == 1);
  const auto json = nlohmann::json::parse(diff.out);
  CHECK(json["new"].size() == 1);
  CHECK(json["gone"].size() == 1);
  CHECK(json["new"][0]["path"] == "c.txt");
  CHECK(json["gone"][0]["owner"] == "Ann");
  CHECK(run_in(repo, {"baseline", "update"}).exit == 1);  // something new is not accepted
  CHECK(scan(repo).secrets() == TextSet{fake_github_token(3)});
  CHECK(!contains(read(repo, kBaseline), "b.txt"));
  CHECK(run_in(repo, {"baseline", "update", "--add", "--reason", "second import"}).exit == 0);
  const std::string text = read(repo, kBaseline);
  CHECK(contains(text, "legacy"));
  CHECK(contains(text, "second import"));
  CHECK(scan(repo).exit == 0);
  CHECK(run_in(repo, {"baseline", "diff"}).exit == 0);
}

TEST_CASE("a broken baseline or ledger is refused, not passed over") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  const std::string good = read(repo, kBaseline);
  for (const std::string& bad :
       {std::string(), std::string("<<<<<<< HEAD\n") + good, good + "{\"fingerprint\"", std::string("\x00\xff", 2)}) {
    repo.write(kBaseline, bad);
    const CommandResult result = run_in(repo, {"scan"});
    CHECK(result.exit == 2);
    CHECK(contains(result.err, kBaseline));
  }
  repo.write(kBaseline, good);
  repo.write(kLedger, "nonsense\n");
  CHECK(run_in(repo, {"scan"}).exit == 2);
  CHECK(run_in(repo, {"scan", "--baseline", "not-there.json"}).exit == 2);
}

TEST_CASE("a report of gitleaks serves as a baseline") {
  RepoBuilder repo;
  const std::string commit = repo.commit("a.txt", "\n" + line_with_token(1));
  repo.commit("b.txt", line_with_token(2));
  const std::string report = "[{\"RuleID\": \"github-pat\", \"Commit\": \"" + commit +
                             "\", \"File\": \"a.txt\", \"StartLine\": 2, \"EndLine\": 2, \"Fingerprint\": \"" + commit +
                             ":a.txt:github-pat:2\"}]";
  std::ofstream(repo.outside() / "gitleaks.json") << report;
  const ScanReport result = scan(repo, {"--baseline", (repo.outside() / "gitleaks.json").string()});
  CHECK(result.secrets() == TextSet{fake_github_token(2)});
  CHECK(secrets_in(result, "settled") == TextSet{fake_github_token(1)});
}

TEST_CASE("a rotated secret is done, until a later commit brings it back") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  const std::string fingerprint = fingerprint_of(scan(repo), 1);
  const CommandResult recorded =
      run_in(repo, {"rotated", fingerprint, "--note", "revoked, OPS-1", "--date", "2024-06-01"});
  INFO(recorded.err);
  CHECK(recorded.exit == 0);
  repo.commit_all("ledger");
  const ScanReport done = scan(repo);
  CHECK(done.exit == 0);
  const auto& leak = done.document["scans"][0]["settled"][0];
  CHECK(leak["state"] == "rotated");
  CHECK(leak["standing"]["reason"] == "revoked, OPS-1");
  CHECK(contains(run_in(repo, {"scan", "--verbose"}).out, "rotated on 2024-06-01"));
  // A copy of the file is no news; a commit that was written later is.
  repo.git({"rm", "-q", "a.txt"});
  repo.git({"commit", "-q", "-m", "out"});
  CHECK(scan(repo).exit == 0);
  repo.write("new.txt", "# again\n" + line_with_token(1));
  const ScanReport loose = scan(repo);  // in the worktree: it would come back with the next commit
  CHECK(loose.exit == 1);
  CHECK(
      contains(loose.leak(fake_github_token(1))["standing"]["reopened"].get<std::string>(), "came back in 'new.txt'"));
  repo.git({"add", "new.txt"});
  CommandOptions later;
  later.directory = repo.path().string();
  later.env = {{"GIT_AUTHOR_DATE", "2024-07-01T00:00:00Z"}, {"GIT_COMMITTER_DATE", "2024-07-01T00:00:00Z"}};
  REQUIRE(run_command({"git", "commit", "-q", "-m", "again"}, later).exit == 0);
  const ScanReport back = scan(repo);
  CHECK(back.exit == 1);
  CHECK(contains(
      back.leak(fake_github_token(1))["standing"]["reopened"].get<std::string>(),
      "it was rotated on 2024-06-01 and came back in commit " + repo.git({"rev-parse", "HEAD"}).substr(0, 10)));
  CHECK(run_in(repo, {"rotated", fingerprint, "--undo"}).exit == 0);
  CHECK_FALSE(contains(read(repo, kLedger), fingerprint));
  CHECK(run_in(repo, {"rotated", fingerprint, "--undo"}).exit == 2);
}

TEST_CASE("the ledger says who and when by itself, and refuses what is to come") {
  RepoBuilder repo;
  repo.git({"config", "user.name", "Ann Author"});
  repo.git({"config", "user.email", "ann@example.org"});
  const std::string fingerprint = "s" + std::string(20, '1');
  REQUIRE(run_in(repo, {"rotated", fingerprint}).exit == 0);
  CHECK(contains(read(repo, kLedger), "\"by\": \"Ann Author <ann@example.org>\""));
  CHECK(contains(run_in(repo, {"rotated", fingerprint, "--note", "x"}).out, "already"));
  CHECK(run_in(repo, {"rotated", "s2"}).exit == 2);
  CHECK(run_in(repo, {"rotated"}).exit == 2);
  CHECK(run_in(repo, {"rotated", "s" + std::string(20, '2'), "--date", "2999-01-01"}).exit == 2);
}

TEST_CASE("what is accepted or rotated is stopped by a hook when it is added anew") {
  HookedRepo repo;
  repo.commit("a.txt", "first\n" + line_with_token(1));
  repo.commit("b.txt", "first\n" + line_with_token(2));
  const std::string fingerprint = fingerprint_of(scan(repo), 2);
  REQUIRE(repo.leaksieve({"rotated", fingerprint}).exit == 0);
  REQUIRE(repo.leaksieve({"baseline", "create"}).exit == 0);
  repo.install();
  repo.git({"add", "-A"});
  CHECK(repo.git_with({"commit", "-q", "-m", "debt"}).exit == 0);
  for (const unsigned seed : {1U, 2U}) {
    const std::string old_file = seed == 1 ? "a.txt" : "b.txt";
    repo.write(old_file, "changed\n" + line_with_token(seed));  // the line beside it changes
    repo.git({"add", "-A"});
    CHECK(repo.git_with({"commit", "-q", "-m", "beside"}).exit == 0);
    repo.write("new.txt", "more\n" + line_with_token(seed));
    repo.git({"add", "-A"});
    CHECK(repo.git_with({"commit", "-q", "-m", "anew"}).exit != 0);
    repo.git({"rm", "-q", "-f", "--cached", "new.txt"});
    fs::remove(repo.path() / "new.txt");
  }
}

TEST_CASE("in a range, debt passes where it was and not where it is added") {
  RepoBuilder repo;
  repo.commit("dir/a.txt", "first\n" + line_with_token(1));
  REQUIRE(run_in(repo, {"baseline", "create"}).exit == 0);
  const std::string base = repo.commit_all("baseline");
  repo.commit("dir/a.txt", "changed\n" + line_with_token(1));
  CHECK(scan(repo, {"--range", base + "..HEAD"}).exit == 0);
  repo.git({"mv", "dir/a.txt", "moved.txt"});
  repo.write("moved.txt", "changed again\n" + line_with_token(1));
  repo.commit_all("move and change");
  CHECK(scan(repo, {"--range", base + "..HEAD"}).exit == 0);
  const std::string clean = repo.git({"rev-parse", "HEAD"});
  repo.commit("copy.txt", "a copy\n" + line_with_token(1));
  const ScanReport added = scan(repo, {"--range", clean + "..HEAD"});
  CHECK(added.exit == 1);
  CHECK(contains(added.leak(fake_github_token(1))["standing"]["reopened"].get<std::string>(),
                 "but it is added in commit"));
  CHECK(scan(repo).exit == 0);  // the whole repository: it is accepted wherever it stands
}

TEST_CASE("sarif tells accepted and rotated leaks as suppressed") {
  RepoBuilder repo;
  repo.commit("a.txt", line_with_token(1));
  REQUIRE(run_in(repo, {"baseline", "create", "--reason", "legacy"}).exit == 0);
  repo.commit("b.txt", line_with_token(2));
  const auto sarif = nlohmann::json::parse(run_in(repo, {"scan", "--format", "sarif"}).out);
  std::map<std::string, nlohmann::json> by_state;
  for (const auto& result : sarif["runs"][0]["results"]) by_state[result["baselineState"].get<std::string>()] = result;
  REQUIRE(by_state.size() == 2);
  CHECK_FALSE(by_state["new"].contains("suppressions"));
  CHECK(by_state["unchanged"]["suppressions"][0]["justification"] == "accepted: legacy");
}

}  // namespace
}  // namespace leaksieve::test
