#include "scanner/cli/flags.h"

#include <algorithm>
#include <array>
#include <limits>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/run_formats.h"
#include "scanner/cli/values.h"
#include "scanner/report/report.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kWhat = "What to scan";
constexpr std::string_view kWhich = "Which part of it";
constexpr std::string_view kReport = "Report";
constexpr std::string_view kRules = "Rules and settings";
constexpr std::string_view kRun = "How to run";

std::vector<std::string> sources_and_all() {
  std::vector<std::string> names = source_names();
  names.emplace_back("all");
  return names;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::Format& format : run_formats()) names.emplace_back(format.name);
  return names;
}

std::vector<std::string> color_names() { return {"auto", "always", "never"}; }

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kText = ValueKind::kText;
constexpr auto kChoice = ValueKind::kChoice;
constexpr auto kFile = ValueKind::kFile;
constexpr auto kFolder = ValueKind::kFolder;
constexpr auto kOnce = Times::kOnce;
constexpr auto kMany = Times::kRepeatable;
constexpr auto kLine = Origin::kCommandLine;
constexpr auto kEnv = Origin::kEnvironment;
constexpr auto kConfig = Origin::kConfig;

const std::array<Flag, 32> kScanFlags = {{
    {kWhat, "source", 0, "LIST", kChoice, kMany, kConfig,
     "Look only there; a list of history, reflog, stash, index, worktree, unreachable, divided by commas. Default: all",
     sources_and_all},
    {kWhat, "staged", 0, "", kSwitch, kOnce, kLine, "Only what the next commit would add (for a pre-commit hook)"},
    {kWhat, "range", 0, "A..B", kText, kMany, kLine,
     "Only what these commits bring that A does not hold (for a gate in CI or a pre-push hook)"},
    {kWhat, "dir", 0, "FOLDER", kFolder, kOnce, kLine, "The files below FOLDER, without git"},
    {kWhat, "stdin", 0, "", kSwitch, kOnce, kLine, "Standard input, as one file"},
    {kWhat, "name", 0, "PATH", kText, kOnce, kLine, "The path that rules see for --stdin. Default: stdin"},

    {kWhich, "branch", 'b', "NAME", kText, kMany, kEnv, "Only the history of this branch (or tag, or other revision)"},
    {kWhich, "since", 0, "DATE", kText, kOnce, kConfig,
     "Only commits since DATE: 2024-01-31, 2024-01-31T10:20:30Z, @1706696430, \"3 weeks ago\""},
    {kWhich, "until", 0, "DATE", kText, kOnce, kConfig, "Only commits up to DATE"},
    {kWhich, "path", 'p', "PATHSPEC", kText, kMany, kConfig, "Only files that match, as in `git log -- PATHSPEC`"},
    {kWhich, "exclude", 'x', "PATHSPEC", kText, kMany, kConfig, "Leave out files that match"},
    {kWhich, "full-blobs", 0, "", kSwitch, kOnce, kEnv,
     "Scan each blob whole. Without it, what git's deltas copied from a blob that was scanned is not scanned again: "
     "the findings are the same"},
    {kWhich, "max-blob-size", 0, "SIZE", kText, kOnce, kConfig,
     "Text files over SIZE are scanned in windows, binary ones are skipped and told. Default: 64M"},
    {kWhich, "decode-depth", 0, "N", kText, kOnce, kConfig,
     "Look into encoded text (base64, hex, percent-encoding, escapes, entities) and compressed files, N of them in "
     "each "
     "other; 0: not at all. Default: 3"},
    {kWhich, "archive-depth", 0, "N", kText, kOnce, kConfig,
     "Look into archives (zip, jar, tar.gz, deb, 7z), N of them in each other; 0: not at all. Default: 2"},

    {kReport, "format", 'f', "FORMAT", kChoice, kOnce, kConfig,
     "text, json, jsonl, sarif, gitlab, gitlab-codequality, junit, checkstyle, csv, markdown or html. Default: by the "
     "suffix of --output, else text",
     format_names},
    {kReport, "output", 'o', "FILE", kFile, kOnce, kEnv, "Write the report to FILE, whole or not at all"},
    {kReport, "show-secrets", 0, "", kSwitch, kOnce, kLine, "Show whole secrets; without it every report is redacted"},
    {kReport, "verbose", 'v', "", kSwitch, kOnce, kEnv, "Text: show every place, every ref and every skip"},
    {kReport, "quiet", 'q', "", kSwitch, kOnce, kEnv,
     "Print no report and no progress; only errors and the exit status"},
    {kReport, "color", 0, "WHEN", kChoice, kOnce, kEnv,
     "auto, always or never. auto: on a terminal, unless NO_COLOR is set", color_names},
    {kReport, "exit-code", 0, "N", kText, kOnce, kConfig, "Exit status when there are leaks. Default: 1"},

    {kRules, "config", 'c', "FILE", kFile, kOnce, kEnv,
     "Rules and settings of FILE instead of the repository's .leaksieve.toml"},
    {kRules, "no-config", 0, "", kSwitch, kOnce, kEnv, "Built-in rules only; no .leaksieve.toml is read"},
    {kRules, "ignore-file", 'i', "FILE", kFile, kMany, kConfig,
     "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"},
    {kRules, "baseline", 0, "FILE", kFile, kMany, kConfig,
     "Accepted leaks (leaksieve baseline create, or gitleaks' JSON report), besides .leaksieve-baseline.jsonl"},
    {kRules, "no-baseline", 0, "", kSwitch, kOnce, kEnv, "Count accepted and rotated leaks too"},

    {kRun, "threads", 'j', "N", kText, kOnce, kConfig, "Worker threads. Default: one a core, at most 16"},
    {kRun, "max-memory", 0, "SIZE", kText, kOnce, kEnv,
     "Memory for the content of objects held at a time; one that needs more is skipped and told. Default: 1G"},
    {kRun, "no-progress", 0, "", kSwitch, kOnce, kEnv, "No progress bar on a terminal"},
    {kRun, "no-cache", 0, "", kSwitch, kOnce, kEnv,
     "Read everything, also of a repository that has not changed since the last scan, and remember nothing"},
    {kRun, "verify-objects", 0, "", kSwitch, kOnce, kEnv,
     "Hash every object that is read; one whose content is not its id's is scanned, and named in the report"},
}};

