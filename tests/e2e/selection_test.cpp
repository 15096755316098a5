// What a scan looks at: sources, commits, paths, and texts that are not git's.
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;
namespace fs = std::filesystem;

namespace {

std::string token(unsigned seed) { return fake_github_token(500 + seed); }
std::string settings(unsigned seed) { return "# settings\ntoken = " + token(seed) + "\n"; }

TextSet tokens(std::initializer_list<unsigned> seeds) {
  TextSet all;
  for (const unsigned seed : seeds) all.insert(token(seed));
  return all;
}

// One token in each source: 1 history, 2 reflog, 3 stash, 4 index, 5 worktree, 6 unreachable.
struct Everywhere {
  RepoBuilder repo;
  Everywhere() {
    repo.commit("history.env", settings(1));
    repo.commit("gone.env", settings(2));
    repo.git({"reset", "-q", "--hard", "HEAD~1"});
    repo.write("history.env", settings(3));
    repo.git({"stash", "push", "-q"});
    repo.write("staged.env", settings(4));
    repo.git({"add", "-A"});
    fs::remove(repo.path() / "staged.env");
    repo.write("untracked.env", settings(5));
    repo.git({"hash-object", "-w", "--stdin"}, settings(6));
  }
};

CommandOptions with_input(const std::string& input) {
  CommandOptions options;
  options.directory = "/";
  options.input = input;
  return options;
}

}  // namespace

TEST_CASE("each source alone holds its own, and all hold everything") {
  Everywhere everywhere;
  const auto from = [&](const std::string& sources) { return scan(everywhere.repo, {"--source", sources}).secrets(); };
  CHECK(scan(everywhere.repo).secrets() == tokens({1, 2, 3, 4, 5, 6}));
  CHECK(from("all") == tokens({1, 2, 3, 4, 5, 6}));
  CHECK(from("history") == tokens({1}));
  CHECK(from("reflog") == tokens({1, 2}));  // reflogs reach the branch's commits too
  CHECK(from("stash") == tokens({1, 3}));   // and so do stashes: their parent is HEAD's commit
  CHECK(from("unreachable") == tokens({6}));
  const TextSet index = from("index"), worktree = from("worktree");
  CHECK(index == tokens({1, 4}));     // history.env is in the index
  CHECK(worktree == tokens({1, 5}));  // and in the worktree
  CHECK(from("index,worktree") == tokens({1, 4, 5}));
  CHECK(from("history,reflog") == tokens({1, 2}));
  CHECK(from("history,stash,unreachable") == tokens({1, 3, 6}));
}

TEST_CASE("exposures are the same whatever the sources") {
  Everywhere everywhere;
  const ScanReport all = scan(everywhere.repo);
  CHECK(all.exposure(token(1)) == "head");
  CHECK(all.exposures(token(2)) == Texts{"reflog-only"});
  CHECK(all.exposures(token(3)) == Texts{"stash"});
  CHECK(all.exposures(token(4)) == Texts{"staged"});
  CHECK(all.exposures(token(5)) == Texts{"worktree"});
  CHECK(all.exposures(token(6)) == Texts{"unreachable"});
  // (Of the worktree's files alone nothing more than that is known.)
  for (const std::string source : {"history", "reflog", "stash", "index", "unreachable"}) {
    INFO(source);
    const ScanReport part = scan(everywhere.repo, {"--source", source});
    for (const std::string& secret : part.secrets()) CHECK(part.exposures(secret) == all.exposures(secret));
  }
}

TEST_CASE("--staged looks only at what the next commit would add") {
  RepoBuilder repo;
  repo.commit("old.env", settings(1));
  repo.write("new.env", settings(2));
  repo.write("old.env", settings(1) + "token = " + token(3) + "\n");
  repo.git({"add", "-A"});
  repo.write("new.env", "changed\n");
  repo.write("untracked.env", settings(4));
  const ScanReport report = scan(repo, {"--staged"});
  CHECK(report.exit == 1);
  CHECK(report.has(token(2)));
  CHECK(report.has(token(3)));
  CHECK_FALSE(report.has(token(4)));
  CHECK(report.places(token(2)) == TextSet{"new.env:2"});
  CHECK(report.places(token(3)) == TextSet{"old.env:3"});
  CHECK(contains(report.exposures(token(2)), "staged"));
  CHECK_FALSE(report.has(token(1)));  // HEAD's file has it already
  repo.commit_all();
  CHECK(scan(repo, {"--staged"}).exit == 0);

  RepoBuilder moved;  // a rename is nothing new
  moved.commit("old.env", settings(1));
  moved.git({"mv", "old.env", "new.env"});
  CHECK(scan(moved, {"--staged"}).exit == 0);

  RepoBuilder unborn;
  unborn.write("first.env", settings(5));
  unborn.git({"add", "-A"});
  CHECK(scan(unborn, {"--staged"}).places(token(5)) == TextSet{"first.env:2"});
}

