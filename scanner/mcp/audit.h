// What is wrong with an MCP set-up besides, and because of, its secrets: least privilege, scoped tokens, plain text,
// production, approval prompts, supply chain. Functions over one document; what git and the file system say is added by
// the caller.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/mcp/place.h"

namespace leaksieve::mcp {

enum class AuditLayer : std::uint8_t { kLeastPrivilege, kScopedTokens, kVault, kProduction, kApproval, kSupplyChain };
[[nodiscard]] const char* name_of(AuditLayer layer);  // "least privilege", "scoped tokens", ...

enum class AuditSeverity : std::uint8_t { kLow, kMedium, kHigh, kCritical };
[[nodiscard]] const char* name_of(AuditSeverity severity);  // "low", ...

struct AuditRule {
  std::string_view id;    // "MCP301"; stable
  std::string_view name;  // "plaintext-secret"; stable
  AuditLayer layer = AuditLayer::kVault;
  AuditSeverity severity = AuditSeverity::kMedium;
  std::string_view title;
  std::string_view why;
};
[[nodiscard]] std::span<const AuditRule> audit_rules();
// REQUIRED: there is one of that name.
[[nodiscard]] const AuditRule& audit_rule(std::string_view name);

struct AuditFinding {
  const AuditRule* rule = nullptr;
  std::string path;
  LineColumn position;  // {0, 0}: of the file as a whole
  Place place;          // parts of it may be ""
  std::string detail;   // what was seen; never a secret
  std::string remedy;   // what to write instead
};

// A service whose credentials a server uses, and where its audit log is.
struct AuditLog {
  std::string service;
  std::string_view where;  // "" = we do not know
};

struct DocumentAudit {
  std::vector<AuditFinding> findings;  // by position
  std::vector<AuditLog> logs;
  std::size_t servers = 0, databases = 0, secrets = 0;
};
// Any bytes; `path` names the client.
[[nodiscard]] DocumentAudit audit_document(Bytes text, Bytes path);

// The five questions of the set-up's hygiene.
struct AuditAnswer {
  std::string_view question;
  bool yes = true;
  std::string because;
};
[[nodiscard]] std::array<AuditAnswer, 5> audit_answers(const std::vector<AuditFinding>& findings,
                                                       const std::vector<AuditLog>& logs, std::size_t databases);

// Sorts by path and position; takes out what is told twice.
void sort_findings(std::vector<AuditFinding>& findings);

}  // namespace leaksieve::mcp
