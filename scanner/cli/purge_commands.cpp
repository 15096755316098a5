// The purge command's part of the table of flags.
#include <array>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kWhich = "Which";
constexpr std::string_view kRules = "Rules and settings";
constexpr std::string_view kReport = "Report";

constexpr auto kLine = Origin::kCommandLine;

constexpr std::array<Flag, 9> kFlags = {{
    {kWhich, "output", 'o', "FILE", ValueKind::kFile, Times::kOnce, kLine,
     "Where the expressions go: a new file, outside of the worktree or in .git. It holds the secrets, and only you may "
     "read it"},
    {kWhich, "fingerprint", 0, "NAME", ValueKind::kText, Times::kRepeatable, kLine,
     "Only this leak. Default: all leaks"},
    {kWhich, "rule", 0, "ID", ValueKind::kText, Times::kRepeatable, kLine, "Only leaks of this rule"},
    {kWhich, "verify", 0, "FILE", ValueKind::kFile, Times::kOnce, kLine,
     "Look whether anything is left of what FILE, written by --output, was to take out"},
    {kRules, "config", 'c', "FILE", ValueKind::kFile, Times::kOnce, Origin::kEnvironment,
     "Rules and settings of FILE instead of the repository's .leaksieve.toml"},
    {kRules, "no-config", 0, "", ValueKind::kSwitch, Times::kOnce, Origin::kEnvironment,
     "Built-in rules only; no .leaksieve.toml is read"},
    {kRules, "ignore-file", 'i', "FILE", ValueKind::kFile, Times::kRepeatable, Origin::kConfig,
     "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"},
    {kRules, "threads", 'j', "N", ValueKind::kText, Times::kOnce, Origin::kConfig,
     "Worker threads. Default: one a core, at most 16"},
    {kReport, "no-progress", 0, "", ValueKind::kSwitch, Times::kOnce, Origin::kEnvironment,
     "Show no progress on the terminal"},
}};

constexpr std::array<Example, 3> kExamples = {{
    {"leaksieve purge-plan --output ../purge.txt", "all leaks of this repository"},
    {"leaksieve purge-plan --rule github-pat --output ../purge.txt", "only those of one rule"},
    {"leaksieve purge-plan --verify ../purge.txt purge.git", "is the rewritten mirror clean?"},
}};

constexpr std::string_view kText =
    "Writes what git filter-repo needs to take leaks out of a repository's whole history, and prints the steps around "
    "it. "
    "It changes nothing itself. The files get mode 600 and are never overwritten; nothing that is printed shows a "
    "secret.\n\n"
    "FILE holds the expressions for --replace-text and --replace-message, encoded forms as they stand in the objects; "
    "FILE.blobs the ids of binary files and archives that cannot be replaced in; FILE.paths file names; FILE.leaks "
    "says "
    "which line is whose.\n\n"
    "--verify scans every object, reachable or not, all sources and the files of .git for exactly these values. Exit "
    "status 0: nothing is left; 1: something is, and where; 3: not everything could be read.";

constexpr std::array<Command, 1> kCommands = {
    {{"purge-plan", "Plan how to take leaks out of history, and prove them gone", "[REPO]", 1, kText, kFlags, kExamples,
      run_purge_plan}}};

}  // namespace

std::span<const Command> purge_commands() { return kCommands; }

}  // namespace leaksieve::cli
