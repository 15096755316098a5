#include <algorithm>
#include <array>
#include <cassert>

#include "scanner/mcp/audit.h"

namespace leaksieve::mcp {
namespace {

using enum AuditLayer;
using enum AuditSeverity;

constexpr std::array<AuditRule, 21> kRules = {{
    {"MCP101", "database-superuser", kLeastPrivilege, kHigh, "A database's superuser or an administrator",
     "Whatever text reaches the agent can drop tables: a prompt injection has the account's rights."},
    {"MCP102", "database-writable", kLeastPrivilege, kMedium, "A database server that may write",
     "Nothing says that the account or the server is limited to reading."},
    {"MCP103", "filesystem-too-wide", kLeastPrivilege, kHigh, "A whole disk or home directory",
     "The agent can read keys, browser profiles and other projects, and write start-up files."},
    {"MCP104", "docker-socket", kLeastPrivilege, kCritical, "The Docker socket or a privileged container",
     "Who can talk to the Docker daemon is root on this machine."},
    {"MCP105", "cloud-admin-profile", kLeastPrivilege, kHigh, "A cloud profile with an administrator's name",
     "The agent acts with every right that the account has."},
    {"MCP106", "write-tools", kLeastPrivilege, kMedium, "Tools that write are switched on",
     "Each tool that is not needed is one that a prompt injection can call."},
    {"MCP201", "personal-token", kScopedTokens, kHigh, "A personal or unscoped token",
     "It has all rights of its owner, and the service's audit log blames that person for what the agent does."},
    {"MCP301", "plaintext-secret", kVault, kCritical, "A secret in plain text",
     "Everyone and everything that reads the file has it: backups, other agents, a commit by mistake."},
    {"MCP302", "readable-by-others", kVault, kHigh, "A file with a secret that other users may read",
     "Its mode lets other accounts of this machine read it."},
    {"MCP303", "tracked-by-git", kVault, kCritical, "A file with a secret that git tracks",
     "Every clone has it, and taking it out of the file does not take it out of the history."},
    {"MCP304", "not-ignored", kVault, kMedium, "A file with a secret that git does not ignore",
     "The next `git add .` commits it."},
    {"MCP305", "secret-in-history", kVault, kHigh, "A secret that only git's history or reflog still holds",
     "The file is clean now, but clones, forks and the reflog keep the old version."},
    {"MCP306", "input-shown", kVault, kLow, "A secret that is shown while it is typed",
     "An input without `password: true` is shown, and kept in plain text."},
    {"MCP401", "production-host", kProduction, kHigh, "Something that reads as production",
     "An agent's mistake, or an injected prompt, reaches what customers use."},
    {"MCP402", "cloud-database", kProduction, kMedium, "A hosted database in a developer's config",
     "It is shared, and likely to hold real data."},
    {"MCP501", "approval-bypass", kApproval, kHigh, "Tools run without a prompt",
     "The approval prompt is the last line of defence against a prompt injection."},
    {"MCP601", "unpinned-package", kSupplyChain, kMedium, "A package without a version",
     "Whatever is published next under that name runs here, with these secrets, at the next start."},
    {"MCP602", "piped-to-shell", kSupplyChain, kHigh, "A download that is run at once",
     "Who controls the address, or the way to it, runs code here."},
    {"MCP603", "unpinned-image", kSupplyChain, kMedium, "A container image without a version",
     "A moving tag is whatever was pushed last."},
    {"MCP604", "plain-http", kSupplyChain, kHigh, "A remote server without TLS",
     "Tokens and answers can be read and changed on the way."},
    {"MCP605", "token-in-url", kSupplyChain, kMedium, "A token in a URL",
     "URLs end up in logs, histories and error messages."},
}};

}  // namespace

std::span<const AuditRule> audit_rules() { return kRules; }

const AuditRule& audit_rule(std::string_view name) {
  const auto found =
      std::find_if(kRules.begin(), kRules.end(), [&](const AuditRule& rule) { return rule.name == name; });
  assert(found != kRules.end());
  return *found;
}

const char* name_of(AuditLayer layer) {
  switch (layer) {
    case kLeastPrivilege:
      return "least privilege";
    case kScopedTokens:
      return "scoped tokens";
    case kVault:
      return "secrets in a vault";
    case kProduction:
      return "no production in dev";
    case kApproval:
      return "approval prompts";
    case kSupplyChain:
      break;
  }
  return "supply chain and transport";
}

const char* name_of(AuditSeverity severity) {
  switch (severity) {
    case kLow:
      return "low";
    case kMedium:
      return "medium";
    case kHigh:
      return "high";
    case kCritical:
      break;
  }
  return "critical";
}

}  // namespace leaksieve::mcp
