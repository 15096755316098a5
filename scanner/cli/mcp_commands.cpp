// The part of the table of flags for MCP configs.
#include <array>
#include <limits>

#include "scanner/cli/command_families.h"
#include "scanner/cli/commands.h"

namespace leaksieve::cli {
namespace {

constexpr std::string_view kHow = "How";
constexpr std::string_view kWhat = "What";
constexpr std::string_view kOutput = "Output";

std::vector<std::string> stores() { return {"auto", "env", "input", "op", "keychain", "vault"}; }
std::vector<std::string> formats() { return {"text", "json", "sarif", "markdown", "html"}; }

constexpr auto kSwitch = ValueKind::kSwitch;
constexpr auto kLine = Origin::kCommandLine;

const std::array<Flag, 6> kFixFlags = {{
    {kHow, "to", 't', "STORE", ValueKind::kChoice, Times::kOnce, kLine,
     "Where the secrets are kept: env, input (the client asks; VS Code, Visual Studio, bundles), op (1Password), "
     "keychain (macOS, or secret-tool), vault (HashiCorp Vault). Default: auto, which is input or env by the client",
     stores},
    {kHow, "dry-run", 'n', "", kSwitch, Times::kOnce, kLine,
     "Change nothing; print the difference, with the secrets redacted"},
    {kHow, "check", 0, "", kSwitch, Times::kOnce, kLine, "Change nothing; exit 1 if something would change"},
    {kHow, "ignore", 0, "", kSwitch, Times::kOnce, kLine, "Add each file to .gitignore as well"},
    {kHow, "example", 0, "", kSwitch, Times::kOnce, kLine,
     "Write FILE.example, without secrets, and leave FILE as it is (with --ignore: out of git)"},
    {kOutput, "quiet", 'q', "", kSwitch, Times::kOnce, kLine, "Print nothing but errors"},
}};

const std::array<Flag, 5> kAuditFlags = {{
    {kWhat, "user", 0, "", kSwitch, Times::kOnce, kLine,
     "The configs in the home directory of this machine, by the paths of every client"},
    {kWhat, "no-history", 0, "", kSwitch, Times::kOnce, kLine,
     "Leave out secrets that only git's history or reflog still holds"},
    {kOutput, "format", 'f', "FORMAT", ValueKind::kChoice, Times::kOnce, kLine,
     "text, json, sarif, markdown or html. Default: text", formats},
    {kOutput, "output", 'o', "FILE", ValueKind::kFile, Times::kOnce, kLine, "Write the report to FILE"},
    {kOutput, "quiet", 'q', "", kSwitch, Times::kOnce, kLine, "Print nothing but errors"},
}};

constexpr std::array<Example, 3> kFixExamples = {{
    {"leaksieve fix --dry-run", "what would change in the MCP configs of this repository"},
    {"leaksieve fix .mcp.json", "references in place of secrets, and the lines that store these"},
    {"leaksieve fix --to keychain .cursor/mcp.json", "started through the keychain"},
}};
constexpr std::array<Example, 3> kAuditExamples = {{
    {"leaksieve audit", "the MCP set-up of this repository"},
    {"leaksieve audit --user", "the configs in the home directory"},
    {"leaksieve audit --format sarif --output audit.sarif", "for code scanning"},
}};

constexpr std::string_view kFixText =
    "Without FILE: the files of this repository that are some MCP client's config. A secret becomes a reference in "
    "that "
    "client's syntax; where the client has none, or the store is op, keychain or vault, the server is started by a "
    "launcher (`op run`, `sh -c`) that reads the store. Everything else stays byte for byte. Links, and files that "
    "change "
    "meanwhile, are refused.\n\nThe secret stays in git's history: rotate it. Exit status: 0 done, 1 something would "
    "change (--check) or could not be taken out, 2 wrong usage or a file that was refused.";
constexpr std::string_view kAuditText =
    "Reads MCP configs and says what is wrong with the set-up: secrets in plain text, personal tokens, too much "
    "privilege, production in a dev config, prompts that are switched off, unpinned packages; each with what to write "
    "instead. TARGET is a repository or files; default: the repository here. No secret is shown.\n\nExit status: 0 "
    "clean, 1 findings, 2 wrong usage, 3 incomplete.";

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

const std::array<Command, 2> kCommands = {{
    {"audit", "Judge an MCP set-up", "[TARGET...]", kAny, kAuditText, kAuditFlags, kAuditExamples, run_audit},
    {"fix", "Take the secrets out of MCP configs", "[FILE...]", kAny, kFixText, kFixFlags, kFixExamples, run_fix},
}};

}  // namespace

std::span<const Command> mcp_commands() { return kCommands; }

}  // namespace leaksieve::cli