constexpr std::array<Flag, 2> kRuleFlags = {{
    {kRules, "config", 'c', "FILE", kFile, kOnce, kEnv,
     "The rules of FILE (and those it extends). Default: ./.leaksieve.toml"},
    {kRules, "no-config", 0, "", kSwitch, kOnce, kEnv, "Built-in rules only"},
}};

std::vector<std::string> list_formats() { return {"text", "json", "markdown"}; }

const std::array<Flag, 3> kListFlags = {{
    {kReport, "format", 'f', "FORMAT", kChoice, kOnce, kLine,
     "text (one line a rule), json or markdown (a table by service). Default: text", list_formats},
    kRuleFlags[0],
    kRuleFlags[1],
}};

std::vector<std::string> profile_formats() { return {"text", "json"}; }

const std::array<Flag, 3> kProfileFlags = {{
    {kReport, "format", 'f', "FORMAT", kChoice, kOnce, kLine, "text (a table) or json. Default: text", profile_formats},
    kRuleFlags[0],
    kRuleFlags[1],
}};

constexpr std::array<Example, 7> kScanExamples = {{
    {"leaksieve scan", "everything that the repository of this folder still holds"},
    {"leaksieve scan --source history,reflog ~/src/app", "another repository, only what its refs and reflogs reach"},
    {"leaksieve scan --staged", "what the next commit would add"},
    {"leaksieve scan --range origin/main..HEAD", "what a push would bring"},
    {"leaksieve scan --since \"3 months ago\" --exclude 'test/**'", "recent commits without the tests"},
    {"leaksieve scan --format sarif --output leaks.sarif", "for a code scanning service"},
    {"git diff | leaksieve scan --stdin --name change.diff", "any text"},
}};

constexpr std::array<Example, 3> kListExamples = {{
    {"leaksieve rules list", "the rules that a scan here would use"},
    {"leaksieve rules list --no-config", "the built-in ones"},
    {"leaksieve rules list --no-config --format markdown", "docs/rules.md"},
}};
constexpr std::array<Example, 1> kShowExamples = {{{"leaksieve rules show github-pat", "one rule in full"}}};
constexpr std::array<Example, 1> kCheckExamples = {{{"leaksieve rules check .leaksieve.toml", "before you commit it"}}};
constexpr std::array<Example, 1> kTestExamples = {{{"leaksieve rules test my-rules.toml", "after each change"}}};
constexpr std::array<Example, 2> kProfileExamples = {{
    {"leaksieve rules profile --no-config src", "what the built-in rules cost on these files"},
    {"leaksieve rules profile -c my-rules.toml -f json src", "your own, for a script"},
}};
constexpr std::array<Example, 3> kCompletionExamples = {{
    {"leaksieve completions bash > ~/.local/share/bash-completion/completions/leaksieve", "bash"},
    {"leaksieve completions zsh > ~/.zfunc/_leaksieve", "zsh, with ~/.zfunc in fpath"},
    {"leaksieve completions fish > ~/.config/fish/completions/leaksieve.fish", "fish"},
}};
constexpr std::array<Example, 1> kManExamples = {{{"leaksieve man | man -l -", "read it"}}};

