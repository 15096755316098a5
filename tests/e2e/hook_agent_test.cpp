// Agents' hooks: their configuration, and their calls, as each one's documentation writes them.
#include <filesystem>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/hooked_repo.h"

namespace leaksieve::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

CommandResult call(const HookedRepo& repo, const std::string& agent, const Json& input) {
  CommandOptions options;
  options.directory = repo.path().string();
  options.input = input.dump();
  return run_command({program_path(), "hook", "run", "agent", "--agent", agent}, options);
}

// The reason names the rule and does not hold the secret.
void check_reason(const std::string& reason, unsigned seed) {
  INFO(reason);
  CHECK(reason.find("github-pat") != std::string::npos);
  CHECK(reason.find("environment variable") != std::string::npos);
  CHECK(reason.find(fake_github_token(seed)) == std::string::npos);
}

TEST_CASE("claude-code and codex: a tool call with a secret is denied with a reason, others pass in silence") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  const std::string token = fake_github_token(1);
  for (const char* agent : {"claude-code", "codex"}) {
    const Json base = {{"session_id", "s"}, {"cwd", repo.path().string()}, {"hook_event_name", "PreToolUse"}};
    Json write = base, run = base, clean = base, replaced = base;
    write["tool_name"] = "Write";
    write["tool_input"] = {{"file_path", "src/x.py"}, {"content", "a = 1\nkey = \"" + token + "\"\n"}};
    run["tool_name"] = "Bash";
    run["tool_input"] = {{"command", "curl -H 'Authorization: Bearer " + token + "' https://api.github.com"}};
    clean["tool_name"] = "Bash";
    clean["tool_input"] = {{"command", "curl -H \"Authorization: Bearer $GITHUB_TOKEN\" https://api.github.com"}};
    replaced["tool_name"] = "Edit";
    replaced["tool_input"] = {{"file_path", "x.py"}, {"old_string", token}, {"new_string", "os.environ['KEY']"}};
    for (const Json& input : {write, run}) {
      const CommandResult result = call(repo, agent, input);
      CHECK(result.exit == 0);
      const Json answer = Json::parse(result.out)["hookSpecificOutput"];
      CHECK(answer["hookEventName"] == "PreToolUse");
      CHECK(answer["permissionDecision"] == "deny");
      check_reason(answer["permissionDecisionReason"], 1);
    }
    CHECK(call(repo, agent, write).out.find("src/x.py, line 2") != std::string::npos);
    for (const Json& input : {clean, replaced}) {
      const CommandResult result = call(repo, agent, input);
      CHECK(result.exit == 0);
      CHECK(result.out.empty());
    }
  }
}

TEST_CASE("a prompt, a file that is read, and a commit of what is staged") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  const std::string token = fake_github_token(2);
  const CommandResult prompt =
      call(repo, "claude-code", {{"hook_event_name", "UserPromptSubmit"}, {"prompt", "use " + token}});
  CHECK(Json::parse(prompt.out)["decision"] == "block");
  repo.write("conf.env", "GITHUB_TOKEN=" + token + "\n");
  const Json read = {{"hook_event_name", "PreToolUse"},
                     {"tool_name", "Read"},
                     {"tool_input", {{"file_path", (repo.path() / "conf.env").string()}}}};
  CHECK(Json::parse(call(repo, "claude-code", read).out)["hookSpecificOutput"]["permissionDecision"] == "deny");
  repo.git({"add", "conf.env"});
  const Json commit = {{"hook_event_name", "PreToolUse"},
                       {"cwd", repo.path().string()},
                       {"tool_name", "Bash"},
                       {"tool_input", {{"command", "cd . && git -c a.b=c commit -m 'add it'"}}}};
  const CommandResult denied = call(repo, "claude-code", commit);
  CHECK(denied.out.find("what is staged, line 1") != std::string::npos);
  repo.git({"rm", "-q", "--cached", "conf.env"});
  CHECK(call(repo, "claude-code", commit).out.empty());
}

