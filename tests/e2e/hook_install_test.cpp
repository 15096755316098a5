// hook install, uninstall and status: what was there before is kept, run first, and put back.
#include <cstdlib>
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;

std::string line_with_token(unsigned seed) { return "key = " + fake_github_token(seed) + "\n"; }
constexpr const char* kPreCommit = ".git/hooks/pre-commit";

bool refuses_secret(HookedRepo& repo, const std::map<std::string, std::string>& env = {}) {
  repo.write("secret.txt", line_with_token(1));
  repo.git({"add", "secret.txt"});
  const CommandResult result = repo.git_with({"commit", "-m", "secret"}, env);
  repo.git({"rm", "-q", "--cached", "secret.txt"});
  return result.exit != 0 && result.err.find("secret.txt:1:7") != std::string::npos;
}

// Everything below .git/hooks, with content and run bits.
std::map<std::string, std::string> hooks_of(const HookedRepo& repo) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(repo.path() / ".git/hooks")) {
    const std::string name = fs::relative(entry.path(), repo.path()).string();
    const bool runs = (fs::status(entry.path()).permissions() & fs::perms::owner_exec) != fs::perms::none;
    files[name] = (runs ? "x " : "- ") + repo.read(name);
  }
  return files;
}

TEST_CASE("an existing hook runs first, with its arguments, its input and its say; uninstall puts it back") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.write_hook(kPreCommit, "#!/bin/sh\necho before >>ran\n[ ! -e refuse ] || exit 7\n");
  repo.write_hook(".git/hooks/commit-msg", "#!/bin/sh\necho \"message $1\" >>ran\n");
  repo.write_hook(".git/hooks/pre-push", "#!/bin/sh\ncat >pushed\necho \"$# $1\" >>pushed\n");
  fs::permissions(repo.path() / kPreCommit, fs::perms::owner_read | fs::perms::owner_exec);
  const auto before = hooks_of(repo);
  repo.install();
  const auto installed = hooks_of(repo);
  CHECK(repo.install().find("pre-commit") != std::string::npos);
  CHECK(hooks_of(repo) == installed);  // again: nothing changes

  CHECK(refuses_secret(repo));
  CHECK(repo.read("ran") == "before\n");
  repo.write("b.txt", "clean\n");
  repo.git({"add", "b.txt"});
  CHECK(repo.git_with({"commit", "-q", "-m", "b"}).exit == 0);
  CHECK(repo.read("ran") == "before\nbefore\nmessage .git/COMMIT_EDITMSG\n");
  repo.write("refuse", "");
  CHECK(repo.git_with({"commit", "-q", "--allow-empty", "-m", "c"}).exit != 0);

  const std::string remote = (repo.outside() / "remote.git").string();
  repo.git({"init", "-q", "--bare", remote});
  CHECK(repo.git_with({"push", "-q", remote, "main"}).exit == 0);
  CHECK(repo.read("pushed") == "refs/heads/main " + repo.git({"rev-parse", "main"}) + " refs/heads/main " +
                                   std::string(40, '0') + "\n2 " + remote + "\n");
  CHECK(repo.leaksieve({"hook", "uninstall"}).exit == 0);
  CHECK(hooks_of(repo) == before);
  CHECK(repo.leaksieve({"hook", "uninstall"}).exit == 0);
  CHECK(hooks_of(repo) == before);
}

TEST_CASE("two hooks that took each other's place are not lost") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.write_hook(kPreCommit, "#!/bin/sh\nexit 0 # first\n");
  repo.install();
  repo.write_hook(kPreCommit, "#!/bin/sh\nexit 0 # second\n");  // another manager wrote over ours
  const CommandResult status = repo.leaksieve({"hook", "status"});
  CHECK(status.out.find("pre-commit        another hook, without leaksieve") != std::string::npos);
  for (const char* command : {"install", "uninstall"}) {
    const CommandResult result = repo.leaksieve({"hook", command});
    CHECK(result.exit == 2);
    CHECK(result.err.find("before-leaksieve") != std::string::npos);
  }
  CHECK(repo.read(kPreCommit).find("second") != std::string::npos);
  CHECK(repo.read(std::string(kPreCommit) + ".before-leaksieve").find("first") != std::string::npos);
}

TEST_CASE("a folder that core.hooksPath names is left as it is, and its hooks run first") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.write_hook("our hooks/pre-commit", "#!/bin/sh\necho theirs >>ran\n");
  repo.write_hook("our hooks/post-commit", "#!/bin/sh\necho after >>ran\n");
  repo.git({"config", "core.hooksPath", "our hooks"});
  repo.install();
  CHECK(repo.git({"status", "--porcelain", "--", "our hooks"}) == "?? \"our hooks/\"");
  CHECK(refuses_secret(repo));
  CHECK(repo.read("ran") == "theirs\n");
  CHECK(repo.git_with({"commit", "-q", "--allow-empty", "-m", "b"}).exit == 0);
  CHECK(repo.read("ran") == "theirs\ntheirs\nafter\n");
  repo.install();  // again
  CHECK(refuses_secret(repo));
  CHECK(repo.leaksieve({"hook", "uninstall"}).exit == 0);
  CHECK(repo.git({"config", "core.hooksPath"}) == "our hooks");
  CHECK_FALSE(fs::exists(repo.path() / ".git/leaksieve-hooks"));
}

