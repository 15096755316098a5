// Files whose name, kind or encoding is not that of plain text.
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

const std::string kToken = fake_github_token(400);

std::string settings(const std::string& token = kToken) { return "# settings\ntoken = " + token + "\n"; }

enum class Order { kLittle, kBig };

std::string utf16(const std::string& ascii, Order order, const std::string& mark) {
  std::string text = mark;
  for (const char c : ascii) {
    text += order == Order::kLittle ? std::string{c, '\0'} : std::string{'\0', c};
  }
  return text;
}

std::string hex(const std::string& bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("names with spaces, newlines, quotes and bytes that are not UTF-8") {
  RepoBuilder repo;
  const std::vector<std::string> names = {"with space.env", "new\nline.env", "quo\"te.env",    "tab\t.env",
                                          "-dash.env",      "ünïcode.env",   "back\\slash.env"};
  std::map<std::string, std::string> tokens;
  for (const std::string& name : names) {
    tokens[name] = fake_github_token(static_cast<unsigned>(tokens.size() + 1));
    repo.write("dir/" + name, settings(tokens[name]));
  }
  const std::string odd = "dir/caf\xe9\xff.env";
  repo.write(odd, settings());
  const std::string bad = repo.commit_all();
  const ScanReport report = scan(repo);
  for (const std::string& name : names) CHECK(report.places(tokens[name]) == TextSet{"dir/" + name + ":2 " + bad});
  CHECK(report.places(kToken) == TextSet{"hex=" + hex(odd) + ":2 " + bad});
  CHECK(report.leak(kToken)["occurrences"][0]["path"] == "dir/caf\xef\xbf\xbd\xef\xbf\xbd.env");
  CHECK(report.complete());
}

TEST_CASE("odd names are shown quoted as git shows them") {
  RepoBuilder repo;
  const std::string odd = "caf\xe9 new\nline.env";
  repo.commit(odd, settings());
  const std::string as_git = repo.git({"ls-files"});
  REQUIRE(as_git.front() == '"');
  const CommandResult text = run_leaksieve({"scan", repo.path().string()});
  CHECK(text.exit == 1);
  INFO(text.out);
  CHECK(contains(text.out, as_git.substr(1, as_git.size() - 2)));
  CHECK_FALSE(contains(text.out, odd));
}

TEST_CASE("the same odd names in the index and in the worktree") {
  RepoBuilder repo;
  const std::string odd = "dir/new\nline \xff.env", staged = fake_github_token(1);
  repo.write(odd, settings(staged));
  repo.git({"add", "-A"});
  repo.write(odd, settings());
  const ScanReport report = scan(repo);
  CHECK(report.places(staged) == TextSet{"hex=" + hex(odd) + ":2"});
  CHECK(report.places(kToken) == TextSet{"hex=" + hex(odd) + ":2"});
}

TEST_CASE("a symlink's text is scanned, and it is never followed") {
  RepoBuilder repo;
  const std::string outside = fake_github_token(1), uncommitted = fake_github_token(2);
  repo.write("../outside/app.env", settings(outside));
  fs::create_symlink("/run/" + kToken, repo.path() / "link");
  fs::create_symlink("../outside/app.env", repo.path() / "file");
  fs::create_directory_symlink("../outside", repo.path() / "folder");
  fs::create_symlink("loop", repo.path() / "loop");
  const std::string bad = repo.commit_all();
  fs::create_symlink("/run/" + uncommitted, repo.path() / "new-link");
  const ScanReport report = scan(repo);
  CHECK(report.places(kToken) == TextSet{"link:1 " + bad});
  CHECK(report.places(uncommitted) == TextSet{"new-link:1"});
  CHECK_FALSE(report.has(outside));
  CHECK(report.complete());
}

TEST_CASE("a gitlink and a missing submodule are no holes") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  const std::string elsewhere(40, '7');
  repo.git({"update-index", "--add", "--cacheinfo", "160000," + elsewhere + ",sub"});
  repo.tick();
  repo.git({"commit", "-q", "-m", "link"});
  const ScanReport report = scan(repo);
  CHECK(report.exit == 0);
  CHECK(report.complete());
}

