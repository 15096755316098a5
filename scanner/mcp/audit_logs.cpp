// Where each service tells who did what.
#include <array>
#include <utility>

#include "scanner/mcp/audit_checks.h"

namespace leaksieve::mcp {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 40> kLogs = {{
    {"GitHub", "organisation settings > Logs > Audit log; personal: Settings > Security log"},
    {"GitLab", "group or project > Secure > Audit events"},
    {"Bitbucket", "workspace settings > Audit log"},
    {"Slack", "Enterprise: Audit Logs API; else Settings > Access logs, app's Activity logs"},
    {"Discord", "server settings > Audit log"},
    {"Notion", "Settings > Audit log (Enterprise)"},
    {"Linear", "Settings > Security > Audit log"},
    {"Atlassian", "admin.atlassian.com > Security > Audit log"},
    {"Figma", "Admin > Activity logs (Organization)"},
    {"Stripe", "Dashboard > Developers > Logs; Settings > Security history"},
    {"Sentry", "Settings > Audit log"},
    {"Supabase", "Dashboard > Organization > Audit logs; Logs > Postgres"},
    {"Neon", "Console > project > Monitoring > Operations; pgaudit"},
    {"PostgreSQL", "the pgaudit extension; log_statement"},
    {"MySQL", "the audit log plugin, or general_log"},
    {"MongoDB", "auditLog of mongod; Atlas > Database Access History"},
    {"Redis", "ACL LOG; MONITOR"},
    {"Snowflake", "ACCOUNT_USAGE.QUERY_HISTORY and ACCESS_HISTORY"},
    {"Databricks", "system.access.audit"},
    {"BigQuery", "Cloud Audit Logs"},
    {"ClickHouse", "system.query_log"},
    {"Elasticsearch", "xpack.security.audit"},
    {"Airtable", "Admin panel > Audit logs (Enterprise)"},
    {"Google", "Cloud Audit Logs; Workspace: Admin console > Reporting > Audit"},
    {"Google Maps", "Cloud Audit Logs; APIs & Services > Metrics"},
    {"OpenAI", "Platform > Organization > Audit logs"},
    {"Anthropic", "Console > Settings > Usage and Audit logs"},
    {"AWS", "CloudTrail > Event history"},
    {"Azure", "Monitor > Activity log; Entra ID > Sign-in logs"},
    {"Cloudflare", "Manage account > Audit log"},
    {"Vercel", "Team settings > Activity; Audit log (Enterprise)"},
    {"Netlify", "Team > Audit log"},
    {"DigitalOcean", "Settings > Security > Security history"},
    {"HubSpot", "Settings > Account management > Audit logs"},
    {"Shopify", "Settings > Users > Activity log"},
    {"Twilio", "Console > Monitor > Audit events"},
    {"Grafana", "server log with [auditing]; Cloud: Audit logs"},
    {"Datadog", "Organization settings > Audit Trail"},
    {"Okta", "Reports > System log"},
    {"Kubernetes", "the API server's audit log (--audit-log-path)"},
}};

}  // namespace

std::string_view audit_log_of(std::string_view service) {
  for (const auto& [name, where] : kLogs) {
    if (name == service) return where;
  }
  return {};
}

}  // namespace leaksieve::mcp
