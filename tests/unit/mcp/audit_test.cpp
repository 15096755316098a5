// Each mistake of an MCP set-up is told, by its id; a clean set-up is silent.
#include "scanner/mcp/audit.h"

#include <set>

#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

std::set<std::string> ids(const std::string& text, const std::string& path = ".cursor/mcp.json") {
  std::set<std::string> found;
  for (const AuditFinding& finding : audit_document(text, path).findings) {
    UNSCOPED_INFO(finding.rule->id << " " << finding.detail);
    found.insert(std::string(finding.rule->id));
  }
  return found;
}

std::string with_server(const std::string& server) { return "{\"mcpServers\": {\"acme\": {" + server + "}}}"; }

struct Mistake {
  const char* id;
  const char* server;
};

TEST_CASE("audit: every mistake of a server is told, and nothing else") {
  const std::vector<Mistake> mistakes = {
      {"MCP101",
       R"("command": "npx", "args": ["-y", "@x/server-postgres@1.0.0", "postgresql://postgres:${PW}@localhost/app"])"},
      {"MCP101",
       R"("command": "node", "args": ["mysql.js"], "env": {"MYSQL_USER": "root", "MYSQL_PASSWORD": "${PW}"})"},
      {"MCP102", R"("command": "npx", "args": ["-y", "mcp-x@1.0.0", "postgresql://app:${PW}@localhost/app"])"},
      {"MCP102",
       R"("command": "npx", "args": ["-y", "mongodb-mcp-server@1.0.0"], "env": {"MDB_MCP_CONNECTION_STRING": "${MDB}"})"},
      {"MCP102",
       R"("command": "npx", "args": ["-y", "@supabase/mcp-server-supabase@0.5.0", "--project-ref=x"], "env": {"SUPABASE_ACCESS_TOKEN": "${T}"})"},
      {"MCP103", R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.0.0", "/"])"},
      {"MCP103", R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.0.0", "/Users/ann"])"},
      {"MCP103", R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.0.0", "~"])"},
      {"MCP103", R"("command": "docker", "args": ["run", "-i", "-v", "/:/host", "acme/mcp:1.0"])"},
      {"MCP104",
       R"("command": "docker", "args": ["run", "-i", "-v", "/var/run/docker.sock:/var/run/docker.sock", "acme/mcp:1.0"])"},
      {"MCP104", R"("command": "docker", "args": ["run", "--privileged", "acme/mcp:1.0"])"},
      {"MCP105", R"("command": "node", "args": ["x.js"], "env": {"AWS_PROFILE": "team-admin"})"},
      {"MCP105", R"("command": "node", "args": ["x.js", "--profile", "AdministratorAccess"])"},
      {"MCP106", R"("command": "docker", "args": ["run", "-e", "GITHUB_TOOLSETS=all", "acme/mcp:1.0"])"},
      {"MCP106", R"("command": "node", "args": ["x.js"], "env": {"ALLOW_DELETE_OPERATION": "true"})"},
      {"MCP401", R"("command": "node", "args": ["x.js"], "env": {"DB_HOST": "db.prod.acme.com"})"},
      {"MCP401", R"("url": "https://production.acme.com/mcp")"},
      {"MCP402",
       R"("command": "npx", "args": ["-y", "x@1.0.0", "postgresql://readonly:${PW}@a.b.eu-west-1.rds.amazonaws.com/app"])"},
      {"MCP501", R"("command": "node", "args": ["x.js"], "autoApprove": ["*"])"},
      {"MCP601", R"("command": "npx", "args": ["-y", "acme-mcp"])"},
      {"MCP601", R"("command": "npx", "args": ["-y", "@acme/mcp@latest"])"},
      {"MCP601", R"("command": "cmd", "args": ["/c", "npx", "-y", "@acme/mcp@^1.0.0"])"},
      {"MCP601", R"("command": "uvx", "args": ["acme-mcp"])"},
      {"MCP601", R"("command": "uvx", "args": ["--from", "git+https://github.com/acme/mcp", "acme"])"},
      {"MCP601", R"("command": "bash", "args": ["-c", "npx -y acme-mcp"])"},
      {"MCP602", R"("command": "bash", "args": ["-c", "curl -fsSL https://acme.dev/install | sh"])"},
      {"MCP603", R"("command": "docker", "args": ["run", "-i", "--rm", "-e", "T", "ghcr.io/acme/mcp"])"},
      {"MCP603", R"("command": "docker", "args": ["run", "-i", "--rm", "acme/mcp:latest"])"},
      {"MCP604", R"("url": "http://mcp.acme.com/sse")"},
      {"MCP605", R"("url": "https://mcp.acme.com/sse?api_key=${KEY}")"},
  };
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.id << " " << mistake.server);
    const std::string path = std::string(mistake.id) == "MCP501" ? "mcp.json" : ".cursor/mcp.json";
    CHECK(ids(with_server(mistake.server), path) == std::set<std::string>{mistake.id});
  }
}

TEST_CASE("audit: a clean set-up is silent") {
  for (
      const char* server : {
          R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-github@2025.4.8"], "env": {"GITHUB_PERSONAL_ACCESS_TOKEN": "${env:GITHUB_TOKEN}"})",
          R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-postgres@0.6.2", "postgresql://mcp_readonly:${PW}@localhost/app"])",
          R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-postgres@0.6.2", "${DATABASE_URL}"])",
          R"("command": "uvx", "args": ["postgres-mcp==0.3.0", "--access-mode=restricted"], "env": {"DATABASE_URI": "${DATABASE_URI}"})",
          R"("command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.0.0", "${workspaceFolder}/docs", "/home/ann/projects/app"])",
          R"("command": "docker", "args": ["run", "-i", "--rm", "-e", "TOKEN", "-v", "/home/ann/app:/app:ro", "ghcr.io/acme/mcp:1.4"], "env": {"TOKEN": "${env:TOKEN}", "NODE_ENV": "production"})",
          R"("command": "docker", "args": ["run", "-i", "acme/mcp@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"])",
          R"("command": "uvx", "args": ["--from", "git+https://github.com/acme/mcp@v1.2.0", "acme"])",
          R"("url": "https://mcp.acme.com/sse", "headers": {"Authorization": "Bearer ${env:T}"})",
          R"("url": "http://localhost:3000/sse", "autoApprove": [])",
          R"("command": "node", "args": ["${workspaceFolder}/server.js"], "env": {"AWS_PROFILE": "mcp-readonly", "DB_HOST": "db.staging.acme.com"})",
          R"("command": "npx", "args": ["-y", "acme-mcp"], "disabled": true)",
          R"("command": "op", "args": ["run", "--", "npx", "-y", "acme-mcp@1.0.0"], "env": {"T_TOKEN": "op://dev/acme/token"})",
      }) {
    INFO(server);
    CHECK(ids(with_server(server)).empty());
  }
}

TEST_CASE("audit: settings that let tools run unasked, client by client") {
  const auto told = [](const std::string& path, const std::string& text) {
    return ids(text, path).count("MCP501") == 1;
  };
  CHECK(told(".claude/settings.json", R"({"enableAllProjectMcpServers": true})"));
  CHECK(told(".claude/settings.json", R"({"permissions": {"defaultMode": "bypassPermissions"}})"));
  CHECK(told(".claude/settings.json", R"({"permissions": {"allow": ["Read", "mcp__*"]}})"));
  CHECK(
      !told(".claude/settings.json",
            R"({"enableAllProjectMcpServers": false, "permissions": {"defaultMode": "default", "allow": ["Read"]}})"));
  CHECK(told(".vscode/settings.json", R"({"chat.tools.autoApprove": true})"));
  CHECK(told(".codex/config.toml", "approval_policy = \"never\"\n"));
  CHECK(told(".codex/config.toml", "sandbox_mode = \"danger-full-access\"\n"));
  CHECK(!told(".codex/config.toml", "approval_policy = \"on-request\"\n# approval_policy = \"never\"\n"));
  CHECK(told(".gemini/settings.json", R"({"mcpServers": {"a": {"command": "x", "trust": true}}})"));
  CHECK(told(".amp/settings.json", R"({"amp.dangerouslyAllowAll": true})"));
  CHECK(told(".zed/settings.json", R"({"agent": {"always_allow_tool_actions": true}})"));
  CHECK(told(".roo/mcp.json", R"({"mcpServers": {"a": {"command": "x", "alwaysAllow": ["*"]}}})"));
  CHECK(told(".config/goose/config.yaml", "GOOSE_MODE: auto\n"));
  CHECK(!told(".config/goose/config.yaml", "GOOSE_MODE: smart_approve\n"));
}

TEST_CASE("audit: plain text and personal tokens, with the client's own replacement and without the secret") {
  const std::string personal = std::string("gh") + "p_" + fake_key(1) + "AbCd";
  const std::string text =
      with_server(R"("command": "node", "args": ["x.js"], "env": {"GITHUB_TOKEN": ")" + personal + "\"}");
  const DocumentAudit audit = audit_document(text, ".cursor/mcp.json");
  CHECK(ids(text) == std::set<std::string>{"MCP201", "MCP301"});
  for (const AuditFinding& finding : audit.findings) {
    CHECK((finding.detail + finding.remedy + finding.place.field).find(personal) == std::string::npos);
    CHECK(finding.position.line == 1);
    CHECK(finding.place.server == "acme");
    if (finding.rule->id == "MCP301") CHECK(finding.remedy.find("`${env:GITHUB_TOKEN}`") != std::string::npos);
  }
  REQUIRE(audit.logs.size() == 1);
  CHECK(audit.logs[0].service == "GitHub");
  const auto answers = audit_answers(audit.findings, audit.logs, audit.databases);
  CHECK(!answers[0].yes);
  CHECK(!answers[1].yes);
  CHECK((answers[2].yes && answers[3].yes && answers[4].yes));
  const std::string machine = std::string("github") + "_pat_" + fake_key(2) + fake_key(3);
  CHECK(ids(with_server(R"("command": "node", "env": {"GITHUB_TOKEN": ")" + machine + "\"}")).count("MCP201") == 0);
}

TEST_CASE("audit: an input that is shown") {
  const std::string text =
      R"({"inputs": [{"type": "promptString", "id": "api-token"@}], "servers": {"a": {"url": "https://mcp.a.dev"}}})";
  std::string hidden = text;
  std::string shown = text;
  CHECK(ids(shown.replace(shown.find('@'), 1, ""), ".vscode/mcp.json") == std::set<std::string>{"MCP306"});
  CHECK(ids(hidden.replace(hidden.find('@'), 1, R"(, "password": true)"), ".vscode/mcp.json").empty());
}

TEST_CASE("audit: hostile texts") {
  for (const std::string& text :
       {std::string(), std::string(5000, '{'),
        std::string(
            "{\"mcpServers\": {\"\x1b[31m\xff\": {\"command\": \"npx\", \"args\": [\"-y\", \"\xff\x1b]0;x\"]}}"),
        std::string("{\"mcpServers\": [[[[[{\"command\": [[\"npx\"]]}]]]]]}"),
        std::string("approval_policy = \x00", 19)}) {
    for (const char* path : {".mcp.json", ".codex/config.toml", ".config/goose/config.yaml", ""})
      CHECK(audit_document(text, path).findings.size() < 10);
  }
}

}  // namespace
}  // namespace leaksieve::mcp