TEST_CASE("a command that stages and commits at once is held against what it would stage") {
  HookedRepo repo;
  repo.commit("tracked.env", "clean\n");
  repo.commit("old.env", "GITHUB_TOKEN=" + fake_github_token(9) + "\n");
  repo.commit(".gitignore", "ignored.env\n");
  const std::string secret = "GITHUB_TOKEN=" + fake_github_token(2) + "\n";
  const auto bash = [&](const std::string& command) {
    return call(repo, "claude-code",
                {{"hook_event_name", "PreToolUse"},
                 {"cwd", repo.path().string()},
                 {"tool_name", "Bash"},
                 {"tool_input", {{"command", command}}}})
        .out;
  };
  CHECK(bash("git add -A && git commit -m x").empty());
  repo.write("tracked.env", secret);
  CHECK(bash("git commit -m x").empty());  // it would not take it
  CHECK(bash("git commit -am x").find("tracked.env, line 1") != std::string::npos);
  CHECK(bash("git commit -m x tracked.env").find("tracked.env") != std::string::npos);
  CHECK(bash("git add -u && git commit -m x").find("tracked.env") != std::string::npos);
  CHECK(bash("git add tracked.env").empty());  // told when it is committed
  CHECK(bash("git add old.env && git commit -m x").empty());
  repo.git({"checkout", "-q", "--", "tracked.env"});
  repo.write("sub/new.env", secret);
  repo.write("ignored.env", secret);
  CHECK(bash("git commit -am x").empty());
  CHECK(bash("cd sub && git add . && git commit -m x").find("sub/new.env") != std::string::npos);
  CHECK(bash("git add -A && git commit -m x").find("sub/new.env") != std::string::npos);
  CHECK(bash("git add tracked.env && git commit -m x").empty());
  CHECK(bash("git add -f ignored.env && git commit -m x").find("ignored.env") != std::string::npos);
  // What HEAD has already does not stand in the way of other work on that file.
  fs::remove_all(repo.path() / "sub");
  repo.write("old.env", "# edited\nGITHUB_TOKEN=" + fake_github_token(9) + "\n");
  CHECK(bash("git commit -am x").empty());
  // Codex gives a list of words.
  repo.write("tracked.env", secret);
  const CommandResult codex =
      call(repo, "codex",
           {{"hook_event_name", "PreToolUse"},
            {"cwd", repo.path().string()},
            {"tool_name", "shell"},
            {"tool_input", {{"command", Json::array({"bash", "-lc", "git add -A && git commit -m x"})}}}});
  CHECK((codex.out + codex.err).find("tracked.env") != std::string::npos);
  CHECK((codex.out + codex.err).find(fake_github_token(2)) == std::string::npos);
}

TEST_CASE("gemini, cursor, copilot and windsurf are answered in their own way") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  const std::string token = fake_github_token(3);
  const std::string command = "echo " + token + " >x";
  const CommandResult gemini = call(
      repo, "gemini",
      {{"hook_event_name", "BeforeTool"}, {"tool_name", "run_shell_command"}, {"tool_input", {{"command", command}}}});
  CHECK(Json::parse(gemini.out)["decision"] == "deny");
  check_reason(Json::parse(gemini.out)["reason"], 3);
  const CommandResult cursor =
      call(repo, "cursor", {{"hook_event_name", "beforeShellExecution"}, {"command", command}});
  CHECK(Json::parse(cursor.out)["permission"] == "deny");
  check_reason(Json::parse(cursor.out)["agent_message"], 3);
  const CommandResult prompt =
      call(repo, "cursor", {{"hook_event_name", "beforeSubmitPrompt"}, {"prompt", "it is " + token}});
  CHECK(Json::parse(prompt.out)["continue"] == false);
  const CommandResult copilot =
      call(repo, "copilot", {{"toolName", "bash"}, {"toolArgs", Json({{"command", command}}).dump()}});
  CHECK(Json::parse(copilot.out)["permissionDecision"] == "deny");
  check_reason(Json::parse(copilot.out)["permissionDecisionReason"], 3);
  const Json write = {
      {"agent_action_name", "pre_write_code"},
      {"tool_info", {{"file_path", "/tmp/x.py"}, {"edits", {{{"old_string", "a"}, {"new_string", token}}}}}}};
  const CommandResult windsurf = call(repo, "windsurf", write);
  CHECK(windsurf.exit == 2);
  check_reason(windsurf.err, 3);
  CHECK(call(repo, "windsurf", {{"agent_action_name", "pre_run_command"}, {"tool_info", {{"command_line", "ls"}}}})
            .exit == 0);
}

