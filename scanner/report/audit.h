// The report of `leaksieve audit`, one function a format.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/mcp/audit.h"

namespace leaksieve::report {

struct AuditReport {
  std::string tool_version;
  std::vector<mcp::AuditFinding> findings;  // sorted
  std::array<mcp::AuditAnswer, 5> answers;
  std::vector<mcp::AuditLog> logs;
  std::size_t files = 0, servers = 0;
  std::vector<std::string> skipped;  // what could not be read, and why; any makes the audit incomplete
};

struct AuditFormat {
  std::string_view name;
  std::string (*write)(const AuditReport&);
};
[[nodiscard]] std::span<const AuditFormat> all_audit_formats();

[[nodiscard]] std::string audit_text(const AuditReport& report);
[[nodiscard]] std::string audit_json(const AuditReport& report);
[[nodiscard]] std::string audit_sarif(const AuditReport& report);
[[nodiscard]] std::string audit_markdown(const AuditReport& report);
[[nodiscard]] std::string audit_html(const AuditReport& report);

}  // namespace leaksieve::report
