// How far a leak got: which refs, stashes and reflogs reach it.
#include <algorithm>

#include "tests/unit/attribution/attribution_fixture.h"

using namespace leaksieve;
using namespace leaksieve::test;
using finding::Exposure;

namespace {

const std::string kSecret = fake_github_token(1);

// Full names of the refs under `prefix` whose history has `commit`, as git says.
Names refs_containing(RepoBuilder& repo, const std::string& commit, const std::string& prefix) {
  return lines_of(repo.git({"for-each-ref", "--contains", commit, "--format=%(refname)", prefix}));
}

void drop_reflogs(RepoBuilder& repo) { repo.git({"reflog", "expire", "--expire=all", "--all"}); }

}  // namespace

TEST_CASE("branches, remotes and tags that reach a leak are those that git says contain it") {
  RepoBuilder repo;
  repo.commit("README", "root\n");
  repo.git({"branch", "before"});
  repo.git({"tag", "v0"});
  const std::string added = repo.commit("a", kSecret + "\n");
  repo.git({"tag", "-a", "-m", "annotated", "v1"});
  repo.git({"branch", "beside"});
  repo.commit("a", "clean\n");
  repo.git({"tag", "v2"});
  repo.git({"init", "-q", "--bare", (repo.outside() / "server").string()});
  repo.git({"remote", "add", "origin", (repo.outside() / "server").string()});
  repo.git({"push", "-q", "origin", "main", "before"});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  const attribution::Attribution& leak = result.leaks[0];
  CHECK(leak.branches == refs_containing(repo, added, "refs/heads"));
  CHECK(leak.branches_total == 2);
  CHECK(leak.tags == refs_containing(repo, added, "refs/tags"));
  CHECK(leak.tags == Names{"refs/tags/v1", "refs/tags/v2"});
  CHECK(leak.remotes == refs_containing(repo, added, "refs/remotes"));
  CHECK(leak.remotes == Names{"refs/remotes/origin/main"});
  CHECK(leak.other_refs.empty());
  CHECK(leak.stashes.empty());
  CHECK(leak.reflogs.empty());
  CHECK(exposures_of(leak.exposure) == Exposures{Exposure::kPushed, Exposure::kTag, Exposure::kLocalBranch});
  CHECK(exposures_of(leak.occurrences[0].exposure) == exposures_of(leak.exposure));
  const std::string removed = repo.git({"rev-parse", "main"});
  CHECK(removals_of(leak) == Set{"refs/heads/main " + removed, "refs/remotes/origin/main " + removed});
}

TEST_CASE("HEAD's files, also of a linked worktree and of a detached HEAD") {
  RepoBuilder repo;
  repo.commit("README", "root\n");
  const std::string added = repo.commit("a", kSecret + "\n");
  repo.commit("sub/b", "key=" + kSecret + "\n");
  const attribution::AttributeResult in_head = attribute_secrets(repo, {kSecret});
  CHECK(in_head.leaks[0].head_paths == Names{"a", "sub/b"});
  CHECK(in_head.leaks[0].exposure.has(Exposure::kHead));

  repo.git({"rm", "-q", "a"});
  repo.commit_all("drop one");
  const attribution::AttributeResult half = attribute_secrets(repo, {kSecret});
  CHECK(half.leaks[0].head_paths == Names{"sub/b"});
  REQUIRE(half.leaks[0].occurrences.size() == 2);
  CHECK_FALSE(half.leaks[0].occurrences[0].exposure.has(Exposure::kHead));
  CHECK(half.leaks[0].occurrences[1].exposure.has(Exposure::kHead));

  repo.git({"rm", "-q", "-r", "sub"});
  repo.commit_all("drop both");
  const attribution::AttributeResult gone = attribute_secrets(repo, {kSecret});
  CHECK(gone.leaks[0].head_paths.empty());
  CHECK(exposures_of(gone.leaks[0].exposure) == Exposures{Exposure::kLocalBranch});

  repo.git({"worktree", "add", "-q", "--detach", (repo.outside() / "linked").string(), added});
  const attribution::AttributeResult linked = attribute_secrets(repo, {kSecret});
  CHECK(linked.leaks[0].head_paths == Names{"a"});
  CHECK(linked.leaks[0].exposure.has(Exposure::kHead));
}

TEST_CASE("a detached HEAD counts as a branch") {
  RepoBuilder repo;
  repo.commit("README", "root\n");
  repo.git({"checkout", "-q", "--detach"});
  repo.commit("a", kSecret + "\n");
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(result.leaks[0].branches == Names{"HEAD"});
  CHECK(exposures_of(result.leaks[0].exposure) == Exposures{Exposure::kHead, Exposure::kLocalBranch});
}

