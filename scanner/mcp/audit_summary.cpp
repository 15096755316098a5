#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "scanner/mcp/audit.h"

namespace leaksieve::mcp {
namespace {

std::string counted(std::size_t count, std::string_view what) {
  return count == 0 ? std::string("nothing found against it")
                    : fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

template <class Is>
AuditAnswer answer(std::string_view question, const std::vector<AuditFinding>& findings, std::string_view what, Is is) {
  const auto count = static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const AuditFinding& finding) { return is(*finding.rule); }));
  return {question, count == 0, counted(count, what)};
}

}  // namespace

std::array<AuditAnswer, 5> audit_answers(const std::vector<AuditFinding>& findings, const std::vector<AuditLog>& logs,
                                         std::size_t databases) {
  const auto is_database_rule = [](const AuditRule& rule) {
    return rule.name.starts_with("database-") || rule.layer == AuditLayer::kProduction;
  };
  std::array<AuditAnswer, 5> answers = {
      answer("Is every token minimal, and a machine's own?", findings, "finding",
             [&](const AuditRule& rule) {
               return (rule.layer == AuditLayer::kLeastPrivilege && !is_database_rule(rule)) ||
                      rule.layer == AuditLayer::kScopedTokens;
             }),
      answer("Is no secret kept in plain text?", findings, "finding",
             [](const AuditRule& rule) { return rule.layer == AuditLayer::kVault; }),
      {"Is the audit log of every service known?", true, ""},
      answer("Are databases read-only, and none of production?", findings, "finding", is_database_rule),
      answer("Does every tool ask before it runs?", findings, "setting",
             [](const AuditRule& rule) { return rule.layer == AuditLayer::kApproval; }),
  };
  std::string unknown;
  for (const AuditLog& log : logs) {
    if (log.where.empty()) unknown += (unknown.empty() ? "" : ", ") + log.service;
  }
  answers[2].yes = unknown.empty();
  answers[2].because = !unknown.empty() ? "look it up for " + unknown
                       : logs.empty()   ? "no service with credentials"
                                        : "see below";
  if (databases == 0 && answers[3].yes) answers[3].because = "no database server";
  return answers;
}

void sort_findings(std::vector<AuditFinding>& findings) {
  const auto key = [](const AuditFinding& f) { return std::tie(f.path, f.position, f.rule->id, f.place, f.detail); };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const AuditFinding& a, const AuditFinding& b) { return key(a) < key(b); });
  const auto last = std::unique(findings.begin(), findings.end(),
                                [&](const AuditFinding& a, const AuditFinding& b) { return key(a) == key(b); });
  findings.erase(last, findings.end());
}

}  // namespace leaksieve::mcp
