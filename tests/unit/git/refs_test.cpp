// Repositories are made by git; what is broken or rare in them is then written by hand.
#include "scanner/git/refs.h"

#include <chrono>
#include <fstream>
#include <map>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include "scanner/git/index_file.h"
#include "tests/unit/git/git_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;
namespace fs = std::filesystem;
using git::RefKind;

namespace {

git::Roots roots_of(const fs::path& path, const git::OpenOptions& options = {}) {
  Result<git::Roots> roots = git::read_roots(open_repository(path, options));
  if (!roots) FAIL(roots.error().message);
  return std::move(*roots);
}

std::multimap<std::string, std::string> refs_of(const git::Roots& roots) {
  std::multimap<std::string, std::string> refs;
  for (const git::Ref& ref : roots.refs) refs.emplace(ref.name, ref.target.hex());
  return refs;
}

const git::Ref& ref_named(const git::Roots& roots, const std::string& name) {
  for (const git::Ref& ref : roots.refs) {
    if (ref.name == name) return ref;
  }
  throw std::runtime_error("no ref " + name);
}

bool has_ref(const git::Roots& roots, const std::string& name) { return refs_of(roots).contains(name); }

// "ref@{n} old new", as they come.
Texts reflog_of(const git::Roots& roots, const std::string& ref) {
  Texts lines;
  for (const git::ReflogEntry& entry : roots.reflogs) {
    if (entry.ref == ref) lines.push_back(std::to_string(entry.index) + " " + entry.new_id.hex());
  }
  return lines;
}

// As `git ls-files -s -z` writes them.
TextSet index_of(const git::Roots& roots, const std::string& worktree = "") {
  TextSet entries;
  for (const git::IndexEntry& entry : roots.index) {
    if (entry.worktree != worktree) continue;
    char mode[16];
    snprintf(mode, sizeof mode, "%06o", entry.mode);
    entries.insert(std::string(mode) + " " + entry.id.hex() + " " + std::to_string(entry.stage) + "\t" + entry.path);
  }
  return entries;
}

TextSet told(const git::Roots& roots) {
  TextSet places;
  for (const git::Unreadable& place : roots.unreadable) places.insert(place.what);
  return places;
}

std::string id_of(RepoBuilder& repo, const std::string& revision) { return repo.git({"rev-parse", revision}); }

std::string git_at(const fs::path& folder, Texts arguments, const std::map<std::string, std::string>& env = {}) {
  arguments.insert(arguments.begin(), "git");
  CommandOptions options;
  options.directory = folder.string();
  options.env = env;
  const CommandResult result = run_command(arguments, options);
  if (result.exit != 0) throw std::runtime_error(result.err);
  return result.out.substr(0, result.out.find_last_not_of('\n') + 1);
}

std::multimap<std::string, std::string> refs_by_git(RepoBuilder& repo) {
  std::multimap<std::string, std::string> refs;
  std::istringstream lines(repo.git({"for-each-ref", "--format=%(objectname) %(refname)"}));
  for (std::string line; std::getline(lines, line);) refs.emplace(line.substr(41), line.substr(0, 40));
  return refs;
}

const std::string kGone(40, '7');

}  // namespace