TEST_CASE("stashes expose their own commits: the worktree's, the index's and the untracked files'") {
  RepoBuilder repo;
  const std::string in_worktree = fake_github_token(2), staged = fake_github_token(3), untracked = fake_github_token(4);
  repo.commit("a", kSecret + "\n");
  repo.write("a", kSecret + "\n" + in_worktree + "\n");
  repo.git({"stash", "push", "-q"});
  repo.write("b", staged + "\n");
  repo.git({"add", "b"});
  repo.write("b", "gone again\n");
  repo.write("c", untracked + "\n");
  repo.tick();
  repo.git({"stash", "push", "-q", "-u"});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret, in_worktree, staged, untracked});
  CHECK(result.leaks[0].stashes.empty());
  CHECK_FALSE(result.leaks[0].exposure.has(Exposure::kStash));
  CHECK(result.leaks[1].stashes == Names{"stash@{1}"});
  CHECK(introductions_of(result.leaks[1]) == Set{repo.git({"rev-parse", "stash@{1}"}) + " a"});
  CHECK(introductions_of(result.leaks[2]) == Set{repo.git({"rev-parse", "stash@{0}^2"}) + " b"});
  CHECK(introductions_of(result.leaks[3]) == Set{repo.git({"rev-parse", "stash@{0}^3"}) + " c"});
  for (const std::size_t leak : {1U, 2U, 3U}) {
    CHECK(exposures_of(result.leaks[leak].exposure) == Exposures{Exposure::kStash});
    CHECK(result.leaks[leak].reflogs.empty());
  }
  for (const std::size_t leak : {2U, 3U}) CHECK(result.leaks[leak].stashes == Names{"stash@{0}"});
}

TEST_CASE("what only a reflog holds, and what nothing holds") {
  RepoBuilder repo;
  repo.commit("README", "root\n");
  const std::string added = repo.commit("a", kSecret + "\n");
  repo.write("a", "clean\n");
  repo.git({"add", "a"});
  repo.tick();
  repo.git({"commit", "-q", "--amend", "-m", "amended"});
  const attribution::AttributeResult by_reflog = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(by_reflog.leaks[0]) == Set{added + " a"});
  CHECK(exposures_of(by_reflog.leaks[0].exposure) == Exposures{Exposure::kReflogOnly});
  CHECK(by_reflog.leaks[0].reflogs == Names{"HEAD@{1}", "refs/heads/main@{1}"});
  CHECK(repo.git({"rev-parse", "HEAD@{1}"}) == added);
  CHECK(by_reflog.leaks[0].branches.empty());
  CHECK(by_reflog.leaks[0].removals.empty());

  drop_reflogs(repo);
  const attribution::AttributeResult by_nothing = attribute_secrets(repo, {kSecret});
  CHECK(introductions_of(by_nothing.leaks[0]) == Set{added + " a"});
  CHECK(exposures_of(by_nothing.leaks[0].exposure) == Exposures{Exposure::kUnreachable});
  CHECK(by_nothing.leaks[0].reflogs.empty());
}

TEST_CASE("a leak on a branch and again on a dropped commit has both exposures") {
  RepoBuilder repo;
  const std::string kept = repo.commit("a", kSecret + "\n");
  const std::string dropped = repo.commit("b", kSecret + " again\n");
  repo.git({"reset", "-q", "--hard", "HEAD~1"});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  const attribution::Attribution& leak = result.leaks[0];
  CHECK(introductions_of(leak) == Set{kept + " a", dropped + " b"});
  CHECK(exposures_of(leak.exposure) == Exposures{Exposure::kHead, Exposure::kLocalBranch, Exposure::kReflogOnly});
  CHECK(leak.reflogs == Names{"HEAD@{1}", "refs/heads/main@{1}"});
}

TEST_CASE("FETCH_HEAD counts only where nothing better reaches, ORIG_HEAD not at all") {
  RepoBuilder repo;
  repo.commit("a", "root\n");
  repo.commit("a", kSecret + "\n");
  repo.git({"reset", "-q", "--hard", "HEAD~1"});
  const attribution::AttributeResult dropped = attribute_secrets(repo, {kSecret});
  CHECK(exposures_of(dropped.leaks[0].exposure) == Exposures{Exposure::kReflogOnly});
  CHECK(dropped.leaks[0].other_refs.empty());
  repo.write(".git/FETCH_HEAD", repo.git({"rev-parse", "ORIG_HEAD"}) + "\t\tbranch 'main' of elsewhere\n");
  const attribution::AttributeResult fetched = attribute_secrets(repo, {kSecret});
  CHECK(exposures_of(fetched.leaks[0].exposure) == Exposures{Exposure::kOtherRef});
  CHECK(fetched.leaks[0].other_refs == Names{"FETCH_HEAD"});
  repo.git({"branch", "kept", "ORIG_HEAD"});
  const attribution::AttributeResult kept = attribute_secrets(repo, {kSecret});
  CHECK(exposures_of(kept.leaks[0].exposure) == Exposures{Exposure::kLocalBranch});
  CHECK(kept.leaks[0].other_refs.empty());
}

TEST_CASE("notes and other refs") {
  RepoBuilder repo;
  repo.commit("a", "root\n");
  repo.git({"notes", "add", "-m", "remember " + kSecret});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret});
  CHECK(exposures_of(result.leaks[0].exposure) == Exposures{Exposure::kOtherRef});
  CHECK(result.leaks[0].other_refs == Names{"refs/notes/commits"});
  CHECK(introductions_of(result.leaks[0]) ==
        Set{repo.git({"rev-parse", "refs/notes/commits"}) + " " + repo.git({"rev-parse", "HEAD"})});
}

