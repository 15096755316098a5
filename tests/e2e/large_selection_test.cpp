// Selections of so many commits that they are answered from the history in memory, not by a walk. A pathspec that
// selects everything makes the scan walk all the same: both ways must tell the same.
#include <filesystem>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;

namespace {

std::string token(unsigned seed) { return fake_github_token(900 + seed); }

constexpr int kCommits = 10'200;
constexpr long kBegin = 1704067200;  // 2024-01-01T00:00:00Z; a commit a minute

std::string put(const std::string& path, const std::string& content) {
  return "M 100644 inline \"" + path + "\"\ndata " + std::to_string(content.size()) + "\n" + content + "\n";
}

std::string begin_commit(const std::string& ref, int number, const std::string& message = "change") {
  return "commit " + ref + "\nmark :" + std::to_string(number) + "\ncommitter C <c@example.org> " +
         std::to_string(kBegin + number * 60L) + " +0000\ndata " + std::to_string(message.size()) + "\n" + message +
         "\n";
}

// main has tokens 1 in an old file, 2 in a young one, 3 in a young message and 4 in a young file's name; topic, which
// leaves main in the middle, has 5.
void make_history(RepoBuilder& repo) {
  std::string stream;
  for (int i = 1; i <= kCommits; ++i) {
    stream += begin_commit("refs/heads/main", i, i == kCommits - 7 ? "with " + token(3) : "change");
    stream += put("counts/" + std::to_string(i % 7), std::to_string(i));
    if (i == 5) stream += put("old.env", "key = " + token(1) + "\n");
    if (i == kCommits - 9) stream += put("d/young.env", "key = " + token(2) + "\n");
    if (i == kCommits - 8) stream += put("d/" + token(4), "text\n");
  }
  stream += begin_commit("refs/heads/topic", kCommits + 1) + "from :5000\n" + put("topic.env", "key = " + token(5));
  repo.git({"fast-import", "--quiet"}, stream);
}

TextSet tokens(std::initializer_list<unsigned> seeds) {
  TextSet all;
  for (const unsigned seed : seeds) all.insert(token(seed));
  return all;
}

std::string minute(int commit) { return "@" + std::to_string(kBegin + commit * 60L); }

}  // namespace

TEST_CASE("a selection of many commits tells what a walk would tell") {
  RepoBuilder repo;
  make_history(repo);
  const auto check = [&](const Texts& arguments, const TextSet& secrets) {
    INFO(arguments.back());
    Texts walked = arguments;
    walked.insert(walked.end(), {"--path", "*"});
    const ScanReport report = scan(repo, arguments), by_walk = scan(repo, walked);
    CHECK(report.secrets() == secrets);
    CHECK(report.complete());
    TextSet in_files;  // paths select no message
    for (const std::string& secret : secrets) {
      if (secret == token(3)) continue;
      in_files.insert(secret);
      CHECK(report.places(secret) == by_walk.places(secret));
      CHECK(report.exposures(secret) == by_walk.exposures(secret));
    }
    TextSet walked_in_files = by_walk.secrets();
    walked_in_files.erase(token(3));
    CHECK(walked_in_files == in_files);
  };
  check({"--branch", "main"}, tokens({1, 2, 3, 4}));
  check({"--branch", "topic", "--branch", "main"}, tokens({1, 2, 3, 4, 5}));
  check({"--range", "topic..main"}, tokens({2, 3, 4}));
  check({"--source", "history", "--since", minute(kCommits - 10)}, tokens({2, 3, 4, 5}));
  check({"--source", "history", "--until", minute(kCommits - 20)}, tokens({1}));
}

TEST_CASE("a selection of many commits names what the repository lacks") {
  RepoBuilder repo;
  make_history(repo);
  const std::string lost = repo.git({"hash-object", "-w", "--stdin"}, "will be lost");
  const std::string tree = repo.git({"mktree"}, "100644 blob " + lost + "\tlost.txt\n");
  const std::string commit = repo.git({"commit-tree", "-m", "names it", "-p", "main", tree});
  repo.git({"update-ref", "refs/heads/main", commit});
  std::filesystem::remove(repo.path() / ".git/objects" / lost.substr(0, 2) / lost.substr(2));
  const ScanReport report = scan(repo, {"--branch", "main"});
  CHECK(report.secrets() == tokens({1, 2, 3, 4}));
  CHECK_FALSE(report.complete());
  CHECK(report.skip_names(lost));
}
