// pre-commit, pre-merge-commit and commit-msg, run by real git commands.
#include <algorithm>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

// It was refused for a leak, told where, and did not show the secret.
void check_refused(const CommandResult& result, const std::string& place, unsigned seed) {
  INFO(result.err);
  CHECK(result.exit != 0);
  CHECK(result.err.find(place) != std::string::npos);
  CHECK(result.err.find("leaksieve allow ") != std::string::npos);
  CHECK((result.out + result.err).find(fake_github_token(seed)) == std::string::npos);
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("a commit that adds a secret is refused, in a dozen lines; a clean one passes in silence") {
  HookedRepo repo;
  repo.install();
  repo.write("a b/c\xC3\xA9.txt", line_with_token(1));
  repo.git({"add", "."});
  const CommandResult first = repo.git_with({"commit", "-m", "first"});  // there is no HEAD yet
  check_refused(first, ":1:7", 1);
  CHECK(lines_of(first.err) <= 12);
  CHECK(repo.try_git({"rev-parse", "-q", "--verify", "HEAD"}).exit != 0);
  repo.git({"rm", "-q", "--cached", "-r", "."});
  repo.write("clean.txt", "clean\n");
  repo.git({"add", "clean.txt"});
  const CommandResult clean = repo.git_with({"commit", "-q", "-m", "first"});
  CHECK(clean.exit == 0);
  CHECK(clean.err.empty());
}

TEST_CASE("every way to commit is seen: -a, by path, --amend, intent to add") {
  HookedRepo repo;
  const std::string first = repo.commit("a.txt", "clean\n");
  repo.install();
  repo.write("a.txt", line_with_token(2));
  check_refused(repo.git_with({"commit", "-am", "change"}), "a.txt:1:7", 2);
  check_refused(repo.git_with({"commit", "-m", "change", "a.txt"}), "a.txt:1:7", 2);
  check_refused(repo.git_with({"commit", "--amend", "-a", "-m", "change"}), "a.txt:1:7", 2);
  repo.git({"checkout", "-q", "a.txt"});
  // A commit by path has an index of its own: what is staged beside is not in it.
  repo.write("secret.txt", line_with_token(3));
  repo.git({"add", "secret.txt"});
  repo.write("a.txt", "changed\n");
  CHECK(repo.git_with({"commit", "-q", "-m", "only a", "a.txt"}).exit == 0);
  check_refused(repo.git_with({"commit", "-m", "the rest"}), "secret.txt:1:7", 3);
  repo.git({"rm", "-q", "--cached", "secret.txt"});
  repo.git({"add", "-N", "secret.txt"});
  repo.write("a.txt", "changed again\n");
  CHECK(repo.git_with({"commit", "-q", "-m", "a again", "a.txt"}).exit == 0);
  check_refused(repo.git_with({"commit", "-am", "all"}), "secret.txt:1:7", 3);
  CHECK(repo.git({"rev-list", "--count", "HEAD"}) == "3");
  CHECK(first != repo.git({"rev-parse", "HEAD"}));
}

TEST_CASE("a partly staged file is judged by what is staged") {
  HookedRepo repo;
  repo.commit("a.txt", "one\ntwo\n");
  repo.install();
  repo.write("a.txt", "one\nand a half\ntwo\n");
  repo.git({"add", "a.txt"});
  repo.write("a.txt", "one\nand a half\ntwo\n" + line_with_token(4));
  CHECK(repo.git_with({"commit", "-q", "-m", "half"}).exit == 0);
  check_refused(repo.git_with({"commit", "-am", "all"}), "a.txt:4:7", 4);
}

TEST_CASE("what HEAD holds already is noted and passes, but with leaksieve.strict") {
  HookedRepo repo;
  repo.commit("old.txt", line_with_token(5));
  repo.install();
  repo.write("old.txt", "a line above\n" + line_with_token(5));
  const CommandResult noted = repo.git_with({"commit", "-am", "above"});
  CHECK(noted.exit == 0);
  CHECK(noted.err.find("1 secret that HEAD holds already") != std::string::npos);
  repo.git({"config", "leaksieve.strict", "true"});
  repo.write("old.txt", "two lines\nabove\n" + line_with_token(5));
  check_refused(repo.git_with({"commit", "-am", "strict"}), "old.txt:3:7", 5);
}

TEST_CASE("a merge is checked for what it adds, not for what the other side held") {
  HookedRepo repo;
  repo.commit("base.txt", "base\n");
  repo.git({"checkout", "-q", "-b", "other"});
  repo.commit("theirs.txt", line_with_token(6));
  repo.git({"checkout", "-q", "main"});
  repo.commit("ours.txt", "ours\n");
  repo.install();
  const CommandResult merged = repo.git_with({"merge", "-q", "--no-edit", "other"});
  CHECK(merged.exit == 0);
  CHECK(merged.err.find("the merge brought in 1 secret") != std::string::npos);

  repo.git({"checkout", "-q", "-b", "left"});
  repo.commit("base.txt", "left\n");
  repo.git({"checkout", "-q", "-b", "right", "main"});
  repo.commit("base.txt", "right\n");
  CHECK(repo.try_git({"merge", "-q", "left"}).exit != 0);  // a conflict
  repo.write("base.txt", "both\n" + line_with_token(7));
  repo.git({"add", "base.txt"});
  check_refused(repo.git_with({"commit", "--no-edit"}), "base.txt:2:7", 7);
}

TEST_CASE("amending in the middle of a rebase is checked") {
  HookedRepo repo;
  repo.commit("a.txt", "one\n");
  repo.commit("b.txt", "two\n");
  repo.commit("c.txt", "three\n");
  repo.install();
  const CommandResult begun =
      repo.git_with({"rebase", "-q", "-i", "HEAD~2"}, {{"GIT_SEQUENCE_EDITOR", "sed -i 1s/pick/edit/"}});
  REQUIRE(begun.exit == 0);
  repo.write("b.txt", line_with_token(8));
  check_refused(repo.git_with({"commit", "-a", "--amend", "--no-edit"}), "b.txt:1:7", 8);
  repo.write("b.txt", "mended\n");
  CHECK(repo.git_with({"commit", "-q", "-a", "--amend", "--no-edit"}).exit == 0);
  CHECK(repo.git_with({"rebase", "--continue"}).exit == 0);
}

TEST_CASE("linked worktrees and submodules have hooks too") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.install();
  const std::string linked = (repo.outside() / "linked").string();
  repo.git({"worktree", "add", "-q", linked});
  HookedRepo inner({}, "inner");
  inner.commit("i.txt", "clean\n");
  repo.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path().string(), "sub"});
  const std::string sub = (repo.path() / "sub").string();
  REQUIRE(repo.leaksieve({"hook", "install"}, {}, sub).exit == 0);
  for (const std::string& folder : {linked, sub}) {
    INFO(folder);
    repo.write(folder + "/s.txt", line_with_token(9));
    REQUIRE(repo.git_with({"add", "s.txt"}, {}, folder).exit == 0);
    check_refused(repo.git_with({"commit", "-m", "in it"}, {}, folder), "s.txt:1:7", 9);
  }
}