constexpr std::string_view kScanText =
    "Reads every object that the repository still holds once (all refs, reflogs, stashes, the index, the worktree and "
    "unreachable objects) and tells the secrets in them, grouped by secret: where each came in, how far it got, and "
    "what to "
    "do about it.\n\n"
    "Without REPO, the repository of the current folder is scanned, as git finds it (GIT_DIR is obeyed). With several, "
    "each "
    "is scanned by its own .leaksieve.toml and all are one report; one that cannot be read does not keep the others "
    "from "
    "being scanned.\n\n"
    "Defaults may stand in the environment, as LEAKSIEVE_ and the flag's name (LEAKSIEVE_MAX_BLOB_SIZE; lists by "
    "newline), "
    "and in the [scan] table of .leaksieve.toml. A flag wins over the environment, and that over the file.\n\n"
    "Ctrl-C stops the scan and reports what was found so far, marked as incomplete; a second one ends the program.";

constexpr std::string_view kProfileText =
    "Runs the rules over the given files, in one thread, and tells bytes a second for the whole set and the cost of "
    "each "
    "rule, dearest first. A folder is read with all that is below it; - is standard input. All is held in memory: some "
    "megabytes are enough.\n\n"
    "A rule's share is what the whole set's time loses without it, Hyperscan's and RE2's together. Groups of rules are "
    "left out first: one whose absence saves less than 5 % is done, and is in the rest. So this takes a minute or two. "
    "Times are CPU seconds, the least of seven passes in turn, without the filters.";

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

const std::array<Command, 8> kCommands = {{
    {"scan", "Find the secrets in a repository, a folder or a text", "[REPO...]", kAny, kScanText, kScanFlags,
     kScanExamples, run_scan},
    {"rules list", "List the rules", "", 0,
     "Text: one line a rule: id, severity, confidence, description. JSON: all that a report says of a rule, and where "
     "its format is documented.",
     kListFlags, kListExamples, run_rules_list},
    {"rules show", "Show one rule in full", "ID", 1,
     "What it matches, how sure it is, and where the format is documented.", kRuleFlags, kShowExamples, run_rules_show},
    {"rules check",
     "Check a rule file for mistakes",
     "FILE...",
     kAny,
     "Loads each file and looks for rules that do not compile, are slow, or are hard to trust. Exit status 1 when "
     "there are "
     "problems, 2 when a file cannot be read.",
     {},
     kCheckExamples,
     run_rules_check},
    {"rules test",
     "Run the rules' own examples",
     "[FILE...]",
     kAny,
     "Each positive example has to give exactly its secret, each negative one nothing, with the built-in rules beside "
     "them "
     "(unless the file switches those off). Without FILE, the built-in rules' examples are run. Exit status 1 when an "
     "example fails.",
     {},
     kTestExamples,
     run_rules_test},
    {"rules profile", "Measure what the rules cost", "FILE...", kAny, kProfileText, kProfileFlags, kProfileExamples,
     run_rules_profile},
    {"completions",
     "Print completions for a shell",
     "bash|zsh|fish",
     1,
     "Prints a script that the shell reads at its start.",
     {},
     kCompletionExamples,
     run_completions},
    {"man", "Print the manual page", "", 0, "In roff, made from the same table as --help.", {}, kManExamples, run_man},
}};

}  // namespace

std::span<const Command> all_commands() {
  static const std::vector<Command> kAll = [] {
    std::vector<Command> all(kCommands.begin(), kCommands.end());
    for (const std::span<const Command> family :
         {debt_commands(), mcp_commands(), hook_commands(), report_commands(), ci_commands(), purge_commands()}) {
      all.insert(all.end() - 2, family.begin(), family.end());
    }
    return all;
  }();
  return kAll;
}

const Command* find_command(std::string_view name) {
  const std::span<const Command> commands = all_commands();
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : &*found;
}

const Flag* find_flag(const Command& command, std::string_view name) {
  const auto found = std::ranges::find(command.flags, name, &Flag::name);
  return found == command.flags.end() ? nullptr : &*found;
}

const Flag& help_flag() {
  static constexpr Flag kHelp = {"", "help", 'h', "", kSwitch, kOnce, kLine, "Show this help"};
  return kHelp;
}

std::string environment_name(const Flag& flag) {
  std::string name = "LEAKSIEVE_";
  for (const char c : flag.name) name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

}  // namespace leaksieve::cli
