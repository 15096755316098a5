// MCP configs by the real program: in history, in what is new of a blob, staged, from a folder and from standard input.
#include <random>

#include "tests/support/catch.h"
#include "tests/support/scan_report.h"
#include "tests/unit/mcp/mcp_fixture.h"

using namespace leaksieve::test;
using leaksieve::mcp::fake_key;

namespace {

// A config that grows from version to version: comments, servers, secrets come and go.
std::string config_of(unsigned version) {
  std::string text = "{\n  // version " + std::to_string(version) + "\n  \"mcpServers\": {\n";
  for (unsigned server = 0; server < 12; ++server) {
    const bool plain = (version + server) % 5 == 0;
    text += "    \"server" + std::to_string(server) +
            "\": {\n      \"command\": \"npx\",\n      \"args\": [\"-y\", \"acme-mcp@1." + std::to_string(version) +
            "\"],\n      \"env\": {\n        \"REGION\": \"eu\",\n        \"ACME_TOKEN\": \"" +
            (plain ? fake_key(server * 100 + version / 5) : "${ACME_TOKEN}") + "\"\n      }\n    },\n";
  }
  return text + "  }\n}\n";
}

}  // namespace

TEST_CASE("a secret of an MCP config is told with client, server and field, though the file is clean now") {
  const std::string secret = fake_key(1);
  RepoBuilder repo;
  const std::string leaking =
      R"({"mcpServers": {"acme": {"command": "npx", "env": {"ACME_API_TOKEN": ")" + secret + "\"}}}}\n";
  const std::string first = repo.commit("web/.mcp.json", leaking);
  repo.commit("web/.mcp.json",
              R"({"mcpServers": {"acme": {"command": "npx", "env": {"ACME_API_TOKEN": "${ACME_API_TOKEN}"}}}})");
  const ScanReport report = scan(repo);
  CHECK(report.exit == 1);
  CHECK(report.secrets() == TextSet{secret});
  CHECK(report.places(secret) == TextSet{"web/.mcp.json:1 " + first});
  const nlohmann::json& leak = report.leak(secret);
  CHECK(leak["rule"]["id"] == "mcp-secret");
  const nlohmann::json expected = {{"client", "claude-code"}, {"server", "acme"}, {"field", "env.ACME_API_TOKEN"}};
  CHECK(leak["occurrences"][0]["mcp"] == expected);
  CHECK(contains(leak["note"].get<std::string>(), "value of `env.ACME_API_TOKEN` of server `acme`, 32 characters"));

  const CommandResult text = run_leaksieve({"scan", repo.path().string()});
  CHECK(contains(text.out, "claude-code > acme > env.ACME_API_TOKEN"));  // without a UTF-8 terminal
  CHECK(!contains(text.out, secret));
  const CommandResult sarif = run_leaksieve({"scan", "--format", "sarif", repo.path().string()});
  const auto locations = nlohmann::json::parse(sarif.out)["runs"][0]["results"][0]["locations"][0]["logicalLocations"];
  CHECK(locations[0]["name"] == "env.ACME_API_TOKEN");
  CHECK(locations[0]["fullyQualifiedName"] == "claude-code \xE2\x80\xBA acme \xE2\x80\xBA env.ACME_API_TOKEN");
}

TEST_CASE("configs that change are judged as whole texts, whatever is new in them") {
  RepoBuilder repo;
  for (unsigned version = 0; version < 25; ++version) repo.commit(".cursor/mcp.json", config_of(version));
  repo.git({"repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50"});
  const ScanReport novel = scan(repo);
  const ScanReport whole = scan(repo, {"--full-blobs"});
  CHECK(novel.document == whole.document);
  CHECK(novel.secrets().size() == 60);  // 12 servers, 25 versions, every fifth of them in plain text
}

TEST_CASE("a vendor's rule keeps its finding, which gets the place") {
  const std::string token = fake_github_token(5);
  RepoBuilder repo;
  repo.commit("README.md",
              "```json\n\"github\": { \"command\": \"npx\", \"args\": [\"-y\", \"github-mcp\"],\n  \"env\": { "
              "\"GITHUB_TOKEN\": \"" +
                  token + "\" } }\n```\n");
  const nlohmann::json leak = scan(repo).leak(token);
  CHECK(leak["rule"]["service"] == "GitHub");
  CHECK(leak["rule"]["id"] != "mcp-secret");
  const nlohmann::json expected = {{"client", nullptr}, {"server", "github"}, {"field", "env.GITHUB_TOKEN"}};
  CHECK(leak["occurrences"][0]["mcp"] == expected);
}

TEST_CASE("every source of texts: staged, a folder, standard input") {
  const std::string secret = fake_key(7);
  const std::string text = "[mcp_servers.acme]\ncommand = \"npx\"\nenv = { ACME_TOKEN = \"" + secret + "\" }\n";
  RepoBuilder repo;
  repo.commit("a.txt", "a\n");
  repo.write(".codex/config.toml", text);
  repo.git({"add", "."});
  const ScanReport staged = scan(Texts{"--staged", repo.path().string()});
  CHECK(staged.leak(secret)["occurrences"][0]["mcp"]["client"] == "codex");
  const ScanReport folder = scan(Texts{"--dir", repo.path().string()});
  CHECK(folder.leak(secret)["occurrences"][0]["mcp"]["field"] == "env.ACME_TOKEN");
  CommandOptions options;
  options.input = text;
  CHECK(scan(Texts{"--stdin"}, options).leak(secret)["occurrences"][0]["mcp"]["server"] == "acme");
}

TEST_CASE("references, placeholders, public keys and weak local passwords of a config are not told") {
  RepoBuilder repo;
  repo.commit("mcp.json", R"({"mcpServers": {"acme": {"command": "npx",
    "args": ["-y", "@modelcontextprotocol/server-postgres", "postgresql://postgres:postgres@localhost/app"],
    "env": {"ACME_API_KEY": "${ACME_API_KEY}", "ACME_TOKEN": "your-acme-token-here", "ACME_PUBLISHABLE_API_KEY": ")" +
                              fake_key(11) + R"(", "ACME_SECRET_NAME": "projects/acme-prod/secrets/api-token-v2"}}}})");
  const ScanReport report = scan(repo);
  CHECK(report.secrets().empty());
  CHECK(report.exit == 0);
}

TEST_CASE("a comment allows a config's secret") {
  RepoBuilder repo;
  repo.commit("mcp.json", "{\"mcpServers\": {\"acme\": {\"env\": {\n\"ACME_TOKEN\": \"" + fake_key(12) +
                              "\" // leaksieve:allow\n}}}}\n");
  CHECK(scan(repo).exit == 0);
}