TEST_CASE("all refs are given, loose and packed, with git's targets") {
  RepoBuilder repo;
  repo.commit("a", "one\n");
  repo.git({"tag", "-a", "-m", "tag", "annotated"});
  repo.git({"tag", "blob", id_of(repo, "HEAD:a")});
  repo.git({"branch", "packed-then-moved"});
  repo.git({"branch", "deep/er/name"});
  repo.git({"pack-refs", "--all"});
  repo.commit("a", "two\n");
  repo.git({"branch", "-f", "packed-then-moved"});
  repo.git({"branch", "odd-\xff\xfe-\xc3\xa9"});
  repo.git({"update-ref", "refs/notes/commits", "HEAD"});
  repo.git({"update-ref", "refs/remotes/origin/main", "HEAD~1"});
  repo.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  repo.git({"symbolic-ref", "refs/heads/alias", "refs/heads/deep/er/name"});
  repo.write("a", "three\n");
  repo.git({"stash", "-q"});
  const git::Roots roots = roots_of(repo.path());
  auto expected = refs_by_git(repo);
  expected.emplace("HEAD", id_of(repo, "HEAD"));
  CHECK(refs_of(roots) == expected);
  CHECK(roots.unreadable.empty());
  CHECK(std::ranges::is_sorted(roots.refs, {}, &git::Ref::name));
  CHECK(ref_named(roots, "HEAD").symref == "refs/heads/main");
  CHECK(ref_named(roots, "refs/remotes/origin/HEAD").symref == "refs/remotes/origin/main");
  CHECK(ref_named(roots, "refs/heads/main").symref.empty());
  const std::map<std::string, RefKind> kinds = {{"HEAD", RefKind::kHead},
                                                {"refs/heads/main", RefKind::kBranch},
                                                {"refs/tags/annotated", RefKind::kTag},
                                                {"refs/stash", RefKind::kStash},
                                                {"refs/notes/commits", RefKind::kOther},
                                                {"refs/remotes/origin/main", RefKind::kRemote}};
  for (const auto& [name, kind] : kinds) {
    INFO(name);
    CHECK(ref_named(roots, name).kind == kind);
  }
}

TEST_CASE("what a fetch refspec writes to is remote-tracking") {
  RepoBuilder repo;
  repo.commit("a", "one\n");
  repo.git({"config", "remote.up.fetch", "+refs/heads/*:refs/up/*/tip"});
  repo.git({"config", "--add", "remote.up.fetch", "refs/heads/main:refs/one"});
  for (const char* name : {"refs/up/x/tip", "refs/up/x/other", "refs/one", "refs/oneself"}) {
    repo.git({"update-ref", name, "HEAD"});
  }
  const git::Roots roots = roots_of(repo.path());
  CHECK(ref_named(roots, "refs/up/x/tip").kind == RefKind::kRemote);
  CHECK(ref_named(roots, "refs/up/x/other").kind == RefKind::kOther);
  CHECK(ref_named(roots, "refs/one").kind == RefKind::kRemote);
  CHECK(ref_named(roots, "refs/oneself").kind == RefKind::kOther);
  CHECK(ref_named(roots, "refs/heads/main").kind == RefKind::kBranch);

  repo.git({"config", "remote.mirror.fetch", "+refs/*:refs/*"});
  const git::Roots mirrored = roots_of(repo.path());
  CHECK(ref_named(mirrored, "refs/heads/main").kind == RefKind::kRemote);
  CHECK(ref_named(mirrored, "HEAD").kind == RefKind::kHead);
}

TEST_CASE("one broken ref is told by its name, and the others are given") {
  RepoBuilder repo;
  const std::string id = repo.commit("a", "one\n");
  repo.git({"branch", "good"});
  repo.git({"pack-refs", "--all"});
  repo.write(".git/refs/heads/empty", "");
  repo.write(".git/refs/heads/junk", "no id\n");
  repo.write(".git/refs/heads/short", id.substr(0, 39) + "\n");
  repo.write(".git/refs/heads/zero", std::string(40, '0') + "\n");
  repo.write(".git/refs/heads/in-work.lock", "");
  repo.write(".git/refs/.DS_Store", "junk");
  repo.write(".git/refs/heads/loop-a", "ref: refs/heads/loop-b\n");
  repo.write(".git/refs/heads/loop-b", "ref: refs/heads/loop-a\n");
  repo.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/pruned\n");
  repo.write(".git/refs/heads/no-newline", id);
  REQUIRE(mkfifo((repo.path() / ".git/refs/heads/fifo").c_str(), 0600) == 0);
  std::ofstream(repo.path() / ".git/packed-refs", std::ios::app) << "broken line\n"
                                                                 << id << "\n"
                                                                 << id << " refs/tags/last";
  const git::Roots roots = roots_of(repo.path());
  CHECK(refs_of(roots) == std::multimap<std::string, std::string>{{"HEAD", id},
                                                                  {"refs/heads/good", id},
                                                                  {"refs/heads/main", id},
                                                                  {"refs/heads/no-newline", id},
                                                                  {"refs/tags/last", id}});
  CHECK(told(roots) == TextSet{"packed-refs line 4", "packed-refs line 5", "ref 'refs/heads/empty'",
                               "ref 'refs/heads/fifo'", "ref 'refs/heads/junk'", "ref 'refs/heads/short'",
                               "ref 'refs/heads/zero'"});
}

