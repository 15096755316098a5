// The part of the table of flags for accepted and rotated leaks.
#include <array>
#include <limits>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/values.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kEntries = "Entries";
constexpr std::string_view kRules = "Rules and settings";
constexpr std::string_view kRun = "How to run";

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kText = ValueKind::kText;
constexpr auto kFile = ValueKind::kFile;
constexpr auto kOnce = Times::kOnce;
constexpr auto kMany = Times::kRepeatable;
constexpr auto kLine = Origin::kCommandLine;
constexpr auto kEnv = Origin::kEnvironment;
constexpr auto kConfig = Origin::kConfig;

std::vector<std::string> sources() {
  std::vector<std::string> names = source_names();
  names.emplace_back("all");
  return names;
}
std::vector<std::string> formats() { return {"text", "json"}; }

constexpr Flag kOwner = {kEntries, "owner", 0, "NAME", kText, kOnce, kLine, "Who answers for the new entries"};
constexpr Flag kReason = {kEntries, "reason", 'r', "TEXT", kText, kOnce, kLine, "Why the new entries are accepted"};
constexpr Flag kExpires = {
    kEntries, "expires",
    0,        "DATE",
    kText,    kOnce,
    kLine,    "Last day of the new entries: 2030-01-31. From the next day on they count as leaks again"};
const Flag kBaselineFile = {
    kEntries, "baseline", 0,     "FILE",
    kFile,    kOnce,      kLine, "The baseline. Default: .leaksieve-baseline.jsonl at the root of the worktree"};
constexpr Flag kConfigFile = {
    kRules, "config", 'c',  "FILE",
    kFile,  kOnce,    kEnv, "Rules and settings of FILE instead of the repository's .leaksieve.toml"};
constexpr Flag kNoConfig = {kRules,  "no-config", 0,    "",
                            kSwitch, kOnce,       kEnv, "Built-in rules only; no .leaksieve.toml is read"};
constexpr Flag kIgnoreFile = {
    kRules, "ignore-file", 'i',     "FILE",
    kFile,  kMany,         kConfig, "Fingerprints to leave out, besides .leaksieveignore and .gitleaksignore"};
const Flag kSource = {kRules,
                      "source",
                      0,
                      "LIST",
                      ValueKind::kChoice,
                      kMany,
                      kConfig,
                      "Look only there, as leaksieve scan does. Default: all",
                      sources};
constexpr Flag kThreads = {kRun,  "threads", 'j',     "N",
                           kText, kOnce,     kConfig, "Worker threads. Default: one a core, at most 16"};
constexpr Flag kNoProgress = {kRun, "no-progress", 0, "", kSwitch, kOnce, kEnv, "No progress bar on a terminal"};

const std::array<Flag, 10> kCreateFlags = {
    {kBaselineFile, kOwner, kReason, kExpires, kSource, kConfigFile, kNoConfig, kIgnoreFile, kThreads, kNoProgress}};
const std::array<Flag, 11> kUpdateFlags = {
    {{kEntries, "add", 'a', "", kSwitch, kOnce, kLine, "Accept the leaks that are new, too"},
     kBaselineFile,
     kOwner,
     kReason,
     kExpires,
     kSource,
     kConfigFile,
     kNoConfig,
     kIgnoreFile,
     kThreads,
     kNoProgress}};
const std::array<Flag, 8> kDiffFlags = {
    {kBaselineFile,
     {kEntries, "format", 'f', "FORMAT", ValueKind::kChoice, kOnce, kLine, "text or json. Default: text", formats},
     kSource,
     kConfigFile,
     kNoConfig,
     kIgnoreFile,
     kThreads,
     kNoProgress}};
constexpr std::array<Flag, 4> kRotatedFlags = {{
    {kEntries, "note", 'n', "TEXT", kText, kOnce, kLine, "What was done: where it was revoked, a ticket"},
    {kEntries, "by", 0, "NAME", kText, kOnce, kLine,
     "Who says so. Default: user.name and user.email of git's configuration"},
    {kEntries, "date", 0, "DATE", kText, kOnce, kLine,
     "Since when it is dead, as --since has it. Default: now. What a later commit brings in came back"},
    {kEntries, "undo", 0, "", kSwitch, kOnce, kLine, "Take the entry out again"},
}};

constexpr std::array<Example, 2> kCreateExamples = {{
    {"leaksieve baseline create", "today's leaks are accepted, new ones count"},
    {"leaksieve baseline create --owner platform-team --reason \"before the gate\" --expires 2030-06-30",
     "accepted until then"},
}};
constexpr std::array<Example, 2> kUpdateExamples = {{
    {"leaksieve baseline update", "drop what is gone"},
    {"leaksieve baseline update --add --reason \"legacy import\"", "and accept what is new"},
}};
constexpr std::array<Example, 1> kDiffExamples = {{{"leaksieve baseline diff", "what is new, gone and expired"}}};
constexpr std::array<Example, 2> kRotatedExamples = {{
    {"leaksieve rotated s4f0c9a2b7d1e8c3a5b60 --note \"revoked in the console, OPS-123\"", "this secret is dead"},
    {"leaksieve rotated s4f0c9a2b7d1e8c3a5b60 --undo", "it is not, after all"},
}};

constexpr std::string_view kCreateText =
    "Scans the repository here and writes one line for each leak: its fingerprint, rule and path, no secret. Commit "
    "the "
    "file: scans then count only what it does not hold. Entries that are there keep their owner, reason and last day. "
    "Leaks that the ledger calls rotated are left out.\n\nExit status: 0 written, 2 wrong usage, 3 written, but not "
    "everything could be read.";
constexpr std::string_view kUpdateText =
    "Scans the repository here and drops the entries whose leak is gone. Owners, reasons and last days stay. New leaks "
    "are "
    "accepted only with --add. When not everything could be read, nothing is dropped.\n\nExit status: 0 done, 1 there "
    "are "
    "new leaks that were not added, 2 wrong usage, 3 not everything could be read.";
constexpr std::string_view kDiffText =
    "Scans the repository here, changes nothing, and tells which leaks the baseline does not know, which of its "
    "entries "
    "are over, and which have no leak any more.\n\nExit status: 0 nothing is new or over, 1 something is, 2 wrong "
    "usage, 3 "
    "not everything could be read.";
constexpr std::string_view kRotatedText =
    "Adds a line to .leaksieve-rotated.jsonl at the root of the worktree. Commit that file: reports then show the leak "
    "as "
    "done and it no longer counts. It counts again when a commit that was written later brings the secret back, and "
    "when "
    "it is staged or in the range that a hook or a gate looks at.";

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

const std::array<Command, 4> kCommands = {{
    {"baseline create", "Accept today's leaks", "", 0, kCreateText, kCreateFlags, kCreateExamples, run_baseline_create},
    {"baseline update", "Drop what is gone from the baseline", "", 0, kUpdateText, kUpdateFlags, kUpdateExamples,
     run_baseline_update},
    {"baseline diff", "Compare the baseline with the repository", "", 0, kDiffText, kDiffFlags, kDiffExamples,
     run_baseline_diff},
    {"rotated", "Record that a secret is dead", "FINGERPRINT...", kAny, kRotatedText, kRotatedFlags, kRotatedExamples,
     run_rotated},
}};

}  // namespace

std::span<const Command> debt_commands() { return kCommands; }

}  // namespace leaksieve::cli