TEST_CASE("--range holds what its commits bring") {
  RepoBuilder repo;
  const std::string root = repo.commit("a.env", settings(1));
  repo.git({"branch", "base"});
  const std::string second = repo.commit("b.env", settings(2), "with " + token(3));
  repo.commit("b.env", "clean\n");
  repo.git({"checkout", "-q", "base"});
  const std::string side = repo.commit("c.env", settings(4));
  const ScanReport two_dots = scan(repo, {"--range", "base..main"});
  CHECK(two_dots.secrets() == tokens({2, 3}));
  CHECK(two_dots.places(token(2)) == TextSet{"b.env:2 " + second});
  CHECK(scan(repo, {"--range", "base...main"}).secrets() == tokens({2, 3, 4}));
  CHECK(scan(repo, {"--range", "main..base"}).secrets() == tokens({4}));
  CHECK(scan(repo, {"--range", "main..base", "--range", root + ".." + second}).secrets() == tokens({2, 3, 4}));
  CHECK(scan(repo, {"--range", second + "..main"}).exit == 0);
  CHECK(scan(repo, {"--range", "main..main"}).exit == 0);
  CHECK(scan(repo, {"--range", "main.."}).secrets() == tokens({4}));
  const ScanReport unknown = scan(repo, {"--range", "nobody..main"});
  CHECK(unknown.exit == 2);
  CHECK(contains(unknown.err, "nobody"));
}

TEST_CASE("a range that brings back an old blob or copies a secret") {
  RepoBuilder repo;
  repo.commit("a.env", settings(1));
  repo.commit("a.env", "clean\n");
  repo.git({"tag", "base"});
  repo.commit("b.env", "key=" + token(1) + "\n", "again in other words");
  CHECK(scan(repo, {"--range", "base..main"}).secrets() == tokens({1}));
}

TEST_CASE("--since and --until take commits by their date") {
  RepoBuilder repo;  // a minute between commits, from 2024-01-01T00:01:00Z
  repo.commit("a.env", settings(1));
  repo.commit("b.env", settings(2));
  repo.git({"rm", "-q", "a.env"});
  repo.commit("c.env", settings(3));
  CHECK(scan(repo, {"--source", "history", "--until", "2024-01-01T00:01:30Z"}).secrets() == tokens({1}));
  CHECK_FALSE(scan(repo, {"--source", "history", "--since", "2024-01-01T00:02:30Z"}).has(token(1)));
  CHECK(scan(repo, {"--source", "history", "--since", "2024-01-01T00:02:30Z"}).has(token(3)));
  CHECK(scan(repo, {"--source", "history", "--since", "2030-01-01"}).exit == 0);
  CHECK(scan(repo, {"--source", "history", "--since", "2024-01-01", "--until", "2024-01-02"}).secrets() ==
        tokens({1, 2, 3}));
}

TEST_CASE("--branch takes the history of some revisions") {
  RepoBuilder repo;
  repo.commit("a.env", settings(1));
  repo.git({"checkout", "-q", "-b", "topic"});
  repo.commit("b.env", settings(2));
  repo.git({"tag", "v1"});
  repo.git({"checkout", "-q", "main"});
  repo.commit("c.env", settings(3));
  repo.write("untracked.env", settings(4));
  CHECK(scan(repo, {"--branch", "topic"}).secrets() == tokens({1, 2}));
  CHECK(scan(repo, {"--branch", "v1"}).secrets() == tokens({1, 2}));
  CHECK(scan(repo, {"-b", "main"}).secrets() == tokens({1, 3}));
  CHECK(scan(repo, {"-b", "main", "-b", "topic"}).secrets() == tokens({1, 2, 3}));
  const ScanReport unknown = scan(repo, {"--branch", "nobody"});
  CHECK(unknown.exit == 2);
  CHECK(contains(unknown.err, "nobody"));
}

