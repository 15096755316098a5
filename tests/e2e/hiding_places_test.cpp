// One secret in each place of the object store where git keeps what people think is gone, each with the exposure that
// says how far it got.
#include "tests/support/catch.h"
#include "tests/support/scan_report.h"

using namespace leaksieve::test;

namespace {

const std::string kToken = fake_github_token(100);

// A file whose second line holds the token.
std::string settings(const std::string& token = kToken) { return "# settings\ntoken = " + token + "\n"; }

void forget_reflogs(RepoBuilder& repo) { repo.git({"reflog", "expire", "--expire=all", "--all"}); }

std::string head(RepoBuilder& repo) { return repo.git({"rev-parse", "HEAD"}); }

// A repository with one harmless commit.
struct Base {
  RepoBuilder repo;
  std::string root = repo.commit("README", "nothing here\n");
};

// The 1-based line of an object's text that holds the token, as git shows the object.
std::string line_in_object(RepoBuilder& repo, const std::string& type, const std::string& id,
                           const std::string& token) {
  const std::string text = repo.git({"cat-file", type, id});
  const std::size_t at = text.find(token);
  REQUIRE(at != std::string::npos);
  return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

TEST_CASE("a repository without secrets is clean") {
  Base base;
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 0);
  CHECK(report.complete());
  CHECK(report.secrets().empty());
}

TEST_CASE("hidden in a commit that was amended away") {
  Base base;
  const std::string bad = base.repo.commit("conf/app.env", settings());
  base.repo.write("conf/app.env", "# settings\n");
  base.repo.git({"add", "-A"});
  base.repo.tick();
  base.repo.git({"commit", "-q", "--amend", "-m", "without"});
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 1);
  CHECK(report.exposures(kToken) == Texts{"reflog-only"});
  CHECK(report.places(kToken) == TextSet{"conf/app.env:2 " + bad});
  CHECK(report.refs(kToken, "reflogs") == Texts{"HEAD@{1}", "refs/heads/main@{1}"});
  CHECK(report.refs(kToken, "branches").empty());
  CHECK(report.leak(kToken)["occurrences"][0]["author"]["name"] == "Ann Author");
  CHECK(report.leak(kToken)["occurrences"][0]["summary"] == "change");
}

TEST_CASE("hidden in a commit that was reset away") {
  Base base;
  const std::string bad = base.repo.commit("app.env", settings());
  base.repo.git({"reset", "-q", "--hard", "HEAD~1"});
  const ScanReport by_reflog = scan(base.repo);
  CHECK(by_reflog.exposures(kToken) == Texts{"reflog-only"});
  forget_reflogs(base.repo);
  const ScanReport by_nothing = scan(base.repo);
  CHECK(by_nothing.exit == 1);
  CHECK(by_nothing.exposures(kToken) == Texts{"unreachable"});
  for (const ScanReport* report : {&by_reflog, &by_nothing}) {
    CHECK(report->places(kToken) == TextSet{"app.env:2 " + bad});
  }
}

TEST_CASE("hidden in stashes, also in an older one and in its index and untracked parts") {
  const std::string changed = fake_github_token(1), staged = fake_github_token(2), untracked = fake_github_token(3);
  Base base;
  base.repo.write("README", settings(changed));
  base.repo.git({"stash", "push", "-q"});
  base.repo.write("staged.env", settings(staged));
  base.repo.git({"add", "-A"});
  base.repo.write("staged.env", "changed again\n");
  base.repo.write("untracked.env", settings(untracked));
  base.repo.tick();
  base.repo.git({"stash", "push", "-q", "-u"});
  const ScanReport report = scan(base.repo);
  CHECK(report.places(changed) == TextSet{"README:2 " + base.repo.git({"rev-parse", "stash@{1}"})});
  CHECK(report.places(staged) == TextSet{"staged.env:2 " + base.repo.git({"rev-parse", "stash@{0}^2"})});
  CHECK(report.places(untracked) == TextSet{"untracked.env:2 " + base.repo.git({"rev-parse", "stash@{0}^3"})});
  for (const std::string& token : {changed, staged, untracked}) CHECK(report.exposures(token) == Texts{"stash"});
  CHECK(report.refs(changed, "stashes") == Texts{"stash@{1}"});
  CHECK(report.refs(staged, "stashes") == Texts{"stash@{0}"});
  CHECK(report.secrets().size() == 3);
}

