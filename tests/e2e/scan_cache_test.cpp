// The scan cache: what it knows changes nothing but the time. Each repository is scanned with the cache and without it,
// after every change that git or an accident makes; reports have to be equal, byte by byte.
#include <algorithm>
#include <random>
#include <thread>

#include "tests/e2e/cached_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scan_report.h"

namespace leaksieve::test {
namespace {

TEST_CASE("a second scan recalls what has not changed, with all leaks, and the cache holds no secret") {
  CachedRepo made;
  RepoBuilder& repo = made.repo;
  repo.commit("a.txt", line_with_token(1));
  repo.commit("b.ini", "password = \"Tr4vel-lantern-77\"\n");
  repo.commit("dir/" + fake_github_token(2) + ".txt", "named\n", "message with " + fake_github_token(3));
  repo.git({"tag", "-a", "-m", "tagged " + fake_github_token(4), "v1"});
  repo.commit("a.txt", "gone\n");
  const CommandResult first = made.run({"scan", "--format", "json", "--show-secrets"});
  REQUIRE(made.recalls_soon());
  const CommandResult second = made.run({"scan", "--format", "json", "--show-secrets"});
  CHECK(first.exit == 1);
  CHECK(second.out == first.out);
  for (unsigned seed = 1; seed <= 4; ++seed) CHECK(contains(second.out, fake_github_token(seed)));
  const auto snapshots = made.snapshots();
  REQUIRE(snapshots.size() == 1);
  for (const fs::path& file : files_below(made.cache(), "")) {
    const std::string bytes = read(file);
    CHECK_FALSE(contains(bytes, "Tr4vel-lantern"));
    for (unsigned seed = 1; seed <= 4; ++seed) CHECK_FALSE(contains(bytes, fake_github_token(seed).substr(0, 20)));
  }
  CHECK_FALSE(contains(made.run({"scan", "--no-cache"}).out, "unchanged since"));
  // Other rules, other options: another state.
  CHECK_FALSE(contains(made.run({"scan", "--decode-depth", "1"}).out, "unchanged since"));
  repo.write(".leaksieve.toml", "[[rules]]\nid = \"named\"\nregex = '''nam(ed)'''\nkeywords = [\"named\"]\n");
  const CommandResult ruled = made.run({"scan"});
  CHECK_FALSE(contains(ruled.out, "unchanged since"));
  CHECK(contains(ruled.out, "named"));
}

TEST_CASE("files of the worktree, ignore files and baselines count, however little the store has changed") {
  CachedRepo made;
  RepoBuilder& repo = made.repo;
  repo.commit("a.txt", line_with_token(1));
  REQUIRE(made.recalls_soon());
  repo.write("loose.txt", line_with_token(2));
  made.compare("a file that git does not know");
  CHECK(contains(made.run({"scan"}).out, "loose.txt"));
  const auto report = nlohmann::json::parse(made.run({"scan", "--format", "json"}).out);
  for (const auto& leak : report["scans"][0]["leaks"]) {
    repo.write(".leaksieveignore", leak["fingerprint"].get<std::string>() + "\n");
    made.compare("an ignore file");
  }
  REQUIRE(made.run({"baseline", "create"}).exit == 0);
  made.compare("a baseline");
}

TEST_CASE("a secret in many versions of a file, in a config, encoded and allowed is recalled in all its places") {
  CachedRepo made;
  RepoBuilder& repo = made.repo;
  const std::string weak = "password = \"Tr4vel-lantern-77\"\n";
  const std::string mcp =
      R"({"mcpServers": {"x": {"command": "npx", "env": {"API_TOKEN": ")" + fake_github_token(3) + R"("}}}})";
  for (int i = 0; i < 12; ++i) {
    const std::string filler = "line " + std::to_string(i) + "\n" + std::string(300, 'y') + "\n";
    repo.commit("many.txt", filler + line_with_token(1) + weak);
    repo.commit(".mcp.json", mcp + std::string(static_cast<std::size_t>(i), ' ') + "\n");
    repo.commit("told" + std::to_string(i) + ".txt", line_with_token(2), "also " + fake_github_token(1));
    repo.commit("allowed.txt", filler + "key = " + fake_github_token(4) + "  # leaksieve:allow\n");
    repo.commit("moved.txt", filler + "   " + weak);
  }
  repo.git({"repack", "-adfq"});
  made.compare("as it is");
  REQUIRE(made.recalls_soon());
  made.compare("recalled");
  const auto report = nlohmann::json::parse(made.run({"scan", "--format", "json"}).out);
  for (const auto& leak : report["scans"][0]["leaks"]) {
    repo.write(".leaksieveignore", leak["fingerprint"].get<std::string>() + "\n");
    made.compare("one is ignored");
    REQUIRE(made.recalls_soon());
  }
  repo.write(".leaksieveignore", "");
  made.compare("none is ignored any more");
}

// One change of a repository, by chance.
class Mutator {
 public:
  Mutator(RepoBuilder& repo, unsigned seed) : repo_(repo), random_(seed) {}