TEST_CASE(
    "packed refs in no order are given too; of two with one name the last one counts, and a loose one before both") {
  RepoBuilder repo;
  const std::string one = repo.commit("a", "one\n"), two = repo.commit("a", "two\n"),
                    three = repo.commit("a", "three\n");
  repo.write(".git/packed-refs", one + " refs/tags/z\n" + one + " refs/tags/b\n" + two + " refs/tags/b\n" + one +
                                     " refs/tags/a\n" + one + " refs/heads/moved\n");
  repo.write(".git/refs/heads/moved", three + "\n");
  repo.write(".git/refs/heads/alias", "ref: refs/tags/b\n");
  const git::Roots roots = roots_of(repo.path());
  CHECK(refs_of(roots) == std::multimap<std::string, std::string>{{"HEAD", three},
                                                                  {"refs/heads/alias", two},
                                                                  {"refs/heads/main", three},
                                                                  {"refs/heads/moved", three},
                                                                  {"refs/tags/a", one},
                                                                  {"refs/tags/b", two},
                                                                  {"refs/tags/z", one}});
  CHECK(roots.unreadable.empty());
}

TEST_CASE("links among the refs are followed, each folder once") {
  RepoBuilder repo;
  const std::string id = repo.commit("a", "one\n");
  repo.git({"branch", "team/x"});
  fs::create_directory_symlink("team", repo.path() / ".git/refs/heads/alias");
  fs::create_directory_symlink("..", repo.path() / ".git/refs/heads/team/up");
  const git::Roots looped = roots_of(repo.path());
  CHECK(refs_of(looped) ==
        std::multimap<std::string, std::string>{{"HEAD", id}, {"refs/heads/main", id}, {"refs/heads/team/x", id}});
  CHECK(looped.unreadable.empty());

  const fs::path other = repo.outside() / "other";  // as contrib/git-new-workdir makes it
  fs::create_directories(other / ".git/logs");
  for (const char* part : {"refs", "logs/refs", "objects", "config", "info"}) {
    fs::create_symlink(repo.path() / ".git" / part, other / ".git" / part);
  }
  fs::copy(repo.path() / ".git/HEAD", other / ".git/HEAD");
  const git::Roots shared = roots_of(other);
  CHECK(refs_of(shared).contains("refs/heads/team/x"));
  CHECK_FALSE(reflog_of(shared, "refs/heads/main").empty());
  CHECK(shared.unreadable.empty());
}

TEST_CASE("HEAD may be a link, detached, or of an unborn branch") {
  RepoBuilder repo;
  CHECK(roots_of(repo.path()).refs.empty());
  const std::string id = repo.commit("a", "one\n");
  repo.git({"checkout", "-q", "--detach"});
  CHECK(ref_named(roots_of(repo.path()), "HEAD").symref.empty());
  CHECK(ref_named(roots_of(repo.path()), "HEAD").target.hex() == id);
  fs::remove(repo.path() / ".git/HEAD");
  fs::create_symlink("refs/heads/main", repo.path() / ".git/HEAD");
  const git::Roots roots = roots_of(repo.path());
  CHECK(ref_named(roots, "HEAD").symref == "refs/heads/main");
  CHECK(ref_named(roots, "HEAD").target.hex() == id);
}