TEST_CASE("hidden in a dropped stash") {
  Base base;
  base.repo.write("README", settings());
  base.repo.git({"stash", "push", "-q"});
  const std::string stash = base.repo.git({"rev-parse", "stash"});
  base.repo.git({"stash", "drop", "-q"});
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 1);
  CHECK(report.exposures(kToken) == Texts{"unreachable"});
  CHECK(report.places(kToken) == TextSet{"README:2 " + stash});
  CHECK(report.refs(kToken, "stashes").empty());
}

TEST_CASE("hidden in a deleted branch") {
  Base base;
  base.repo.git({"checkout", "-q", "-b", "topic"});
  const std::string bad = base.repo.commit("app.env", settings());
  base.repo.git({"checkout", "-q", "main"});
  CHECK(scan(base.repo).exposures(kToken) == Texts{"local-branch"});
  base.repo.git({"branch", "-q", "-D", "topic"});
  const ScanReport was_checked_out = scan(base.repo);
  CHECK(was_checked_out.exposures(kToken) == Texts{"reflog-only"});
  CHECK(was_checked_out.refs(kToken, "reflogs") == Texts{"HEAD@{1}"});
  forget_reflogs(base.repo);
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"unreachable"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("hidden in a blob that nothing ever named, loose or packed") {
  Base base;
  const std::string blob = base.repo.git({"hash-object", "-w", "--stdin"}, settings());
  const auto check = [&] {
    const ScanReport report = scan(base.repo);
    CHECK(report.exit == 1);
    CHECK(report.exposures(kToken) == Texts{"unreachable"});
    CHECK(report.places(kToken) == TextSet{"?:2"});
    CHECK(report.leak(kToken)["occurrences"][0]["object"] == blob);
  };
  check();
  base.repo.git({"pack-objects", "-q", ".git/objects/pack/pack"}, blob + "\n");
  base.repo.git({"prune-packed"});
  REQUIRE_FALSE(std::filesystem::exists(base.repo.path() / ".git/objects" / blob.substr(0, 2) / blob.substr(2)));
  check();
}

TEST_CASE("hidden in a tree and in a commit that nothing reaches") {
  Base base;
  const std::string in_tree = fake_github_token(1), in_commit = fake_github_token(2);
  const auto tree_with = [&](const std::string& token) {
    const std::string blob = base.repo.git({"hash-object", "-w", "--stdin"}, settings(token));
    return base.repo.git({"mktree"}, "100644 blob " + blob + "\tapp.env\n");
  };
  tree_with(in_tree);
  const std::string commit = base.repo.git({"commit-tree", tree_with(in_commit), "-m", "loose"});
  const ScanReport report = scan(base.repo);
  CHECK(report.places(in_tree) == TextSet{"app.env:2"});
  CHECK(report.places(in_commit) == TextSet{"app.env:2 " + commit});
  for (const std::string& token : {in_tree, in_commit}) CHECK(report.exposures(token) == Texts{"unreachable"});
}

TEST_CASE("hidden in an annotated tag's message, and in a tag of a blob") {
  Base base;
  const std::string tagged = fake_github_token(1);
  base.repo.git({"tag", "-a", "-m", "release\n\nby " + kToken, "v1"});
  const std::string blob = base.repo.git({"hash-object", "-w", "--stdin"}, settings(tagged));
  base.repo.git({"tag", "keys", blob});
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"tag"});
  CHECK(report.places(kToken) == TextSet{"tag-message:" + line_in_object(base.repo, "tag", "v1", kToken)});
  CHECK(report.leak(kToken)["occurrences"][0]["object"] == base.repo.git({"rev-parse", "v1"}));
  CHECK(report.refs(kToken, "tags") == Texts{"refs/tags/v1"});
  CHECK(report.exposures(tagged) == Texts{"tag"});
  CHECK(report.places(tagged) == TextSet{"?:2"});
  CHECK(report.refs(tagged, "tags") == Texts{"refs/tags/keys"});
}

TEST_CASE("hidden in a tag that was deleted") {
  Base base;
  base.repo.git({"tag", "-a", "-m", "release " + kToken, "v1"});
  base.repo.git({"tag", "-d", "v1"});
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 1);
  CHECK(report.exposures(kToken) == Texts{"unreachable"});
}

TEST_CASE("hidden in a note") {
  Base base;
  base.repo.git({"notes", "add", "-m", "deployed with " + kToken});
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"other-ref"});
  CHECK(report.refs(kToken, "other") == Texts{"refs/notes/commits"});
  CHECK(report.places(kToken) == TextSet{base.root + ":1 " + base.repo.git({"rev-parse", "refs/notes/commits"})});
}