TEST_CASE("husky's hooks get a part of leaksieve's, also in front of an early end") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  // What husky 9 writes: a wrapper a hook in .husky/_, which runs .husky/NAME.
  repo.write_hook(".husky/_/h",
                  "#!/usr/bin/env sh\nn=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n"
                  "[ ! -f \"$s\" ] && exit 0\nsh -e \"$s\" \"$@\"\n");
  for (const char* type : {"pre-commit", "pre-push", "commit-msg"}) {
    repo.write_hook(std::string(".husky/_/") + type, "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n");
  }
  repo.write(".husky/pre-commit", "echo theirs >>ran\nexec true\n");
  repo.write(".husky/pre-push", "cat >pushed\n");
  repo.git({"config", "core.hooksPath", ".husky/_"});
  CHECK(repo.install().find("husky") != std::string::npos);
  repo.install();
  const std::map<std::string, std::string> path = {
      {"PATH", fs::path(program_path()).parent_path().string() + ":" + std::getenv("PATH")}};
  CHECK(refuses_secret(repo, path));
  CHECK(repo.git_with({"commit", "-q", "--allow-empty", "-m", "b"}, path).exit == 0);
  CHECK(repo.read("ran") == "theirs\n");
  CHECK(repo.leaksieve({"hook", "status"}).out.find("as a part of husky's hook") != std::string::npos);
  const std::string remote = (repo.outside() / "remote.git").string();
  repo.git({"init", "-q", "--bare", remote});
  CHECK(repo.git_with({"push", "-q", remote, "main"}, path).exit == 0);
  CHECK(repo.read("pushed").find("refs/heads/main ") == 0);
  CHECK(repo.leaksieve({"hook", "uninstall"}).exit == 0);
  CHECK(repo.read(".husky/pre-commit") == "echo theirs >>ran\nexec true\n");
  CHECK_FALSE(fs::exists(repo.path() / ".husky/commit-msg"));
}

TEST_CASE(
    "installed for all repositories, each one's own hooks still run; and for those to come, and for one worktree") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.write_hook(kPreCommit, "#!/bin/sh\necho own >>ran\n");
  repo.write_hook(".git/hooks/post-commit", "#!/bin/sh\necho after >>ran\n");
  const std::string home = repo.outside().string();
  const std::map<std::string, std::string> env = {
      {"HOME", home}, {"XDG_CONFIG_HOME", home + "/xdg"}, {"GIT_CONFIG_GLOBAL", home + "/gitconfig"}};
  REQUIRE(repo.leaksieve({"hook", "install", "--global"}, env).exit == 0);
  CHECK(refuses_secret(repo, env));
  CHECK(repo.git_with({"commit", "-q", "--allow-empty", "-m", "b"}, env).exit == 0);
  CHECK(repo.read("ran") == "own\nown\nafter\n");
  REQUIRE(repo.leaksieve({"hook", "uninstall", "--global"}, env).exit == 0);
  CHECK(repo.git_with({"config", "core.hooksPath"}, env).exit != 0);
  CHECK_FALSE(refuses_secret(repo, env));

  REQUIRE(repo.leaksieve({"hook", "install", "--template"}, env).exit == 0);
  const std::string fresh = home + "/fresh";
  REQUIRE(repo.git_with({"init", "-q", fresh}, env).exit == 0);
  repo.write(fresh + "/s.txt", line_with_token(2));
  REQUIRE(repo.git_with({"add", "s.txt"}, env, fresh).exit == 0);
  CHECK(repo.git_with({"commit", "-m", "s"}, env, fresh).exit != 0);

  CHECK(repo.leaksieve({"hook", "install", "--worktree"}).exit == 2);
  repo.git({"config", "extensions.worktreeConfig", "true"});
  const std::string linked = home + "/linked";
  repo.git({"worktree", "add", "-q", linked});
  REQUIRE(repo.leaksieve({"hook", "install", "--worktree"}, {}, linked).exit == 0);
  repo.write(linked + "/s.txt", line_with_token(3));
  REQUIRE(repo.git_with({"add", "s.txt"}, {}, linked).exit == 0);
  const CommandResult refused = repo.git_with({"commit", "-m", "s"}, {}, linked);
  CHECK(refused.exit != 0);
  CHECK(refused.err.find("s.txt:1:7") != std::string::npos);
}