  std::string step(unsigned number) {
    const std::string name = std::to_string(number);
    switch (random_() % 17) {
      case 0:
        repo_.commit("dir/f" + name, "text\n" + line_with_token(number));
        return "a leak";
      case 1:
        repo_.commit("clean" + name, std::string(200, 'x') + name + "\n");
        return "a clean commit";
      case 2:
        repo_.git({"branch", "b" + name});
        return "a branch";
      case 3:
        repo_.git({"tag", "-a", "-m", "tag " + fake_github_token(number), "t" + name});
        return "a tag";
      case 4:
        repo_.write("dir/f" + name, line_with_token(number));
        repo_.git({"add", "-A"});
        return "a staged file";
      case 5:
        repo_.write("loose" + name, line_with_token(number));
        return "a loose file";
      case 6:
        repo_.git({"add", "-A"});
        repo_.try_git({"stash", "push", "-q"});
        return "a stash";
      case 7:
        if (repo_.try_git({"rev-parse", "-q", "--verify", "HEAD~1"}).exit == 0)
          repo_.git({"reset", "-q", "--hard", "HEAD~1"});
        return "a reset";
      case 8:
        repo_.git({"gc", "-q"});
        return "gc";
      case 9:
        repo_.git({"repack", "-q", "-a", "-d"});
        return "repack";
      case 10:
        repo_.git({"hash-object", "-w", "--stdin"}, line_with_token(number));
        return "an unreachable blob";
      case 11:
        repo_.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
        return "a push";
      case 12:
        repo_.git({"reflog", "expire", "--expire=now", "--all"});
        return "an expired reflog";
      case 13:
        repo_.commit(fake_github_token(number) + ".txt", "named\n");
        return "a leak in a name";
      case 14:
        return lose_object();
      case 15:
        return damage(".pack");
      default:
        return damage("");
    }
  }

 private:
  fs::path objects() const { return repo_.path() / ".git" / "objects"; }

  std::string lose_object() {
    auto files = files_below(objects(), "");
    std::erase_if(files, [](const fs::path& file) { return file.filename().string().size() != 38; });
    if (files.empty()) return "nothing lost";
    // Not HEAD's own commit or tree: git would do nothing any more.
    const fs::path file = files[random_() % files.size()];
    const std::string id = file.parent_path().filename().string() + file.filename().string();
    if (repo_.git({"cat-file", "-t", id}) != "blob") return "nothing lost";
    fs::remove(file);
    return "a lost blob";
  }

  std::string damage(const std::string& suffix) {
    auto files = files_below(objects(), suffix);
    std::erase_if(files,
                  [&](const fs::path& file) { return suffix.empty() ? file.filename().string().size() != 38 : false; });
    if (files.empty()) return "nothing damaged";
    const fs::path file = files[random_() % files.size()];
    if (suffix.empty()) {
      const std::string id = file.parent_path().filename().string() + file.filename().string();
      if (repo_.try_git({"cat-file", "-t", id}).out != "blob\n") return "nothing damaged";
    }
    std::string bytes = read(file);
    if (bytes.size() < 60) return "nothing damaged";
    kept_ = {file, bytes};
    bytes[20 + random_() % (bytes.size() - 45)] ^= 0x55;
    write(file, bytes);
    return "a damaged " + file.filename().string();
  }