TEST_CASE("hidden under a ref that is neither branch nor tag") {
  for (const std::string ref :
       {"refs/whatever/x", "refs/pull/7/head", "refs/original/refs/heads/main", "refs/bisect/bad"}) {
    Base base;
    const std::string bad = base.repo.commit("app.env", settings());
    base.repo.git({"update-ref", ref, bad});
    base.repo.git({"reset", "-q", "--hard", base.root});
    const ScanReport report = scan(base.repo);
    CHECK(report.exposures(kToken) == Texts{"other-ref"});
    CHECK(report.refs(kToken, "other") == Texts{ref});
    CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
  }
}

TEST_CASE("hidden in what was fetched but given no branch") {
  Base base;
  RepoBuilder other("other");
  const std::string bad = other.commit("app.env", settings());
  base.repo.git({"fetch", "-q", other.path().string(), "main"});
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"other-ref"});
  CHECK(report.refs(kToken, "other") == Texts{"FETCH_HEAD"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("only a remote-tracking ref reaches it") {
  Base base;
  const std::string bad = base.repo.commit("app.env", settings());
  base.repo.git({"update-ref", "refs/remotes/origin/topic", bad});
  base.repo.git({"reset", "-q", "--hard", base.root});
  forget_reflogs(base.repo);
  const ScanReport report = scan(base.repo);
  CHECK(report.exposures(kToken) == Texts{"pushed"});
  CHECK(report.refs(kToken, "remotes") == Texts{"refs/remotes/origin/topic"});
  CHECK(report.places(kToken) == TextSet{"app.env:2 " + bad});
}

TEST_CASE("a mirror's refs, and refs that a fetch refspec fills, are remote-tracking") {
  Base base;
  base.repo.commit("app.env", settings());
  const std::string mirror = (base.repo.outside() / "mirror.git").string();
  base.repo.git({"clone", "-q", "--mirror", base.repo.path().string(), mirror});
  CHECK(scan(Texts{mirror}).exposure(kToken) == "pushed");

  Base fetching;
  const std::string bad = fetching.repo.commit("app.env", settings());
  fetching.repo.git({"config", "remote.hub.url", "https://example.org/x.git"});
  fetching.repo.git({"config", "remote.hub.fetch", "+refs/pull/*/head:refs/hub/*"});
  fetching.repo.git({"update-ref", "refs/hub/7", bad});
  fetching.repo.git({"reset", "-q", "--hard", fetching.root});
  const ScanReport report = scan(fetching.repo);
  CHECK(report.exposure(kToken) == "pushed");
  CHECK(report.refs(kToken, "remotes") == Texts{"refs/hub/7"});
}

TEST_CASE("hidden in a commit's message and in its author and committer lines") {
  Base base;
  const std::string author = fake_github_token(1), email = fake_github_token(2);
  const std::string first = base.repo.commit("a", "1\n", "deploy\n\nlog in with " + kToken + "\n");
  base.repo.write("a", "2\n");
  base.repo.git({"add", "-A"});
  base.repo.tick();
  base.repo.git({"-c", "user.name=x", "commit", "-q", "-m", "by hand", "--author", author + " <x@" + email + ">"});
  const ScanReport report = scan(base.repo);
  const auto message_place = [&](const std::string& commit, const std::string& token) {
    return TextSet{"commit-message:" + line_in_object(base.repo, "commit", commit, token) + " " + commit};
  };
  CHECK(report.places(kToken) == message_place(first, kToken));
  CHECK(report.places(author) == message_place(head(base.repo), author));
  CHECK(report.has(email));
  for (const std::string& token : {kToken, author}) {
    CHECK(report.exposures(token) == Texts{"local-branch"});
    CHECK(report.refs(token, "branches") == Texts{"refs/heads/main"});
  }
}

TEST_CASE("hidden in the name of a file and of a folder") {
  Base base;
  const std::string folder = fake_github_token(1);
  base.repo.write("keys/" + kToken + ".txt", "nothing inside\n");
  base.repo.write(folder + "/a", "nothing inside either\n");
  const std::string bad = base.repo.commit_all();
  const ScanReport report = scan(base.repo);
  CHECK(report.exit == 1);
  CHECK(report.places(kToken).contains("file-name keys/" + kToken + ".txt " + bad));
  CHECK(report.exposure(kToken) == "head");
  CHECK(report.exposure(folder) == "head");
  CHECK(report.leak(kToken)["occurrences"][0]["line"].is_null());
  base.repo.git({"rm", "-q", "-r", "keys"});
  base.repo.commit_all("drop");
  CHECK(scan(base.repo).exposures(kToken) == Texts{"local-branch"});
}
