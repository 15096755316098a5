// The part of the table of flags for the rotation plan.
#include <array>
#include <limits>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"
#include "scanner/rotation/plan_format.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kWhat = "What to plan for";
constexpr std::string_view kOutput = "Output";
constexpr std::string_view kRules = "Rules and settings";
constexpr std::string_view kRun = "How to run";

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kText = ValueKind::kText;
constexpr auto kLine = Origin::kCommandLine;
constexpr auto kEnv = Origin::kEnvironment;
constexpr auto kConfig = Origin::kConfig;

std::vector<std::string> formats() {
  std::vector<std::string> names;
  for (const rotation::PlanFormat& format : rotation::plan_formats()) names.emplace_back(format.name);
  return names;
}

const std::array<Flag, 13> kFlags = {{
    {kWhat, "from", 0, "FILE", ValueKind::kFile, Times::kRepeatable, kLine,
     "Read what `leaksieve scan --format json` wrote, instead of scanning; - is standard input"},
    {kWhat, "now", 0, "DATE", kText, Times::kOnce, kLine,
     "The moment that ages count from, as for --since of scan. Default: now"},

    {kOutput, "format", 'f', "FORMAT", ValueKind::kChoice, Times::kOnce, kEnv,
     "text, json, markdown, csv or html. Default: by the suffix of --output, else text", formats},
    {kOutput, "output", 'o', "FILE", ValueKind::kFile, Times::kOnce, kEnv,
     "Write the plan to FILE, whole or not at all"},
    {kOutput, "verbose", 'v', "", kSwitch, Times::kOnce, kEnv, "Text: every place, every ref and every factor"},
    {kOutput, "quiet", 'q', "", kSwitch, Times::kOnce, kEnv, "Print nothing but errors"},
    {kOutput, "color", 0, "WHEN", ValueKind::kChoice, Times::kOnce, kEnv,
     "auto, always or never. auto: on a terminal, unless NO_COLOR is set",
     [] {
       return std::vector<std::string>{"auto", "always", "never"};
     }},
    {kOutput, "exit-code", 0, "N", kText, Times::kOnce, kConfig,
     "Exit status when there is something to do. Default: 1"},

    {kRules, "config", 'c', "FILE", ValueKind::kFile, Times::kOnce, kEnv,
     "Rules and settings of FILE instead of the repository's .leaksieve.toml"},
    {kRules, "no-config", 0, "", kSwitch, Times::kOnce, kEnv, "Built-in rules only; no .leaksieve.toml is read"},
    {kRules, "ignore-file", 'i', "FILE", ValueKind::kFile, Times::kRepeatable, kConfig,
     "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"},

    {kRun, "threads", 'j', "N", kText, Times::kOnce, kConfig, "Worker threads. Default: one a core, at most 16"},
    {kRun, "no-progress", 0, "", kSwitch, Times::kOnce, kEnv, "No progress bar on a terminal"},
}};

constexpr std::array<Example, 5> kExamples = {{
    {"leaksieve report", "what to rotate of this repository, most urgent first"},
    {"leaksieve report --format markdown --output plan.md", "for an issue tracker"},
    {"leaksieve report ~/src/app ~/src/site", "several repositories: a secret that both hold is one row"},
    {"leaksieve report --from scan.json --format csv", "from a scan that was made before"},
    {"leaksieve scan --format json | leaksieve report --from -", "in a pipe"},
}};

constexpr std::string_view kReportText =
    "Scans as `leaksieve scan` does (or reads its JSON) and tells what to do about each secret, most urgent first: "
    "what "
    "it is, where it came in and by whom, how long HEAD held it, whether it was pushed or never left this machine, "
    "what "
    "it says of itself, and how its service rotates it. The order is severity x exposure x age x state, each told with "
    "its reason. No secret is shown.\n\nExit status: 0 nothing to do and everything read, 1 something to do, 2 wrong "
    "usage or a file that is no scan, 3 nothing to do but the scan is incomplete.";

const std::array<Command, 1> kCommands = {{
    {"report", "Plan what to rotate, and how", "[REPO...]", std::numeric_limits<std::size_t>::max(), kReportText,
     kFlags, kExamples, run_report},
}};

}  // namespace

std::span<const Command> report_commands() { return kCommands; }

}  // namespace leaksieve::cli