TEST_CASE("--path and --exclude are pathspecs") {
  RepoBuilder repo;
  repo.write("src/a.env", settings(1));
  repo.write("src/deep/b.txt", settings(2));
  repo.write("test/c.env", settings(3));
  repo.commit_all();
  repo.write("src/untracked.env", settings(4));
  repo.write("test/untracked.env", settings(5));
  const auto with = [&](const Texts& arguments) { return scan(repo, arguments).secrets(); };
  CHECK(with({"--path", "src"}) == tokens({1, 2, 4}));
  CHECK(with({"-p", "src/"}) == tokens({1, 2, 4}));
  CHECK(with({"--path", "*.env"}) == tokens({1, 3, 4, 5}));
  CHECK(with({"--path", ":(glob)src/*"}) == tokens({1, 4}));
  CHECK(with({"--path", "src", "--path", "test/c.env"}) == tokens({1, 2, 3, 4}));
  CHECK(with({"--exclude", "test/**"}) == tokens({1, 2, 4}));
  CHECK(with({"--exclude", "test"}) == tokens({1, 2, 4}));
  CHECK(with({"--path", "src", "--exclude", "*.txt"}) == tokens({1, 4}));
  CHECK(with({"--path", "nothing"}).empty());
}

TEST_CASE("a secret at a left-out path and at another one is told at the other") {
  RepoBuilder repo;
  repo.write("src/a.env", settings(1));
  repo.write("test/a.env", settings(1));
  const std::string bad = repo.commit_all();
  CHECK(scan(repo, {"--source", "history", "--exclude", "test"}).places(token(1)) == TextSet{"src/a.env:2 " + bad});
}

TEST_CASE("text over --max-blob-size is scanned in windows, binary files over it are named") {
  RepoBuilder repo;
  constexpr std::size_t kMiB = std::size_t{1} << 20U;
  std::string text;
  while (text.size() < 3 * kMiB) text += "line " + std::to_string(text.size()) + " of a long dull file\n";
  const auto put = [&](std::size_t at, unsigned seed) {
    const std::size_t begin = text.find('\n', at) + 1;
    text.insert(begin, "token = " + token(seed) + "\n");
  };
  put(kMiB / 2, 1);
  put(3 * kMiB / 2, 2);
  put(text.size() - 200, 3);
  // Across the seam, wherever it is: a token begins every few bytes around 1 MiB and 2 MiB.
  for (unsigned i = 0; i < 20; ++i) put(kMiB - 600 + i * 60, 10 + i);
  for (unsigned i = 0; i < 20; ++i) put(2 * kMiB - 600 + i * 60, 30 + i);
  const std::string bad = repo.commit("long.txt", text);
  std::string binary(2 * kMiB, '\0');
  for (std::size_t i = 0; i < binary.size(); ++i) binary[i] = static_cast<char>(i * 31 % 253);
  repo.commit("big.bin", binary + token(50));
  const std::string blob = repo.git({"rev-parse", "HEAD:big.bin"});

  const ScanReport small = scan(repo, {"--source", "history", "--max-blob-size", "1M"});
  TextSet in_text;
  for (unsigned seed = 1; seed <= 3; ++seed) in_text.insert(token(seed));
  for (unsigned seed = 10; seed < 50; ++seed) in_text.insert(token(seed));
  CHECK(small.secrets() == in_text);
  CHECK(small.exit == 1);
  CHECK_FALSE(small.complete());
  CHECK(small.document["summary"]["skipped"] == 1);
  CHECK(small.skip_names(blob));

  const ScanReport whole = scan(repo, {"--source", "history"});
  CHECK(whole.complete());
  CHECK(whole.has(token(50)));
  for (const std::string& secret : in_text) {
    CHECK(small.places(secret) == whole.places(secret));
    CHECK(small.places(secret).size() == 1);
    CHECK(small.leak(secret)["occurrences"] == whole.leak(secret)["occurrences"]);
  }
  CHECK(contains(*whole.places(token(2)).begin(), bad));
}