TEST_CASE("pseudo refs are given, every line of them") {
  RepoBuilder repo;
  const std::string one = repo.commit("a", "one\n"), two = repo.commit("a", "two\n");
  repo.write(".git/FETCH_HEAD", one + "\t\tbranch 'main' of x\n" + two + "\tnot-for-merge\tbranch 'y' of x\n");
  repo.write(".git/MERGE_HEAD", one + "\n" + two + "\n");
  for (const char* name :
       {"CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_HEAD", "AUTO_MERGE", "MERGE_AUTOSTASH", "BISECT_EXPECTED_REV",
        "OWN_NAME", "rebase-merge/autostash", "rebase-merge/orig-head", "rebase-apply/orig-head"}) {
    repo.write(std::string(".git/") + name, one + "\n");
  }
  repo.write(".git/NOTES_MERGE_REF", "ref: refs/heads/main\n");
  repo.write(".git/COMMIT_EDITMSG", one + " was wrong\nso we revert it\n");  // texts, no refs
  repo.write(".git/MERGE_MSG", "Merge\n");
  repo.write(".git/BISECT_LOG", "git bisect start\n");
  repo.write(".git/TODO", "");
  repo.write(".git/ORIG_HEAD", two + "\n");  // git does not keep alive what these name
  repo.write(".git/REBASE_HEAD", two + "\n");
  fs::create_directory(repo.path() / ".git/NOTES_MERGE_WORKTREE");
  const git::Roots roots = roots_of(repo.path());
  std::multimap<std::string, std::string> expected = {
      {"HEAD", two},       {"refs/heads/main", two}, {"FETCH_HEAD", one},     {"FETCH_HEAD", two},
      {"MERGE_HEAD", one}, {"MERGE_HEAD", two},      {"NOTES_MERGE_REF", two}};
  for (const char* name :
       {"CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_HEAD", "AUTO_MERGE", "MERGE_AUTOSTASH", "BISECT_EXPECTED_REV",
        "OWN_NAME", "rebase-merge/autostash", "rebase-merge/orig-head", "rebase-apply/orig-head"}) {
    expected.emplace(name, one);
  }
  const auto sorted = [](const auto& refs) {
    return std::multiset<std::pair<std::string, std::string>>(refs.begin(), refs.end());
  };
  CHECK(sorted(refs_of(roots)) == sorted(expected));
  CHECK(roots.unreadable.empty());

  repo.write(".git/MERGE_HEAD", one + "\njunk\n" + two + "\n");
  repo.write(".git/REVERT_HEAD", "");
  repo.write(".git/FETCH_HEAD", "");
  const git::Roots broken = roots_of(repo.path());
  CHECK(told(broken) == TextSet{"ref 'MERGE_HEAD', line 2", "ref 'REVERT_HEAD'"});
  CHECK(refs_of(broken).count("MERGE_HEAD") == 2);
}

TEST_CASE("linked worktrees: HEADs, own refs, reflogs and indexes, from wherever the repository is opened") {
  RepoBuilder repo;
  const std::string one = repo.commit("a", "one\n"), two = repo.commit("a", "two\n");
  const fs::path linked = repo.outside() / "linked";
  repo.git({"worktree", "add", "-q", "-b", "side", linked.string(), one});
  git_at(linked, {"update-ref", "refs/bisect/bad", two});
  git_at(linked, {"update-ref", "refs/worktree/mine", two});
  git_at(linked, {"update-ref", "refs/rewritten/onto", two});
  git_at(linked, {"update-ref", "CHERRY_PICK_HEAD", two});
  git_at(linked, {"symbolic-ref", "refs/worktree/link", "refs/worktree/mine"});
  std::ofstream(linked / "new") << "only staged here\n";
  git_at(linked, {"add", "new"});
  repo.git({"update-ref", "refs/bisect/bad", one});
  for (const fs::path& path : {repo.path(), linked}) {
    const git::Roots roots = roots_of(path);
    CHECK(ref_named(roots, "HEAD").target.hex() == two);
    CHECK(ref_named(roots, "worktrees/linked/HEAD").target.hex() == one);
    CHECK(ref_named(roots, "worktrees/linked/HEAD").symref == "refs/heads/side");
    CHECK(ref_named(roots, "worktrees/linked/HEAD").kind == RefKind::kHead);
    CHECK(ref_named(roots, "worktrees/linked/CHERRY_PICK_HEAD").target.hex() == two);
    CHECK(ref_named(roots, "worktrees/linked/refs/bisect/bad").target.hex() == two);
    CHECK(ref_named(roots, "worktrees/linked/refs/worktree/mine").target.hex() == two);
    CHECK(ref_named(roots, "worktrees/linked/refs/worktree/link").target.hex() == two);
    CHECK(has_ref(roots, "worktrees/linked/refs/rewritten/onto"));
    CHECK(ref_named(roots, "refs/bisect/bad").target.hex() == one);
    const std::string reflog = git_at(linked, {"reflog", "show", "--format=%H", "HEAD"});
    CHECK(reflog_of(roots, "worktrees/linked/HEAD").size() ==
          static_cast<std::size_t>(1 + std::ranges::count(reflog, '\n')));
    CHECK(index_of(roots) == split_at_nul(repo.git({"ls-files", "-s", "-z"})));
    CHECK(index_of(roots, "linked") == split_at_nul(git_at(linked, {"ls-files", "-s", "-z"})));
    CHECK(roots.unreadable.empty());
  }
  std::ofstream(repo.path() / ".git/worktrees/linked/HEAD") << "";
  CHECK(told(roots_of(repo.path())).contains("ref 'worktrees/linked/HEAD'"));
}

