// What each value is, by its text, its name and its place.
#include "scanner/mcp/names.h"
#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

struct Row {
  const char* server;  // the members of a server in JSON, @SECRET@ in it
  Judgement expected;
  const char* field;  // of the value; "" = any
};

// clang-format off
const Row kRows[] = {
    // env
    {R"("env": {"ACME_API_TOKEN": "@SECRET@"})", Judgement::kSecret, "env.ACME_API_TOKEN"},
    {R"("env": {"PGPASSWORD": "@PASSWORD@&3x", "PGHOST": "db.acme.io"})", Judgement::kSecret, "env.PGPASSWORD"},
    {R"("env": {"GMAIL_APP_PASSWORD": "@APP@"})", Judgement::kSecret, "env.GMAIL_APP_PASSWORD"},
    {R"("env": ["ACME_TOKEN=@SECRET@"])", Judgement::kSecret, "env.ACME_TOKEN"},
    {R"("env": [{"name": "ACME_TOKEN", "value": "@SECRET@"}])", Judgement::kSecret, "env.ACME_TOKEN"},
    {R"("env": {"OPENAPI_MCP_HEADERS": "{\"Authorization\": \"Bearer @SECRET@\", \"Notion-Version\": \"2022-06-28\"}"})", Judgement::kSecret, "env.OPENAPI_MCP_HEADERS.Authorization"},
    {R"("env": {"EXA_API_KEY": "@UUID@"})", Judgement::kSecret, "env.EXA_API_KEY"},
    {R"("env": {"DATABASE_URL": "postgresql://app:@PASSWORD@@db.acme.io:5432/prod"})", Judgement::kSecret, "env.DATABASE_URL"},
    {R"("env": {"CONN": "Server=db.acme.io;User Id=app;Password=@PASSWORD@!;"})", Judgement::kSecret, "env.CONN"},
    {R"("env": {"MYSQL_DSN": "app:@PASSWORD@@tcp(db.acme.io:3306)/prod"})", Judgement::kSecret, "env.MYSQL_DSN"},
    {R"("args": ["postgresql://postgres.ref:@MYPASS@@aws-0.pooler.acme.io/x"])", Judgement::kSecret, "args[0]"},
    // headers
    {R"("headers": {"Authorization": "Bearer @SECRET@"})", Judgement::kSecret, "headers.Authorization"},
    {R"("headers": ["X-Api-Key: @SECRET@"])", Judgement::kSecret, "headers.X-Api-Key"},
    {R"("requestInit": {"headers": {"Authorization": "token @SECRET@"}})", Judgement::kSecret, "requestInit.headers.Authorization"},
    {R"("headers": {"Authorization": "Basic @BASIC@"})", Judgement::kSecret, "headers.Authorization"},
    // args
    {R"("args": ["-y", "x", "--api-key", "@SECRET@"])", Judgement::kSecret, "args[3]"},
    {R"("args": ["--figma-api-key=@SECRET@", "--stdio"])", Judgement::kSecret, "args[0]"},
    {R"("args": ["run", "-i", "-e", "ACME_TOKEN=@SECRET@", "acme/mcp"])", Judgement::kSecret, "args[3]"},
    {R"("args": ["run", "-eACME_TOKEN=@SECRET@", "acme/mcp"])", Judgement::kSecret, "args[1]"},
    {R"("args": ["mcp-remote", "https://x.example.org", "--header", "Authorization: Bearer @SECRET@"])", Judgement::kSecret, "args[3]"},
    {R"("args": ["mcp-remote", "https://x.example.org", "--header", "X-Api-Key:@SECRET@"])", Judgement::kSecret, "args[3]"},
    {R"("args": ["-y", "server-postgres", "postgresql://app:@PASSWORD@@db.acme.io/prod"])", Judgement::kSecret, "args[2]"},
    {R"("args": ["-c", "ACME_TOKEN=@SECRET@ npx -y acme-mcp"])", Judgement::kSecret, "args[1]"},
    {R"("args": ["-c", "export ACME_TOKEN='@SECRET@'; exec npx -y acme-mcp"])", Judgement::kSecret, "args[1]"},
    {R"("args": ["run", "x", "--key", "@SECRET@", "--config", "{}"])", Judgement::kSecret, "args[3]"},
    {R"("args": ["--config", "{\"acmeApiKey\":\"@SECRET@\"}"])", Judgement::kSecret, ""},
    {R"("args": "-y acme-mcp --token @SECRET@")", Judgement::kSecret, "args[3]"},
    {R"("command": "npx -y acme-mcp --token @SECRET@")", Judgement::kSecret, "command[4]"},
    {R"("command": ["docker", "run", "-e", "ACME_TOKEN=@SECRET@", "x"])", Judgement::kSecret, "command[3]"},
    // url
    {R"("url": "https://x.example.org/mcp?api_key=@SECRET@")", Judgement::kSecret, "url"},
    {R"("url": "https://mcp.exa.ai/mcp?exaApiKey=@UUID@")", Judgement::kSecret, "url"},
    {R"("url": "https://ann:@PASSWORD@@x.acme.io/mcp")", Judgement::kSecret, "url"},
    {R"("url": "https://actions.zapier.com/mcp/@SECRET@/sse")", Judgement::kSecret, "url"},
    {R"("url": "https://mcp.composio.dev/partner/composio/gmail/mcp/@UUID@")", Judgement::kSecret, "url"},
    {R"("url": "https://eu2.make.com/mcp/api/v1/u/@UUID@/sse")", Judgement::kSecret, "url"},
    // other places
    {R"("oauth": {"clientId": "acme-client", "clientSecret": "@SECRET@"})", Judgement::kSecret, "oauth.clientSecret"},
    {R"("settings": {"acme_api_key": "@SECRET@"})", Judgement::kSecret, "settings.acme_api_key"},
    {R"("env": {"ACME_TOKEN": "${ACME_TOKEN:-@SECRET@}"})", Judgement::kSecret, "env.ACME_TOKEN"},
    {R"("env": {"ACME_TOKEN": process.env.ACME_TOKEN || "@SECRET@"})", Judgement::kSecret, "env.ACME_TOKEN"},
    // references
    {R"("env": {"ACME_TOKEN": "${ACME_TOKEN}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "$ACME_TOKEN"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "%ACME_TOKEN%"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "${env:ACME_TOKEN}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "${input:acme-token}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "{env:ACME_TOKEN}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "{file:~/.acme}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "op://dev/acme/token"})", Judgement::kReference, ""},
    {R"x("env": {"ACME_TOKEN": "$(security find-generic-password -s acme -w)"})x", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "!pass show acme"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "${{ secrets.ACME_TOKEN }}"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "vault:secret/data/acme#token"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": "ref+vault://secret/acme#/token"})", Judgement::kReference, ""},
    {R"("env": {"ACME_TOKEN": process.env.ACME_TOKEN})", Judgement::kReference, ""},
    {R"("headers": {"Authorization": "Bearer ${ACME_TOKEN}"})", Judgement::kReference, ""},
    {R"("args": ["--header", "Authorization:${AUTH_HEADER}"])", Judgement::kReference, ""},
    {R"("args": ["postgresql://${USER}:${PASS}@db.acme.io/x"])", Judgement::kReference, ""},
    {R"("url": "https://x.example.org/mcp?api_key=${KEY}")", Judgement::kReference, ""},
    // placeholders
    {R"("env": {"ACME_TOKEN": "YOUR_API_KEY"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "your-token-here"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "<your token>"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "sk-..."})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "***"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": ""})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "changeme"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "sk-your-key"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "abc123"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "get one at acme.io"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_API_KEY": "acme-api-key"})", Judgement::kPlaceholder, ""},
    {R"("env": {"ACME_TOKEN": "xoxb-your-bot-token"})", Judgement::kPlaceholder, ""},
    {R"("headers": {"Authorization": "Bearer YOUR_TOKEN"})", Judgement::kPlaceholder, ""},
    {R"("args": ["postgresql://user:password@host:5432/db"])", Judgement::kPlaceholder, ""},
    {R"("url": "https://actions.zapier.com/mcp/<YOUR_KEY>/sse")", Judgement::kPlaceholder, ""},
    // public by design
    {R"("env": {"SUPABASE_ANON_KEY": "@SECRET@"})", Judgement::kPublic, ""},
    {R"("env": {"STRIPE_KEY": "pk_live_51Habcdefghijk2n4"})", Judgement::kPublic, ""},
    // weak and local
    {R"("args": ["postgresql://postgres:postgres@localhost:5432/db"])", Judgement::kWeakLocal, ""},
    {R"("env": {"MYSQL_HOST": "127.0.0.1", "MYSQL_PASSWORD": "root"})", Judgement::kWeakLocal, ""},
    {R"("env": {"NEO4J_URI": "bolt://localhost:7687", "NEO4J_PASSWORD": "password"})", Judgement::kWeakLocal, ""},
};

// None of these is told as a secret.
const char* const kHarmless[] = {
    R"("env": {"LOG_LEVEL": "debug", "PORT": "8080", "DEBUG": "true"})",
    R"("env": {"GOOGLE_APPLICATION_CREDENTIALS": "/home/ann/keys/service-account.json"})",
    R"("env": {"API_KEY_FILE": "/run/secrets/key", "TOKEN_PATH": "C:\\Users\\ann\\token.json", "GMAIL_CREDENTIALS_PATH": "~/.gmail/credentials.json"})",
    R"("env": {"MAX_TOKENS": "4096", "MAX_OUTPUT_TOKENS": "8192", "TOKEN_LIMIT": "10000"})",
    R"("env": {"SUPABASE_PROJECT_REF": "abcdefghijklmnopqrst", "SLACK_TEAM_ID": "T01234ABCDE", "AZURE_TENANT_ID": "@UUID@"})",
    R"("env": {"GOOGLE_CLIENT_ID": "123456789012-k3jd92lqmzx81nvbtq0wer56abcdefgh.apps.googleusercontent.com"})",
    R"("env": {"MODEL": "claude-sonnet-4-20250514", "AWS_REGION": "eu-west-1", "AWS_PROFILE": "dev-admin", "EMAIL": "ann@acme.io"})",
    R"("env": {"AUTH_TYPE": "oauth", "AUTH_MODE": "token", "TOKEN_URL": "https://auth.acme.io/oauth/token", "KEY_PREFIX": "acme:"})",
    R"("args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/ann/Documents", "--root", "."])",
    R"("args": ["run", "-i", "--rm", "-e", "GITHUB_PERSONAL_ACCESS_TOKEN", "ghcr.io/github/github-mcp-server@sha256:2763823c63bcca718ce53850a1d7fcf2f501ec84028394f1b63ce7e9f4f9be28"])",
    R"("args": ["--from", "git+https://github.com/acme/mcp@3f786850e387550fdab836ed7e6dc881de23001b", "acme-mcp"])",
    R"("url": "https://mcp.acme.io/projects/@UUID@/mcp", "type": "http")",
    R"("url": "https://mcp.supabase.com/mcp?project_ref=abcdefghijklmnopqrst&read_only=true")",
    R"("env": {"SENTRY_DSN": "https://0123456789abcdef0123456789abcdee@o1.ingest.sentry.io/2"})",
    R"("description": "Set ACME_TOKEN to k3Jd92lQmZx81nVbTq0wEr56", "tools": ["*"], "autoApprove": ["get_token"])",
    R"("args": ["C:/path/to/node_modules/@playwright/mcp/cli.js", "D:\\tools\\@acme\\mcp"])",
    R"("env": {"ACME_TOKEN_COMMAND": "gcloud auth print-identity-token --audiences=k3Jd92lQmZx81nVbTq0wEr56"})",
    R"("bearer_token_env_var": "ACME_TOKEN", "env_http_headers": {"X-Api-Key": "ACME_API_KEY"}, "envFile": "${workspaceFolder}/.env")",
};
// clang-format on

std::string config_of(const std::string& server) { return R"({"mcpServers": {"acme": {)" + server + "}}}"; }

TEST_CASE("each value is judged by its text, its name and its place") {
  unsigned number = 500;
  for (const Row& row : kRows) {
    const std::string text = with_secret(config_of(row.server), fake_key(number++));
    INFO(row.server);
    const std::vector<JudgedValue> values = judge_documents(text, "");
    for (const JudgedValue& value : values)
      UNSCOPED_INFO(name_of(value.judgement) << " " << value.field << ": " << value.reason);
    const std::vector<JudgedValue> found = with_judgement(values, row.expected);
    REQUIRE(!found.empty());
    CHECK(with_judgement(values, Judgement::kSecret).size() == (row.expected == Judgement::kSecret ? 1U : 0U));
    if (*row.field != '\0') CHECK(found[0].field == row.field);
  }
}

TEST_CASE("what is no secret is not told as one") {
  for (const char* server : kHarmless) {
    INFO(server);
    CHECK(secret_places(with_secret(config_of(server), fake_key(0))).empty());
  }
}

TEST_CASE("the reason can be read and does not hold the value") {
  const std::string secret = fake_key(9);
  const std::string text = with_secret(config_of(R"("env": {"ACME_API_TOKEN": "@SECRET@"})"), secret);
  const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, ""), Judgement::kSecret);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0].reason.starts_with("value of `env.ACME_API_TOKEN` of server `acme`, 32 characters, "));
  CHECK(secrets[0].reason.find(secret) == std::string::npos);
}

TEST_CASE("the service is named by the variable, else by the server") {
  const auto service = [](const std::string& text) {
    return judge_documents(with_secret(text, fake_key(4)), "").at(0).service;
  };
  CHECK(service(config_of(R"("env": {"GITHUB_PERSONAL_ACCESS_TOKEN": "@SECRET@"})")) == "GitHub");
  CHECK(service(R"({"mcpServers": {"brave-search": {"env": {"API_KEY": "@SECRET@"}}}})") == "Brave Search");
  CHECK(service(config_of(R"("url": "https://actions.zapier.com/mcp/@SECRET@/sse")")) == "Zapier");
}

TEST_CASE("inputs with a default") {
  const std::string text = with_secret(
      R"({"servers": {"a": {"command": "x", "env": {"T": "${input:t}"}}}, "inputs": [{"id": "t", "type": "promptString", "password": true, "default": "@SECRET@"}]})",
      fake_key(8));
  CHECK(secret_places(text) == std::vector<std::string>{" inputs.t.default"});
}

TEST_CASE("names are read by their words") {
  CHECK(words_of("exaApiKey") == std::vector<std::string>{"exa", "api", "key"});
  CHECK(words_of("--figma-api-key") == std::vector<std::string>{"figma", "api", "key"});
  CHECK(words_of("XMLHttpToken") == std::vector<std::string>{"xml", "http", "token"});
  CHECK(kind_of_name("GITHUB_TOKEN") == NameKind::kToken);
  CHECK(kind_of_name("NEO4J_PASSWORD") == NameKind::kPassword);
  CHECK(kind_of_name("API_KEY_FILE") == NameKind::kHarmless);
  CHECK(kind_of_name("MAX_TOKENS") == NameKind::kHarmless);
  CHECK(kind_of_name("SUPABASE_ANON_KEY") == NameKind::kPublic);
  CHECK(kind_of_name("LOG_FORMAT") == NameKind::kHarmless);
  CHECK(kind_of_name("ACME") == NameKind::kNeutral);
}

}  // namespace
}  // namespace leaksieve::mcp