TEST_CASE("what is no call is refused") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  CommandOptions options;
  options.directory = repo.path().string();
  options.input = "not json";
  CHECK(run_command({program_path(), "hook", "run", "agent", "--agent", "claude-code"}, options).exit == 2);
  CHECK(run_command({program_path(), "hook", "run", "agent", "--agent", "nobody"}, options).exit == 2);
}

TEST_CASE("an agent's configuration keeps what is there, takes ours once, and gives it back") {
  HookedRepo repo;
  repo.commit("a.txt", "clean\n");
  const Json theirs = {
      {"permissions", {{"allow", {"Bash(ls)"}}}},
      {"hooks",
       {{"PreToolUse", {{{"matcher", "Bash"}, {"hooks", {{{"type", "command"}, {"command", "./own.sh"}}}}}}}}}};
  repo.write(".claude/settings.json", theirs.dump(2) + "\n");
  for (const char* agent : {"claude-code", "cursor", "codex", "gemini", "copilot", "windsurf"}) {
    repo.install({"--agent", agent, "--prompts"});
    repo.install({"--agent", agent, "--prompts"});
  }
  const Json claude = Json::parse(repo.read(".claude/settings.json"));
  CHECK(claude["permissions"] == theirs["permissions"]);
  CHECK(claude["hooks"]["PreToolUse"].size() == 3);
  CHECK(claude["hooks"]["PreToolUse"][0] == theirs["hooks"]["PreToolUse"][0]);
  CHECK(claude["hooks"]["UserPromptSubmit"].size() == 1);
  // The command that stands there works, as a shell runs it.
  const std::string command = claude["hooks"]["PreToolUse"][1]["hooks"][0]["command"];
  CommandOptions options;
  options.directory = repo.path().string();
  options.input = Json({{"tool_input", {{"command", fake_github_token(4)}}}}).dump();
  CHECK(run_command({"sh", "-c", command}, options).out.find("\"deny\"") != std::string::npos);
  CHECK(Json::parse(repo.read(".cursor/hooks.json"))["version"] == 1);
  CHECK(Json::parse(repo.read(".github/hooks/leaksieve.json"))["hooks"]["preToolUse"][0]["type"] == "command");
  CHECK(Json::parse(repo.read(".windsurf/hooks.json"))["hooks"].contains("pre_write_code"));
  CHECK(Json::parse(repo.read(".gemini/settings.json"))["hooks"].contains("BeforeTool"));
  for (const char* agent : {"claude-code", "cursor", "codex", "gemini", "copilot", "windsurf"}) {
    CHECK(repo.leaksieve({"hook", "uninstall", "--agent", agent}).exit == 0);
  }
  CHECK(Json::parse(repo.read(".claude/settings.json")) == theirs);
  for (const char* file :
       {".cursor/hooks.json", ".codex/hooks.json", ".gemini/settings.json", ".windsurf/hooks.json"}) {
    CHECK_FALSE(fs::exists(repo.path() / file));
  }
  repo.write(".cursor/hooks.json", "{ broken");
  CHECK(repo.leaksieve({"hook", "install", "--agent", "cursor"}).exit == 2);
  CHECK(repo.read(".cursor/hooks.json") == "{ broken");
}

}  // namespace
}  // namespace leaksieve::test