TEST_CASE("secrets in messages of commits and tags") {
  RepoBuilder repo;
  const std::string in_tag = fake_github_token(2), in_lost_tag = fake_github_token(3);
  repo.commit("a", "root\n");
  const std::string commit = repo.commit("a", "x\n", "use " + kSecret);
  repo.git({"tag", "-a", "-m", "release " + in_tag, "v1"});
  repo.git({"tag", "-a", "-m", "tag of a tag", "v1-signed", "v1"});
  repo.git({"tag", "-d", "v1"});
  repo.git({"tag", "-a", "-m", "lost " + in_lost_tag, "v2"});
  const std::string lost = repo.git({"rev-parse", "v2"});
  repo.git({"tag", "-d", "v2"});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret, in_tag, in_lost_tag});
  REQUIRE(result.leaks[0].occurrences.size() == 1);
  const finding::Occurrence& in_message = result.leaks[0].occurrences[0];
  CHECK(in_message.kind == finding::PlaceKind::kCommitMessage);
  CHECK(in_message.commit.hex() == commit);
  CHECK(in_message.object.hex() == commit);
  CHECK(in_message.path.empty());
  CHECK(exposures_of(in_message.exposure) == Exposures{Exposure::kTag, Exposure::kLocalBranch});
  CHECK(result.leaks[0].branches == Names{"refs/heads/main"});
  CHECK(result.leaks[0].tags == Names{"refs/tags/v1-signed"});

  REQUIRE(result.leaks[1].occurrences.size() == 1);
  CHECK(result.leaks[1].occurrences[0].kind == finding::PlaceKind::kTagMessage);
  CHECK(result.leaks[1].occurrences[0].commit.is_null());
  CHECK(result.leaks[1].occurrences[0].author.name == "Carl Committer");
  CHECK(exposures_of(result.leaks[1].exposure) == Exposures{Exposure::kTag});
  CHECK(result.leaks[1].tags == Names{"refs/tags/v1-signed"});
  CHECK(result.leaks[1].branches.empty());

  REQUIRE(result.leaks[2].occurrences.size() == 1);
  CHECK(result.leaks[2].occurrences[0].object.hex() == lost);
  CHECK(exposures_of(result.leaks[2].exposure) == Exposures{Exposure::kUnreachable});
}

TEST_CASE("blobs that no commit holds: in a lost tree, in nothing, behind a ref to a tree or a blob") {
  RepoBuilder repo;
  const std::string in_tree = fake_github_token(2), tagged_tree = fake_github_token(3), tagged = fake_github_token(4);
  repo.commit("a", "root\n");
  const auto blob = [&](const std::string& text) { return repo.git({"hash-object", "-w", "--stdin"}, text); };
  const auto tree = [&](const std::string& mode, const std::string& id, const std::string& name) {
    const std::string type = mode == "040000" ? "tree" : "blob";
    return repo.git({"mktree"}, mode + " " + type + " " + id + "\t" + name + "\n");
  };
  const std::string bare = blob("bare " + kSecret);
  tree("040000", tree("100644", blob("x " + in_tree), "file"), "folder");
  repo.git({"tag", "-a", "-m", "a tree", "tree", tree("100644", blob("y " + tagged_tree), "inside")});
  repo.git({"tag", "blob", blob("z " + tagged)});
  const attribution::AttributeResult result = attribute_secrets(repo, {kSecret, in_tree, tagged_tree, tagged});
  CHECK(introductions_of(result.leaks[0]) == Set{"- "});
  CHECK(result.leaks[0].occurrences[0].object.hex() == bare);
  CHECK(exposures_of(result.leaks[0].exposure) == Exposures{Exposure::kUnreachable});
  CHECK(introductions_of(result.leaks[1]) == Set{"- folder/file"});
  CHECK(exposures_of(result.leaks[1].exposure) == Exposures{Exposure::kUnreachable});
  CHECK(introductions_of(result.leaks[2]) == Set{"- inside"});
  CHECK(exposures_of(result.leaks[2].exposure) == Exposures{Exposure::kTag});
  CHECK(result.leaks[2].tags == Names{"refs/tags/tree"});
  CHECK(introductions_of(result.leaks[3]) == Set{"- "});
  CHECK(exposures_of(result.leaks[3].exposure) == Exposures{Exposure::kTag});
  CHECK(result.leaks[3].tags == Names{"refs/tags/blob"});
}

TEST_CASE("long lists of refs keep the youngest and their number") {
  RepoBuilder repo;
  repo.commit("a", kSecret + "\n");
  for (int i = 0; i < 12; ++i) {
    repo.commit("b", std::to_string(i));
    repo.git({"branch", "b" + std::to_string(100 - i)});
  }
  const attribution::AttributeResult result = attribute_places(repo.path(), places_of(repo, {kSecret}), 2, 4);
  CHECK(result.leaks[0].branches_total == 13);
  CHECK(result.leaks[0].branches == Names{"refs/heads/b89", "refs/heads/b90", "refs/heads/b91", "refs/heads/main"});
}