TEST_CASE("without the program a commit is refused with the one command that mends it, or passes as configured") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.install();
  std::string script = repo.read(kPreCommit);
  const std::size_t at = script.find("program='");
  REQUIRE(at != std::string::npos);
  script.replace(at, script.find('\n', at) - at, "program='/dev/null/leaksieve'");
  repo.write(kPreCommit, script);
  repo.write("b.txt", "clean\n");
  repo.git({"add", "b.txt"});
  const std::map<std::string, std::string> path = {{"PATH", "/usr/bin:/bin"}};
  const CommandResult refused = repo.git_with({"commit", "-m", "b"}, path);
  CHECK(refused.exit != 0);
  CHECK(refused.err.find("git config leaksieve.onError allow") != std::string::npos);
  const CommandResult status = repo.leaksieve({"hook", "status"});
  INFO(status.out << status.err);
  CHECK(status.out.find("is gone") != std::string::npos);
  repo.git({"config", "leaksieve.onError", "allow"});
  repo.leaksieve({"hook", "uninstall"});
  repo.write_hook(kPreCommit, script);
  CHECK(repo.git_with({"commit", "-q", "-m", "b"}, path).exit == 0);
}

TEST_CASE("a global configuration that is a device is not replaced by a file") {
  HookedRepo repo;
  const std::string link = (repo.outside() / "config").string();
  fs::create_symlink("/dev/full", link);
  const CommandResult refused = repo.leaksieve({"hook", "install", "--global"}, {{"GIT_CONFIG_GLOBAL", link}});
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("no regular file") != std::string::npos);
  CHECK(fs::is_symlink(link));
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("the script runs in the shells that git may have") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.install();
  repo.write("s.txt", line_with_token(4));
  repo.git({"add", "s.txt"});
  for (const std::vector<std::string>& shell :
       std::vector<std::vector<std::string>>{{"dash"}, {"bash", "--posix"}, {"busybox", "sh"}}) {
    CommandOptions options;
    options.directory = repo.path().string();
    std::vector<std::string> command = shell;
    command.emplace_back(kPreCommit);
    if (run_command({"sh", "-c", "command -v " + shell.front()}).exit != 0) continue;
    const CommandResult result = run_command(command, options);
    INFO(shell.front() << ": " << result.err);
    CHECK(result.exit == 1);
    CHECK(result.err.find("s.txt:1:7") != std::string::npos);
  }
}

// As git 2.54 runs it (run-command.c, prepare_shell_cmd): a text for the shell, with the hook's arguments behind it.
CommandResult run_from_config(HookedRepo& repo, const std::string& type,
                              const std::vector<std::string>& arguments = {}) {
  const std::string command = repo.git({"config", "hook.leaksieve-" + type + ".command"});
  CommandOptions options;
  options.directory = repo.path().string();
  std::vector<std::string> shell = {"sh", "-c", command + " \"$@\"", command};
  shell.insert(shell.end(), arguments.begin(), arguments.end());
  return run_command(shell, options);
}

TEST_CASE("hooks in git's configuration are written as newer gits read them, told by status, and taken away again") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  repo.git({"config", "hook.linter.command", "true"});
  repo.git({"config", "hook.linter.event", "pre-commit"});
  const std::string before = repo.git({"config", "--local", "--list"});
  const std::string said = repo.install({"--config-based"});
  CHECK(said.find("2.54") != std::string::npos);
  const std::string installed = repo.git({"config", "--local", "--list"});
  repo.install({"--config-based"});
  CHECK(repo.git({"config", "--local", "--list"}) == installed);  // again: nothing changes
  CHECK(repo.git({"config", "--get-all", "hook.leaksieve-pre-commit.event"}) == "pre-commit");
  CHECK(repo.git({"config", "--get-all", "hook.leaksieve-pre-push.event"}) == "pre-push");
  CHECK(repo.git({"config", "--get-all", "hook.linter.command"}) == "true");

  repo.write("secret.txt", line_with_token(1));
  repo.git({"add", "secret.txt"});
  const CommandResult refused = run_from_config(repo, "pre-commit");
  CHECK(refused.exit == 1);
  CHECK(refused.err.find("secret.txt:1:7") != std::string::npos);
  repo.git({"rm", "-q", "--cached", "secret.txt"});
  CHECK(run_from_config(repo, "pre-commit").exit == 0);
  repo.write("message", "use " + fake_github_token(2) + "\n");
  CHECK(run_from_config(repo, "commit-msg", {"message"}).exit == 1);

  const std::string status = repo.leaksieve({"hook", "status"}).out;
  CHECK(status.find("leaksieve, by hook.leaksieve-pre-commit (local)") != std::string::npos);
  CHECK(status.find("another hook, by hook.linter (local)") != std::string::npos);
  repo.git({"config", "hook.leaksieve-pre-commit.enabled", "false"});
  CHECK(repo.leaksieve({"hook", "status"}).out.find("off: hook.leaksieve-pre-commit.enabled is false") !=
        std::string::npos);
  repo.git({"config", "--unset", "hook.leaksieve-pre-commit.enabled"});

  CHECK(repo.leaksieve({"hook", "uninstall", "--config-based"}).exit == 0);
  CHECK(repo.git({"config", "--local", "--list"}) == before);
  CHECK_FALSE(fs::exists(repo.path() / ".git/leaksieve-hooks-by-config"));
}

}  // namespace
}  // namespace leaksieve::test