TEST_CASE("reflogs are git's, of deleted refs too") {
  RepoBuilder repo;
  for (int i = 0; i < 4; ++i) repo.commit("a", std::to_string(i) + "\n");
  repo.git({"reset", "-q", "--hard", "HEAD~2"});
  repo.git({"branch", "feature/x"});
  for (int i = 0; i < 2; ++i) {
    repo.write("a", "stash " + std::to_string(i) + "\n");
    repo.git({"stash", "-q"});
  }
  const git::Roots roots = roots_of(repo.path());
  for (const std::string ref : {"HEAD", "refs/heads/main", "refs/stash", "refs/heads/feature/x"}) {
    INFO(ref);
    Texts expected;
    std::istringstream lines(repo.git({"reflog", "show", "--format=%H", ref}));
    for (std::string line; std::getline(lines, line);) expected.push_back(std::to_string(expected.size()) + " " + line);
    CHECK(reflog_of(roots, ref) == expected);
  }
  CHECK(roots.reflogs.back().time == 1704067200 + 4 * 60);
  fs::rename(repo.path() / ".git/logs/refs/heads/feature/x", repo.path() / ".git/logs/refs/heads/deleted");
  CHECK(reflog_of(roots_of(repo.path()), "refs/heads/deleted").size() == 1);
}

TEST_CASE("a broken line of a reflog is told with its number, the rest is kept") {
  RepoBuilder repo;
  const std::string id = repo.commit("a", "one\n");
  const std::string zero(40, '0');
  repo.write(".git/logs/refs/heads/x", zero + " " + id + " A <a@b> 1700000000 +0100\tfirst\n" + "junk\n" +
                                           id.substr(1) + " " + id + " A <a@b> 1 +0000\tshort\n" + id + " " + kGone +
                                           " N > n <x> y@z> 1700000009 -0730\tmessage > 5 6\n" + id + " " + zero);
  const git::Roots roots = roots_of(repo.path());
  CHECK(reflog_of(roots, "refs/heads/x") == Texts{"0 " + zero, "1 " + kGone, "2 " + id});
  CHECK(told(roots) == TextSet{"reflog of 'refs/heads/x', line 2", "reflog of 'refs/heads/x', line 3"});
  std::map<std::uint32_t, std::int64_t> times;
  for (const git::ReflogEntry& entry : roots.reflogs) {
    if (entry.ref == "refs/heads/x") times[entry.index] = entry.time;
  }
  CHECK(times == std::map<std::uint32_t, std::int64_t>{{0, 0}, {1, 1700000009}, {2, 1700000000}});
}

TEST_CASE("indexes of all versions, split and with git's extensions, hold what git says") {
  RepoBuilder repo;
  for (const char* path : {"dir/sub/c", "dir/sub/cc", "dir/b", "a", "a.b", "z/y/x/w"}) repo.write(path, path);
  repo.commit("d", "committed, so that there is a cache-tree\n");
  repo.git({"add", "."});
  repo.git({"update-index", "--skip-worktree", "a"});
  for (const char* version : {"2", "3", "4"}) {
    for (const char* split : {"--no-split-index", "--split-index"}) {
      INFO("version " << version << ' ' << split);
      repo.git({"update-index", "--index-version", version, split, "--untracked-cache"});
      repo.write(std::string("new") + version + split, "staged after the split\n");
      repo.git({"add", "."});
      repo.git({"rm", "-q", "--cached", "--ignore-unmatch", "a.b"});
      const git::Roots roots = roots_of(repo.path());
      CHECK(told(roots).empty());
      CHECK(index_of(roots) == split_at_nul(repo.git({"ls-files", "-s", "-z"})));
      repo.git({"add", "a.b"});
    }
  }
}
