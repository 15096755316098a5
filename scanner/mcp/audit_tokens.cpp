// Tokens that are a person's, or that no scope limits, by their prefix.
#include <array>

#include <re2/re2.h>

#include "scanner/mcp/audit_checks.h"

namespace leaksieve::mcp {
namespace {

struct PersonalToken {
  std::string_view regex;  // at the token's begin
  std::string_view what;
  std::string_view instead;
};

constexpr std::array<PersonalToken, 21> kTokens = {{
    {"ghp_", "a classic GitHub personal access token",
     "a fine-grained token (github_pat_…) for the repositories it needs, or a GitHub App's installation token (ghs_…)"},
    {"gh[ou]_", "a GitHub user's OAuth token", "a fine-grained token (github_pat_…) or a GitHub App's (ghs_…)"},
    {"glpat-", "a GitLab access token, personal by its look",
     "a project or group access token with read_api, or a service account's"},
    {"xox[pcds]-", "a Slack user's or session token", "a bot token (xoxb-…) with the scopes it needs"},
    {"xox[ar]-", "a legacy Slack token", "a bot token (xoxb-…) of an app with granular scopes"},
    {"AKIA", "a long-lived AWS access key",
     "temporary credentials (ASIA…): AWS_PROFILE with IAM Identity Center, or an assumed read-only role"},
    {"sk_live_", "an unrestricted Stripe live key",
     "a restricted key (rk_live_…, better rk_test_…) with read permissions"},
    {"lin_api_", "a Linear personal API key", "an OAuth application's token (lin_oauth_…) with the scope read"},
    {"ATATT3", "an Atlassian user's API token", "a service account's scoped token, or OAuth"},
    {"figd_", "a Figma personal access token", "one with only the read scopes it needs, of a service account"},
    {"sbp_", "a Supabase personal access token, good for all projects",
     "OAuth with the hosted server, or --project-ref and --read-only with a token of a separate account"},
    {"sntryu_", "a Sentry user's token", "an organisation token (sntrys_…) or an internal integration's"},
    {"dapi", "a Databricks personal access token", "a service principal's OAuth token"},
    {"dop_v1_", "a DigitalOcean personal access token", "one with custom read scopes, of a service account"},
    {"HRKU-", "a Heroku user's token", "an authorization with the scope read"},
    {"napi_", "a Neon API key", "a project-scoped or organisation key"},
    {"sk-admin-", "an OpenAI admin key", "a project's key (sk-proj-…) with restricted permissions"},
    {"sk-ant-admin", "an Anthropic admin key", "a workspace's API key"},
    {"pat[A-Za-z0-9]{14}\\.", "an Airtable personal access token", "one limited to a base, with data.records:read"},
    {"npm_", "an npm token", "a granular one, read-only, for the packages it needs"},
    {"dckr_pat_", "a Docker Hub personal access token", "an organisation access token, read-only"},
}};

}  // namespace

void check_token(Bytes value, const Place& place, std::size_t at, AuditSink& sink) {
  for (const PersonalToken& token : kTokens) {
    const re2::StringPiece input(value.data(), value.size());
    const std::string regex = "^(?:" + std::string(token.regex) + ")[A-Za-z0-9_=./-]{8}";
    if (!re2::RE2::PartialMatch(input, regex)) continue;
    sink.add("personal-token", place, at, std::string(token.what), "use " + std::string(token.instead));
    return;
  }
}

}  // namespace leaksieve::mcp