TEST_CASE("--max-blob-size holds for the worktree too") {
  RepoBuilder repo;
  std::string text(200000, 'x');
  for (std::size_t i = 80; i < text.size(); i += 81) text[i] = '\n';
  repo.write("long.txt", text + settings(1));
  std::string binary(200000, '\0');
  for (std::size_t i = 0; i < binary.size(); i += 3) binary[i] = static_cast<char>(i % 251);
  repo.write("big.bin", binary);
  const ScanReport report = scan(repo, {"--max-blob-size", "64K"});
  CHECK(report.secrets() == tokens({1}));
  CHECK(report.skip_names("big.bin"));
  CHECK_FALSE(report.complete());
  fs::remove(repo.path() / "long.txt");
  CHECK(scan(repo, {"--max-blob-size", "64K"}).exit == 3);
  CHECK(scan(repo).exit == 0);
}

TEST_CASE("--dir reads a folder without git and honours .gitignore files") {
  const TempDir folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    fs::create_directories((folder.path() / name).parent_path());
    std::ofstream(folder.path() / name) << text;
  };
  write("a.env", settings(1));
  write("sub/b.env", settings(2));
  write(".gitignore", "*.log\n/build\n");
  write("c.log", settings(3));
  write("build/d.env", settings(4));
  write("sub/.gitignore", "private/\n");
  write("sub/private/e.env", settings(5));
  write(".hidden/f.env", settings(6));
  const ScanReport report = scan(Texts{"--dir", folder.path().string()});
  CHECK(report.secrets() == tokens({1, 2, 6}));
  CHECK(report.places(token(2)) == TextSet{"sub/b.env:2"});
  CHECK(report.exposures(token(1)) == Texts{"input"});
  CHECK(scan(Texts{"--dir", folder.path().string(), "--path", "sub"}).secrets() == tokens({2}));
  CHECK(scan(Texts{"--dir", folder.path().string(), "--exclude", "sub"}).secrets() == tokens({1, 6}));

  RepoBuilder repo;  // the folder may be a repository: its history is not asked for
  repo.commit("old.env", settings(7));
  repo.commit("old.env", settings(8));
  CHECK(scan(Texts{"--dir", repo.path().string()}).secrets() == tokens({8}));
}

TEST_CASE("--stdin reads one text, by any name") {
  const ScanReport report = scan({"--stdin", "--name", "conf/x.env"}, with_input(settings(1)));
  CHECK(report.exit == 1);
  CHECK(report.places(token(1)) == TextSet{"conf/x.env:2"});
  CHECK(report.exposures(token(1)) == Texts{"input"});
  CHECK(scan({"--stdin"}, with_input("nothing\n")).exit == 0);
  CHECK(scan({"--stdin"}, with_input("")).exit == 0);
}

TEST_CASE("what does not fit into --max-memory is named, all else is scanned") {
  RepoBuilder repo;
  std::string text;
  while (text.size() < (std::size_t{2} << 20U))
    text += "line " + std::to_string(text.size()) + " of a long dull file\n";
  repo.commit("long.txt", text + settings(1));
  const std::string blob = repo.git({"rev-parse", "HEAD:long.txt"});
  repo.commit("short.txt", settings(2));
  if (GENERATE(false, true)) repo.git({"repack", "-adq"});
  const ScanReport small = scan(repo, {"--source", "history", "--max-memory", "1M"});
  CHECK(small.secrets() == tokens({2}));
  CHECK(small.skip_names(blob));
  CHECK_FALSE(small.complete());
  CHECK(scan(repo, {"--source", "history"}).secrets() == tokens({1, 2}));
  repo.write("new.txt", text);
  CHECK(scan(repo, {"--max-memory", "1M"}).skip_names("new.txt"));
  CommandOptions by_environment;
  by_environment.env["LEAKSIEVE_MAX_MEMORY"] = "1M";
  CHECK(scan({"--source", "history", repo.path().string()}, by_environment).skip_names(blob));
  for (const char* wrong : {"much", "3", "1023K"}) {
    CHECK(run_leaksieve({"scan", "--max-memory", wrong, repo.path().string()}).exit == 2);
  }
}
