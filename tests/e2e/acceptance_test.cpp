// The whole promise at once: one repository with a secret in every source, loose and packed; the sets of objects that
// git itself counts; a scan that is stopped half-way.
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

std::string token(unsigned seed) { return fake_github_token(1000 + seed); }
std::string settings(unsigned seed) { return "# settings\ntoken = " + token(seed) + "\n"; }

// Issue 2, acceptance 2: what is planted, and the exposure that it must have.
class AllSources {
 public:
  AllSources() {
    repo.commit("README", "nothing here\n");
    plant("reflog-only", [this](unsigned n) {  // amended away
      repo.commit("amended.env", settings(n));
      repo.write("amended.env", "clean\n");
      repo.git({"add", "-A"});
      repo.tick();
      repo.git({"commit", "-q", "--amend", "-m", "clean"});
    });
    plant("unreachable", [this](unsigned n) {  // a dropped stash
      repo.write("README", settings(n));
      repo.git({"stash", "push", "-q"});
      repo.git({"stash", "drop", "-q"});
    });
    plant("stash", [this](unsigned n) {
      repo.write("README", settings(n));
      repo.git({"stash", "push", "-q"});
    });
    plant("reflog-only", [this](unsigned n) {  // a deleted branch
      repo.git({"checkout", "-q", "-b", "topic"});
      repo.commit("topic.env", settings(n));
      repo.git({"checkout", "-q", "main"});
      repo.git({"branch", "-q", "-D", "topic"});
    });
    plant("unreachable", [this](unsigned n) { repo.git({"hash-object", "-w", "--stdin"}, settings(n)); });
    plant("unreachable", [this](unsigned n) {  // in a pack
      const std::string blob = repo.git({"hash-object", "-w", "--stdin"}, settings(n));
      repo.git({"pack-objects", "-q", ".git/objects/pack/pack"}, blob + "\n");
      repo.git({"prune-packed"});
    });
    plant("tag", [this](unsigned n) { repo.git({"tag", "-a", "-m", "by " + token(n), "v1"}); });
    plant("other-ref", [this](unsigned n) { repo.git({"notes", "add", "-m", settings(n)}); });
    plant("reflog-only", [this](unsigned n) {  // a linked worktree's reflog
      const std::string linked = (repo.outside() / "linked").string();
      repo.git({"worktree", "add", "-q", "--detach", linked});
      repo.write("../linked/linked.env", settings(n));
      repo.git({"-C", linked, "add", "-A"});
      repo.tick();
      repo.git({"-C", linked, "commit", "-q", "-m", "in linked"});
      repo.git({"-C", linked, "checkout", "-q", "--detach", "HEAD~1"});
    });
    plant("pushed", [this](unsigned n) {
      repo.git({"update-ref", "refs/remotes/origin/main", repo.commit("pushed.env", settings(n))});
      repo.commit("pushed.env", "clean\n");
    });
    plant("head", [this](unsigned n) { repo.commit("head.env", settings(n)); });
    plant("local-branch", [this](unsigned n) {
      repo.commit("gone.env", settings(n));
      repo.git({"rm", "-q", "gone.env"});
      repo.commit_all("remove");
    });
    plant("staged", [this](unsigned n) {  // index only
      repo.write("staged.env", settings(n));
      repo.git({"add", "-A"});
      fs::remove(repo.path() / "staged.env");
    });
    plant("worktree", [this](unsigned n) { repo.write("untracked.env", settings(n)); });
  }

  RepoBuilder repo;
  std::map<std::string, std::string> expected;  // token -> furthest exposure

 private:
  template <class Plant>
  void plant(const std::string& exposure, Plant how) {
    const auto number = static_cast<unsigned>(expected.size() + 1);
    expected[token(number)] = exposure;
    how(number);
  }
};

std::map<std::string, std::string> told(const ScanReport& report) {
  std::map<std::string, std::string> exposures;
  for (const std::string& secret : report.secrets()) exposures[secret] = report.exposure(secret);
  return exposures;
}

}  // namespace

TEST_CASE("one secret in each source: all are found, each with the right exposure, loose and packed") {
  AllSources all;
  const ScanReport loose = scan(all.repo);
  CHECK(loose.exit == 1);
  CHECK(loose.complete());
  CHECK(told(loose) == all.expected);
  // The builder's commits are of 2024: gc would expire their reflog entries.
  all.repo.git({"-c", "gc.reflogExpire=never", "-c", "gc.reflogExpireUnreachable=never", "gc", "-q", "--prune=never"});
  const ScanReport packed = scan(all.repo);
  CHECK(told(packed) == all.expected);
  CHECK(packed.document == loose.document);
  const CommandResult text = run_leaksieve({"scan", all.repo.path().string()});
  for (const auto& [secret, exposure] : all.expected) CHECK_FALSE(contains(text.out, secret));
}

TEST_CASE("after git has pruned, nothing but what is left is told") {
  AllSources all;
  all.repo.git({"worktree", "remove", "--force", (all.repo.outside() / "linked").string()});
  all.repo.git({"reflog", "expire", "--expire=all", "--all"});
  all.repo.git({"gc", "-q", "--prune=now"});
  std::erase_if(all.expected,
                [](const auto& entry) { return entry.second == "reflog-only" || entry.second == "unreachable"; });
  const ScanReport report = scan(all.repo);
  all.expected.erase(token(3));  // expiring all reflogs empties the stash, but not its newest entry
  auto exposures = told(report);
  CHECK(exposures[token(3)] == "stash");
  exposures.erase(token(3));
  CHECK(exposures == all.expected);
  CHECK(report.complete());
}

TEST_CASE("as many objects are scanned as git counts") {
  AllSources all;
  std::map<std::string, std::size_t> in_store;
  std::istringstream lines(all.repo.git({"cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"}));
  for (std::string type; std::getline(lines, type);) ++in_store[type];
  const nlohmann::json scanned = scan(all.repo).document["summary"]["scanned"];
  CHECK(scanned["blobs"] == in_store["blob"]);
  CHECK(scanned["trees"] == in_store["tree"]);
  CHECK(scanned["commits"] == in_store["commit"]);
  CHECK(scanned["tags"] == in_store["tag"]);
}

TEST_CASE("a scan that is stopped ends soon, says what it has and that it is partial") {
  const TempDir folder;
  std::ofstream(folder.path() / "a.env") << settings(1);
  for (int i = 0; i < 60; ++i) {  // sparse: costs no disk, but seconds to read
    const fs::path file = folder.path() / ("b" + std::to_string(100 + i));
    std::ofstream(file) << "x";
    fs::resize_file(file, std::uint64_t{200} << 20U);
  }
  const auto stopped_after = [&](const Texts& what) {
    // In the foreground timeout signals once; else the program too, and a second time with its group.
    Texts command = {
        "timeout", "--foreground", "--preserve-status", "-s", "INT", "1", program_path(), "scan", "-j", "1",
        "-f",      "json"};
    command.insert(command.end(), what.begin(), what.end());
    return run_command(command);
  };
  const CommandResult with_leak = stopped_after({"--dir", folder.path().string()});
  CHECK(with_leak.exit == 3);
  const auto partial = nlohmann::json::parse(with_leak.out);
  CHECK(partial["summary"]["interrupted"] == true);
  CHECK(partial["summary"]["complete"] == false);
  CHECK(partial["summary"]["leaks"] == 1);
  const CommandResult without = stopped_after({"--dir", folder.path().string(), "--exclude", "a.env"});
  CHECK(without.exit == 3);
  CHECK(nlohmann::json::parse(without.out)["summary"]["interrupted"] == true);
}
