// The gate's part of the table of flags.
#include <array>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/run_formats.h"
#include "scanner/gate/systems.h"
#include "scanner/report/report.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kWhich = "Which change";
constexpr std::string_view kReport = "Report";
constexpr std::string_view kRules = "Rules and settings";
constexpr std::string_view kRun = "How to run";

std::vector<std::string> names_of_systems() {
  std::vector<std::string> names;
  for (const gate::System& system : gate::all_systems()) names.emplace_back(system.name);
  return names;
}

std::vector<std::string> names_of_formats() {
  std::vector<std::string> names;
  for (const report::Format& format : run_formats()) names.emplace_back(format.name);
  return names;
}

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kText = ValueKind::kText;
constexpr auto kChoice = ValueKind::kChoice;
constexpr auto kFile = ValueKind::kFile;
constexpr auto kOnce = Times::kOnce;
constexpr auto kMany = Times::kRepeatable;
constexpr auto kEnv = Origin::kEnvironment;
constexpr auto kConfig = Origin::kConfig;

const std::array<Flag, 23> kFlags = {{
    {kWhich, "base", 0, "REVISION", kText, kOnce, kEnv,
     "What the change is added to. Default: what the CI system's variables tell"},
    {kWhich, "head", 0, "REVISION", kText, kOnce, kEnv, "The change's last commit. Default: the system's, else HEAD"},
    {kWhich, "full", 0, "", kSwitch, kOnce, kEnv, "No change: everything that refs reach, as on a schedule"},
    {kWhich, "system", 0, "NAME", kChoice, kOnce, kEnv, "Whose variables to read. Default: the one that is recognised",
     names_of_systems},
    {kWhich, "trust-head", 0, "", kSwitch, kOnce, kEnv,
     "Let pass what the change itself allows, by comments, ignore files or its own config: a person has looked at it"},

    {kReport, "format", 'f', "FORMAT", kChoice, kOnce, kConfig,
     "Of the report. Default: by the suffix of --output, else the verdict as text", names_of_formats},
    {kReport, "output", 'o', "FILE", kFile, kOnce, kEnv,
     "Write the report to FILE, whole or not at all; the verdict is printed all the same"},
    {kReport, "report", 0, "FORMAT=FILE", kText, kMany, kEnv, "One more report"},
    {kReport, "quiet", 'q', "", kSwitch, kOnce, kEnv, "Print no verdict, no annotations and no summary"},
    {kReport, "exit-code", 0, "N", kText, kOnce, kConfig, "Exit status when there are leaks. Default: 1"},

    {kRules, "config", 'c', "FILE", kFile, kOnce, kEnv,
     "Rules and settings of FILE instead of .leaksieve.toml; a file of the repository is read from the base"},
    {kRules, "no-config", 0, "", kSwitch, kOnce, kEnv, "Built-in rules only; no .leaksieve.toml is read"},
    {kRules, "ignore-file", 'i', "FILE", kFile, kMany, kConfig,
     "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"},
    {kRules, "baseline", 0, "FILE", kFile, kMany, kConfig,
     "Accepted leaks, besides .leaksieve-baseline.jsonl; where a change adds them again, they count"},
    {kRules, "no-baseline", 0, "", kSwitch, kOnce, kEnv, "Count accepted and rotated leaks too"},
    {kRules, "path", 'p', "PATHSPEC", kText, kMany, kConfig, "Only files that match, as in `git log -- PATHSPEC`"},
    {kRules, "exclude", 'x', "PATHSPEC", kText, kMany, kConfig, "Leave out files that match"},
    {kRules, "max-blob-size", 0, "SIZE", kText, kOnce, kConfig,
     "Text files over SIZE are scanned in windows, binary ones are skipped and told. Default: 64M"},
    {kRules, "decode-depth", 0, "N", kText, kOnce, kConfig, "Encodings in each other that are opened. Default: 3"},
    {kRules, "archive-depth", 0, "N", kText, kOnce, kConfig, "Archives in each other that are opened. Default: 2"},

    {kRun, "threads", 'j', "N", kText, kOnce, kConfig, "Worker threads. Default: one a core, at most 16"},
    {kRun, "no-cache", 0, "", kSwitch, kOnce, kEnv,
     "Do not use what was remembered of earlier scans, nor remember this one"},
    {kRun, "max-memory", 0, "SIZE", kText, kOnce, kEnv, "Memory for the content of objects. Default: 1G"},
}};

constexpr std::array<Example, 4> kExamples = {{
    {"leaksieve ci", "in a CI job: base and head come from the system's variables"},
    {"leaksieve ci --base main", "anywhere: what HEAD adds to main"},
    {"leaksieve ci --full", "on a schedule that the system does not tell of"},
    {"leaksieve ci --report sarif=leaks.sarif", "the verdict, and a report for code scanning"},
}};

constexpr std::string_view kText1 =
    "Stops what a change adds: secrets in any of its commits, also such as a later commit of it reverts. Rules, ignore "
    "files and allow comments are those of the base: what the change itself would allow is told apart and blocks, "
    "until a "
    "person runs the gate with --trust-head.\n\n"
    "Knows GitHub Actions, GitLab CI, Azure Pipelines, Bitbucket Pipelines, Jenkins, CircleCI, Buildkite, Drone, "
    "Woodpecker, Gitea and Forgejo Actions by their variables. A clone that is too shallow to show the change is exit "
    "3, "
    "with the line that mends it; it is never green. Schedules, and starts without a change, look at everything.\n\n"
    "Nothing of the repository is run.";

const std::array<Command, 1> kCommands = {{
    {"ci", "Judge a change in a CI job: stop it when it adds a secret", "", 0, kText1, kFlags, kExamples, run_ci},
}};

}  // namespace

std::span<const Command> ci_commands() { return kCommands; }

}  // namespace leaksieve::cli
