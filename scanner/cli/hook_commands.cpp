// The hook commands' part of the table of flags.
#include <array>
#include <limits>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"
#include "scanner/hook/agents.h"
#include "scanner/hook/hook_type.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kWhere = "Where";
constexpr std::string_view kWhich = "Which";
constexpr std::string_view kRules = "Rules and settings";

std::vector<std::string> agent_names() {
  std::vector<std::string> names;
  for (const hook::Agent& agent : hook::all_agents()) names.emplace_back(agent.name);
  return names;
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const hook::HookType& type : hook::all_hook_types()) names.emplace_back(type.name);
  return names;
}

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kLine = Origin::kCommandLine;

constexpr Flag kLocal = {kWhere, "local", 0, "", kSwitch, Times::kOnce, kLine, "This repository (the default)"};
constexpr Flag kGlobal = {
    kWhere,  "global",     0,     "",
    kSwitch, Times::kOnce, kLine, "All repositories of this user: core.hooksPath in the global configuration"};
constexpr Flag kWorktree = {kWhere, "worktree", 0, "", kSwitch, Times::kOnce, kLine, "This worktree only"};
constexpr Flag kTemplate = {
    kWhere,  "template",   0,     "",
    kSwitch, Times::kOnce, kLine, "Repositories that are made or cloned from now on: init.templateDir"};

constexpr Flag kConfigBased = {
    kWhere,  "config-based", 0,     "",
    kSwitch, Times::kOnce,   kLine, "As hook.leaksieve-TYPE in git's configuration, which git 2.54 or later runs"};

const Flag kAgent = {
    kWhich,
    "agent",
    0,
    "NAME",
    ValueKind::kChoice,
    Times::kRepeatable,
    kLine,
    "A coding agent's own hooks instead of git's: claude-code, cursor, codex, gemini, copilot or windsurf",
    agent_names};

const std::array<Flag, 8> kInstallFlags = {{
    kLocal,
    kGlobal,
    kWorktree,
    kTemplate,
    kConfigBased,
    {kWhich, "type", 't', "TYPE", ValueKind::kChoice, Times::kRepeatable, kLine,
     "Only this hook. Default: pre-commit, pre-merge-commit, commit-msg, pre-push and post-merge; in a bare repository "
     "pre-receive",
     type_names},
    kAgent,
    {kWhich, "prompts", 0, "", kSwitch, Times::kOnce, kLine,
     "With --agent: check also prompts, and files that the agent reads"},
}};
const std::array<Flag, 6> kUninstallFlags = {{kLocal, kGlobal, kWorktree, kTemplate, kConfigBased, kAgent}};

const std::array<Flag, 6> kRunFlags = {{
    {kWhich, "agent", 0, "NAME", ValueKind::kChoice, Times::kOnce, kLine, "Whose call `hook run agent` answers",
     agent_names},
    {kRules, "config", 'c', "FILE", ValueKind::kFile, Times::kOnce, Origin::kEnvironment,
     "Rules and settings of FILE instead of the repository's .leaksieve.toml"},
    {kRules, "no-config", 0, "", kSwitch, Times::kOnce, Origin::kEnvironment,
     "Built-in rules only; no .leaksieve.toml is read"},
    {kRules, "ignore-file", 'i', "FILE", ValueKind::kFile, Times::kRepeatable, Origin::kConfig,
     "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"},
    {kRules, "exclude", 'x', "PATHSPEC", ValueKind::kText, Times::kRepeatable, Origin::kConfig,
     "Leave out files that match"},
    {kRules, "threads", 'j', "N", ValueKind::kText, Times::kOnce, Origin::kConfig,
     "Worker threads. Default: one a core, at most 16"},
}};

const std::array<Flag, 2> kAllowFlags = {{
    {kWhich, "reason", 'r', "TEXT", ValueKind::kText, Times::kOnce, kLine,
     "Why it may stay; kept beside the fingerprint"},
    {kWhich, "expires", 0, "DATE", ValueKind::kText, Times::kOnce, kLine,
     "Until when: 2030-01-31. From the next day on it counts as a leak again"},
}};

constexpr std::array<Example, 4> kInstallExamples = {{
    {"leaksieve hook install", "this repository: commits and pushes are checked from now on"},
    {"leaksieve hook install --global", "all repositories of this user, in front of their own hooks"},
    {"leaksieve hook install --type pre-push", "only before a push"},
    {"leaksieve hook install --agent claude-code", "stop an agent's tool calls that hold a secret"},
}};
constexpr std::array<Example, 1> kUninstallExamples = {
    {{"leaksieve hook uninstall", "what stood there before is put back"}}};
constexpr std::array<Example, 1> kStatusExamples = {
    {{"leaksieve hook status", "what git would run here, and whose it is"}}};
constexpr std::array<Example, 2> kRunExamples = {{
    {"leaksieve hook run pre-commit", "what the installed script calls"},
    {"LEAKSIEVE_SKIP=generic-password git commit", "once without a rule (the push is checked all the same)"},
}};
constexpr std::array<Example, 1> kAllowExamples = {{
    {"leaksieve allow s4f0c9a2b7d1e8c3a5b60 --reason \"test fixture\" --expires 2030-01-31",
     "one leak, with its reason"},
}};

constexpr std::string_view kInstallText =
    "Existing hooks are kept and run first, in order, with their arguments, standard input and exit status. Where "
    "core.hooksPath "
    "names a folder, leaksieve's hooks get a folder of their own that runs the other's first; husky's hooks get a part "
    "of "
    "leaksieve's. Installing again changes nothing but the version.\n\n"
    "git config leaksieve.strict true blocks also what HEAD held already; leaksieve.onError allow lets pass what could "
    "not be "
    "checked; leaksieve.timeout SECONDS and leaksieve.onTimeout reject|accept-and-report bound the time; on a server, "
    "leaksieve.auditLog FILE (or syslog) gets a line of JSON for each decision, and leaksieve.allowPushOptions true "
    "obeys "
    "`git push -o leaksieve.allow=FINGERPRINT`.";

constexpr std::string_view kRunText =
    "For the installed scripts, and for other managers of hooks: arguments and standard input are those that git "
    "gives. Exit "
    "status 0 lets pass, 1 refuses. LEAKSIEVE_SKIP=RULE,RULE lets some rules pass once.";

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

const std::array<Command, 5> kCommands = {{
    {"hook install", "Check commits and pushes from now on", "", 0, kInstallText, kInstallFlags, kInstallExamples,
     run_hook_install},
    {"hook uninstall", "Take the hooks away again", "", 0,
     "Only what `hook install` put there; what it replaced is put back.", kUninstallFlags, kUninstallExamples,
     run_hook_uninstall},
    {"hook status",
     "Show what git would run",
     "",
     0,
     "Which hooks are there, whose they are, and whether git runs them.",
     {},
     kStatusExamples,
     run_hook_status},
    {"hook run", "Run a hook, as git does", "TYPE [ARGUMENT...]", kAny, kRunText, kRunFlags, kRunExamples,
     run_hook_run},
    {"allow", "Let one leak pass, with a reason", "FINGERPRINT", 1,
     "Adds a line to .leaksieveignore at the root of the worktree. Commit that file: git then tells who allowed it, "
     "and when.",
     kAllowFlags, kAllowExamples, run_allow},
}};

}  // namespace

std::span<const Command> hook_commands() { return kCommands; }

}  // namespace leaksieve::cli