 public:
  // git could not go on with a damaged file.
  void mend() {
    if (!kept_.first.empty()) write(kept_.first, kept_.second);
    kept_ = {};
  }

 private:
  RepoBuilder& repo_;
  std::mt19937 random_;
  std::pair<fs::path, std::string> kept_;
};

TEST_CASE("reports are the same with and without the cache, whatever happens to the repository") {
  const unsigned seed = GENERATE(11U, 12U, 13U);
  CachedRepo made;
  made.repo.commit("start", "start\n" + line_with_token(1000));
  Mutator mutator(made.repo, seed);
  std::string story = "seed " + std::to_string(seed);
  for (unsigned number = 0; number < 16; ++number) {
    story += ", " + mutator.step(number);
    made.compare(story);
    mutator.mend();
  }
}

TEST_CASE("a broken, foreign or future cache is not believed and is made anew") {
  CachedRepo made;
  made.repo.commit("a.txt", line_with_token(1));
  made.repo.commit("b.txt", "clean\n");
  REQUIRE(made.recalls_soon());
  const auto files = made.snapshots();
  REQUIRE(files.size() == 1);
  const std::string good = read(files[0]);
  std::vector<std::string> broken = {"", "x", good.substr(0, good.size() - 1), good + "x", std::string(5000, '\0')};
  for (std::size_t at = 0; at < good.size(); at += good.size() / 12) {
    broken.push_back(good);
    broken.back()[at] ^= 1;
  }
  broken.push_back("LSSNAP99" + good.substr(8));
  for (const std::string& bytes : broken) {
    write(files[0], bytes);
    CHECK_FALSE(made.recalls());
    CHECK(read(files[0]) == good);
  }
  made.compare("after all of them");
  // Somebody else's file, one that others may write, a link: none is ours.
  fs::permissions(files[0], fs::perms::others_write, fs::perm_options::add);
  CHECK_FALSE(made.recalls());
  fs::rename(files[0], made.cache() / "elsewhere");
  fs::create_symlink(made.cache() / "elsewhere", files[0]);
  CHECK_FALSE(made.recalls());
}

TEST_CASE("a cache that cannot be written is no hindrance") {
  CachedRepo made;
  made.repo.commit("a.txt", line_with_token(1));
  std::ofstream(made.cache()) << "a file where the folder should be";
  CHECK(made.run({"scan"}).exit == 1);
  CHECK(made.run({"scan"}).exit == 1);
  CHECK(read(made.cache()) == "a file where the folder should be");
}

TEST_CASE("several processes at once agree") {
  CachedRepo made;
  made.repo.commit("a.txt", line_with_token(1));
  const std::string wanted = made.run({"scan", "--format", "json", "--no-cache"}).out;
  std::vector<std::string> outs(6);
  {
    std::vector<std::jthread> threads;
    for (std::string& out : outs) {
      threads.emplace_back([&] { out = made.run({"scan", "--format", "json"}).out; });
    }
  }
  for (const std::string& out : outs) CHECK(out == wanted);
  CHECK(made.recalls_soon());
  for (const fs::path& file : files_below(made.cache(), "")) CHECK_FALSE(contains(file.string(), ".tmp."));
}

TEST_CASE("two clones at one place after the other do not share what they know") {
  CachedRepo made;
  made.repo.commit("a.txt", line_with_token(1));
  REQUIRE(made.recalls_soon());
  RepoBuilder other("other");
  other.commit("b.txt", line_with_token(2));
  fs::rename(made.repo.path() / ".git", made.repo.outside() / "old.git");
  fs::copy(other.path() / ".git", made.repo.path() / ".git", fs::copy_options::recursive);
  made.compare("another repository");
  fs::remove_all(made.repo.path() / ".git");
  fs::rename(made.repo.outside() / "old.git", made.repo.path() / ".git");
  made.compare("the first one again");
}

}  // namespace
}  // namespace leaksieve::test
