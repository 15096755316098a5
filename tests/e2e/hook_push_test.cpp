// pre-push on the client, pre-receive and update on the server, run by a real git push.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }

bool says(const CommandResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

// A client with a bare server beside it, as its remote "origin".
struct Pair {
  HookedRepo client;
  std::string server;

  Pair() : server((client.outside() / "server.git").string()) {
    client.git({"init", "-q", "--bare", "-b", "main", server});
    client.git({"remote", "add", "origin", server});
    client.commit("a.txt", "clean\n");
    client.git({"push", "-q", "origin", "main"});
  }
  [[nodiscard]] CommandResult push(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{"push"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return client.git_with(command);
  }
  [[nodiscard]] std::string on_server(const std::vector<std::string>& arguments) const {
    return client.git_with(arguments, {}, server).out;
  }
  void install_on_server(const std::string& type) const {
    const CommandResult result = client.leaksieve({"hook", "install", "--type", type}, {}, server);
    INFO(result.err);
    REQUIRE(result.exit == 0);
  }
};

TEST_CASE("a push that would publish a secret is refused, and told how to mend it") {
  Pair pair;
  HookedRepo& client = pair.client;
  client.install();
  client.git({"config", "core.hooksPath", "/dev/null"});  // as with --no-verify
  const std::string bad = client.commit("b.txt", line_with_token(1), "bring it in");
  client.git({"config", "--unset", "core.hooksPath"});

  const CommandResult tip = pair.push({"origin", "main"});
  CHECK(tip.exit != 0);
  CHECK(says(tip, "b.txt:1:7"));
  CHECK(says(tip, bad.substr(0, 10) + " \"bring it in\""));
  CHECK(says(tip, "git commit --amend"));
  CHECK_FALSE(says(tip, fake_github_token(1)));

  client.commit("c.txt", "clean\n");
  client.commit("b.txt", "taken out again\n");
  const CommandResult deep = pair.push({"origin", "main"});
  CHECK(deep.exit != 0);
  CHECK(says(deep, "git rebase -i --rebase-merges " + bad.substr(0, 10) + "^"));

  client.write("d.txt", line_with_token(1));
  client.git({"add", "d.txt"});
  client.git({"commit", "-q", "--no-verify", "-m", "again"});
  CHECK(says(pair.push({"origin", "main"}), "git filter-repo --replace-text"));
  CHECK(pair.on_server({"rev-list", "--all", "--count"}) == "1\n");
}

TEST_CASE("the advised rebase takes the secret out, and the push passes then") {
  Pair pair;
  HookedRepo& client = pair.client;
  const std::string bad = client.commit("b.txt", "line\n" + line_with_token(2));
  client.commit("c.txt", "clean\n");
  client.install();
  REQUIRE(pair.push({"origin", "main"}).exit != 0);
  REQUIRE(client
              .git_with(
                  {"rebase", "-q", "-i", "--rebase-merges", bad.substr(0, 10) + "^"},
                  {{"GIT_SEQUENCE_EDITOR", "sed -i 's/^pick " + bad.substr(0, 7) + "/edit " + bad.substr(0, 7) + "/'"}})
              .exit == 0);
  client.write("b.txt", "line\n");
  REQUIRE(client.git_with({"commit", "-q", "-a", "--amend", "--no-edit"}).exit == 0);
  REQUIRE(client.git_with({"rebase", "--continue"}).exit == 0);
  CHECK(pair.push({"-q", "origin", "main"}).exit == 0);
}

TEST_CASE("fifty refs with one bad commit deep inside one of them") {
  Pair pair;
  HookedRepo& client = pair.client;
  std::string bad;
  for (int i = 0; i < 50; ++i) {
    client.git({"checkout", "-q", "-b", "branch" + std::to_string(i), "main"});
    client.commit("f" + std::to_string(i), "clean\n");
    if (i == 31) {
      bad = client.commit("deep/secret.txt", line_with_token(3));
      client.commit("deep/secret.txt", "clean again\n");
    }
    client.commit("g" + std::to_string(i), "clean\n");
  }
  client.install();
  const CommandResult all = pair.push({"origin", "--all"});
  CHECK(all.exit != 0);
  CHECK(says(all, "deep/secret.txt:1:7"));
  CHECK(says(all, bad.substr(0, 10)));
  client.git({"branch", "-q", "-D", "branch31"});
  CHECK(pair.push({"-q", "origin", "--all"}).exit == 0);
}

TEST_CASE("only what the remote lacks is scanned: new branches, force pushes, deletions, URLs, several remotes") {
  Pair pair;
  HookedRepo& client = pair.client;
  client.commit("old.txt", line_with_token(4), "an old leak");
  client.git({"push", "-q", "origin", "main"});
  client.install();
  client.git({"checkout", "-q", "-b", "topic"});
  client.commit("new.txt", "clean\n");
  CHECK(pair.push({"-q", "origin", "topic"}).exit == 0);  // the old leak is there already
  client.git({"commit", "-q", "--amend", "-m", "other words"});
  CHECK(pair.push({"-q", "--force", "origin", "topic"}).exit == 0);
  CHECK(pair.push({"-q", pair.server, "topic:by-url"}).exit == 0);
  CHECK(pair.push({"-q", "origin", "--delete", "topic"}).exit == 0);

  const std::string second = (client.outside() / "second.git").string();
  client.git({"init", "-q", "--bare", second});
  client.git({"remote", "add", "second", second});
  const CommandResult other = pair.push({"second", "topic"});  // it has nothing yet
  CHECK(other.exit != 0);
  CHECK(says(other, "old.txt:1:7"));
  CHECK(pair.push({"--mirror", second}).exit != 0);
}

TEST_CASE("a tag's message, and a commit that only a tag reaches") {
  Pair pair;
  HookedRepo& client = pair.client;
  client.install();
  client.git({"tag", "-a", "v1", "-m", "key " + fake_github_token(5)});
  const CommandResult message = pair.push({"origin", "v1"});
  CHECK(message.exit != 0);
  CHECK(says(message, "tag message, line "));
  CHECK(says(message, "git tag -f -a"));
  client.git({"checkout", "-q", "--detach"});
  client.write("t.txt", line_with_token(6));
  client.git({"add", "t.txt"});
  client.git({"commit", "-q", "--no-verify", "-m", "tagged"});
  client.git({"tag", "v2"});
  client.git({"checkout", "-q", "main"});
  CHECK(says(pair.push({"origin", "v2"}), "t.txt:1:7"));
}

TEST_CASE("a server refuses a push with a secret, and nothing of it stays") {
  Pair pair;
  HookedRepo& client = pair.client;
  pair.install_on_server("pre-receive");
  const std::string log = (client.outside() / "audit.jsonl").string();
  client.git_with({"config", "leaksieve.auditLog", log}, {}, pair.server);
  client.commit("clean.txt", "clean\n");
  CHECK(pair.push({"-q", "origin", "main"}).exit == 0);
  const std::string bad = client.commit("bad.txt", line_with_token(7));
  client.commit("bad.txt", "reverted\n");
  const CommandResult refused = pair.push({"origin", "main"});
  CHECK(refused.exit != 0);
  CHECK(says(refused, "this push brings 1 secret"));
  CHECK(says(refused, bad.substr(0, 10)));
  CHECK(client.git_with({"cat-file", "-e", bad}, {}, pair.server).exit != 0);

  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  CHECK(text.str().find("\"decision\":\"accepted\"") != std::string::npos);
  CHECK(text.str().find("\"decision\":\"rejected\"") != std::string::npos);
  CHECK(text.str().find("\"rule\":\"github-pat\",\"path\":\"bad.txt\",\"line\":1") != std::string::npos);
  CHECK(text.str().find(fake_github_token(7)) == std::string::npos);
}

TEST_CASE("push options let a leak pass only where the administrator lets them") {
  Pair pair;
  HookedRepo& client = pair.client;
  pair.install_on_server("pre-receive");
  client.git_with({"config", "receive.advertisePushOptions", "true"}, {}, pair.server);
  client.commit("bad.txt", line_with_token(8));
  const CommandResult refused = pair.push({"origin", "main"});
  const std::size_t at = refused.err.find("leaksieve allow ");
  REQUIRE(at != std::string::npos);
  const std::string option = "leaksieve.allow=" + refused.err.substr(at + 16, 21);
  CHECK(pair.push({"-o", option, "origin", "main"}).exit != 0);
  client.git_with({"config", "leaksieve.allowPushOptions", "true"}, {}, pair.server);
  CHECK(pair.push({"-o", "leaksieve.allow=s00000000000000000000", "origin", "main"}).exit != 0);
  CHECK(pair.push({"-q", "-o", option, "origin", "main"}).exit == 0);
}

TEST_CASE("update judges ref by ref; a repository with a worktree can receive too") {
  Pair pair;
  HookedRepo& client = pair.client;
  pair.install_on_server("update");
  client.git({"checkout", "-q", "-b", "good"});
  client.commit("good.txt", "clean\n");
  client.git({"checkout", "-q", "-b", "bad", "main"});
  client.commit("bad.txt", line_with_token(9));
  CHECK(pair.push({"origin", "good", "bad"}).exit != 0);
  CHECK(pair.on_server({"branch", "--format=%(refname:short)"}) == "good\nmain\n");

  const std::string target = (client.outside() / "target").string();
  client.git({"clone", "-q", pair.server, target});
  client.git_with({"config", "receive.denyCurrentBranch", "updateInstead"}, {}, target);
  REQUIRE(client.leaksieve({"hook", "install", "--type", "pre-receive"}, {}, target).exit == 0);
  CHECK(says(pair.push({target, "bad:main"}), "bad.txt:1:7"));
  CHECK_FALSE(fs::exists(target + "/bad.txt"));
  CHECK(pair.push({"-q", target, "good:main"}).exit == 0);
  CHECK(fs::exists(target + "/good.txt"));
}

}  // namespace
}  // namespace leaksieve::test