TEST_CASE("an LFS pointer is an ordinary small file") {
  RepoBuilder repo;
  repo.commit("big.bin",
              "version https://git-lfs.github.com/spec/v1\noid sha256:"
              "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
  const ScanReport report = scan(repo);
  CHECK(report.exit == 0);
  CHECK(report.complete());
}

TEST_CASE("UTF-16 with and without byte order mark, in history, index and worktree") {
  RepoBuilder repo;
  const std::map<std::string, std::string> files = {
      {"le-mark.txt", utf16(settings(fake_github_token(1)), Order::kLittle, "\xff\xfe")},
      {"be-mark.txt", utf16(settings(fake_github_token(2)), Order::kBig, "\xfe\xff")},
      {"le.txt", utf16(settings(fake_github_token(3)), Order::kLittle, "")},
      {"be.txt", utf16(settings(fake_github_token(4)), Order::kBig, "")}};
  for (const auto& [name, content] : files) repo.write(name, content);
  const ScanReport untracked = scan(repo);
  repo.git({"add", "-A"});
  const ScanReport staged = scan(repo, {"--staged"});
  const std::string bad = repo.commit_all();
  const ScanReport committed = scan(repo);
  unsigned seed = 0;
  for (const std::string name : {"le-mark.txt", "be-mark.txt", "le.txt", "be.txt"}) {
    const std::string token = fake_github_token(++seed);
    CHECK(untracked.places(token) == TextSet{name + ":2"});
    CHECK(staged.places(token) == TextSet{name + ":2"});
    CHECK(committed.places(token) == TextSet{name + ":2 " + bad});
  }
}

TEST_CASE("text within binary files is scanned") {
  RepoBuilder repo;
  std::string binary = std::string(
      "\x7f"
      "ELF\0\0\n\1\2",
      9);
  for (int i = 0; i < 5000; ++i) binary += static_cast<char>(i * 37 % 251);
  binary += std::string("\0", 1) + kToken + std::string("\0\0\xff", 3);
  for (int i = 0; i < 5000; ++i) binary += static_cast<char>(i * 41 % 253);
  const std::string bad = repo.commit("lib/cache.pyc", binary);
  const ScanReport report = scan(repo);
  CHECK(report.exit == 1);
  CHECK(report.complete());
  const auto& occurrences = report.leak(kToken)["occurrences"];
  REQUIRE(occurrences.size() == 1);
  CHECK(occurrences[0]["path"] == "lib/cache.pyc");
  CHECK(occurrences[0]["commit"] == bad);
}

TEST_CASE("empty files, one-line files without an end, and CRLF lines") {
  RepoBuilder repo;
  const std::string crlf = fake_github_token(1);
  repo.write("empty", "");
  repo.write("bare", kToken);
  repo.write("crlf.txt", "a\r\nb\r\ntoken = " + crlf + "\r\n");
  const std::string bad = repo.commit_all();
  const ScanReport report = scan(repo);
  CHECK(report.places(kToken) == TextSet{"bare:1 " + bad});
  CHECK(report.leak(kToken)["occurrences"][0]["column"] == 1);
  CHECK(report.places(crlf) == TextSet{"crlf.txt:3 " + bad});
  CHECK(report.leak(crlf)["occurrences"][0]["column"] == 9);
}

TEST_CASE("fifos, sockets and unreadable files in the worktree do not hang the scan") {
  RepoBuilder repo;
  repo.commit("README", "nothing\n");
  REQUIRE(run_command({"mkfifo", (repo.path() / "pipe").string()}).exit == 0);
  repo.write("app.env", settings());
  const ScanReport report = scan(repo);
  CHECK(report.exit == 1);
  CHECK(report.places(kToken) == TextSet{"app.env:2"});
}