TEST_CASE("a false alarm can be allowed: on the line, by fingerprint until a day, once by rule") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.install();
  repo.write("a.txt", "key = " + fake_github_token(10) + "  # leaksieve:allow\n");
  CHECK(repo.git_with({"commit", "-qam", "on the line"}).exit == 0);

  repo.write("b.txt", line_with_token(11));
  repo.git({"add", "b.txt"});
  const CommandResult refused = repo.git_with({"commit", "-m", "b"});
  check_refused(refused, "b.txt:1:7", 11);
  const std::size_t at = refused.err.find("leaksieve allow ") + 16;
  const std::string fingerprint = refused.err.substr(at, 21);
  CHECK(repo.leaksieve({"allow", fingerprint, "--expires", "2001-01-31", "--reason", "long ago"}).exit == 0);
  check_refused(repo.git_with({"commit", "-m", "b"}), "b.txt:1:7", 11);
  CHECK(repo.leaksieve({"allow", fingerprint, "--reason", "made up", "--expires", "2999-12-31"}).exit == 0);
  CHECK(repo.read(".leaksieveignore").find(fingerprint + "  # made up; expires 2999-12-31\n") != std::string::npos);
  CHECK(repo.git_with({"commit", "-q", "-m", "b"}).exit == 0);
  CHECK(repo.leaksieve({"allow", "nonsense"}).exit == 2);
  CHECK(repo.leaksieve({"allow", fingerprint, "--expires", "soon"}).exit == 2);

  repo.write("c.txt", line_with_token(12));
  repo.git({"add", "c.txt"});
  check_refused(repo.git_with({"commit", "-m", "c"}, {{"LEAKSIEVE_SKIP", "another-rule"}}), "c.txt:1:7", 12);
  const CommandResult skipped = repo.git_with({"commit", "-q", "-m", "c"}, {{"LEAKSIEVE_SKIP", "github-pat"}});
  CHECK(skipped.exit == 0);
  CHECK(skipped.err.find("1 secret passed by LEAKSIEVE_SKIP") != std::string::npos);
}

TEST_CASE("a secret in the message is refused, in its comments it is not") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.install();
  const std::string token = fake_github_token(13);
  const auto commit = [&](const std::string& message, const std::vector<std::string>& settings) {
    repo.write("message", message);
    std::vector<std::string> command = settings;
    for (const char* word : {"commit", "-q", "--allow-empty", "-e", "-F", "message"}) command.emplace_back(word);
    return repo.git_with(command, {{"GIT_EDITOR", "true"}});
  };
  check_refused(commit("say it\n\nkey " + token + "\n", {}), "commit message", 13);
  CHECK(commit("say it\n# key " + token + "\n", {}).exit == 0);
  CHECK(commit("say it\n; key " + token + "\n", {"-c", "core.commentChar=;"}).exit == 0);
  check_refused(commit("say it\n# key " + token + "\n", {"-c", "core.commentChar=;"}), "commit message", 13);
  check_refused(commit("say it\n# key " + token + "\n", {"-c", "commit.cleanup=verbatim"}), "commit message", 13);
  CHECK(commit("say it\n# ------------------------ >8 ------------------------\nkey " + token + "\n",
               {"-c", "commit.cleanup=scissors"})
            .exit == 0);
  // Without an editor, git keeps comments.
  check_refused(repo.git_with({"commit", "-q", "--allow-empty", "-m", "x\n\n# " + token}), "commit message", 13);
}

TEST_CASE("what cannot be checked is refused, or passes where that is wanted") {
  HookedRepo repo;
  const std::string first = repo.commit("a.txt", "clean\n");
  repo.install();
  repo.write("b.txt", "new\n");
  repo.git({"add", "b.txt"});
  const std::string blob = repo.git({"rev-parse", ":b.txt"});
  const fs::path object = repo.path() / ".git/objects" / blob.substr(0, 2) / blob.substr(2);
  fs::permissions(object, fs::perms::owner_all);
  repo.write(object.string(), "broken");
  const CommandResult refused = repo.leaksieve({"hook", "run", "pre-commit"});
  CHECK(refused.exit == 1);
  CHECK(refused.err.find("leaksieve.onError allow") != std::string::npos);
  repo.git({"config", "leaksieve.onError", "allow"});
  CHECK(repo.leaksieve({"hook", "run", "pre-commit"}).exit == 0);
  repo.git({"config", "leaksieve.onError", "maybe"});
  const CommandResult wrong = repo.leaksieve({"hook", "run", "pre-commit"});
  CHECK(wrong.exit == 1);
  CHECK(wrong.err.find("leaksieve.onError: 'maybe' means nothing") != std::string::npos);
}

}  // namespace
}  // namespace leaksieve::test
