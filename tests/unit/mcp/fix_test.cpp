// Secrets out of configs: of every client, into every store, and nothing else changes.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "scanner/mcp/clients.h"
#include "scanner/mcp/fix_document.h"
#include "scanner/mcp/servers.h"
#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

namespace fs = std::filesystem;

constexpr Store kStores[] = {Store::kAuto,        Store::kEnv,      Store::kInput,
                             Store::kOnePassword, Store::kKeychain, Store::kVault};

struct Sample {
  std::string path;
  std::string text;
};

std::vector<Sample> samples() {
  std::vector<Sample> all;
  const fs::path folder = fs::path(LEAKSIEVE_SOURCE_DIR) / "tests/data/mcp";
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    std::string text(std::istreambuf_iterator<char>(file), {});
    fs::path path = entry.path().lexically_relative(folder);
    path = path.lexically_relative(*path.begin());  // without the client's name
    all.push_back({path.string(), with_secret(std::move(text), fake_key(static_cast<unsigned>(all.size())))});
  }
  return all;
}

std::size_t count_secrets(const std::string& text, const std::string& path = "") {
  return with_judgement(judge_documents(text, path), Judgement::kSecret).size();
}

// What a parser sees, field by field, but for commands, arguments and secrets.
std::map<std::string, std::string> structure_of(const std::string& text, const std::string& path) {
  std::map<std::string, std::string> fields;
  const std::vector<JudgedValue> secrets = with_judgement(judge_documents(text, path), Judgement::kSecret);
  for (const Server& server : find_servers(text)) {
    fields[server.name] = "server";
    for (const ServerValue& value : server.values) {
      if (value.kind == PlaceKind::kArgument || value.field.find("[") != std::string::npos ||
          value.field == "command.path")
        continue;
      const ByteSpan span = value.value.span();
      const bool secret =
          std::any_of(secrets.begin(), secrets.end(), [&](const JudgedValue& one) { return span.contains(one.span); });
      fields[server.name + " " + value.field] = secret ? "a secret" : std::string(value.value.text());
    }
  }
  return fields;
}

TEST_CASE("fix: every client's document, into every store") {
  const std::vector<Sample> all = samples();
  REQUIRE(all.size() >= 50);
  for (const Sample& sample : all) {
    for (const Store store : kStores) {
      INFO(sample.path << " to " << name_of(store));
      const FixedDocument fixed = fix_document(sample.text, sample.path, store);
      INFO(fixed.text);
      REQUIRE(fixed.secrets.size() == 1);
      CHECK(!fixed.secrets[0].reference.empty());
      CHECK(fixed.text.find(fixed.secrets[0].secret.reveal()) == std::string::npos);
      CHECK(count_secrets(fixed.text, sample.path) == 0);
      // The same structure but for the secret.
      const auto before = structure_of(sample.text, sample.path);
      auto after = structure_of(fixed.text, sample.path);
      REQUIRE(before.size() == after.size());
      for (const auto& [field, value] : before) {
        INFO(field);
        REQUIRE(after.count(field) == 1);
        if (value != "a secret") CHECK(after[field] == value);
      }
      // A second call changes nothing.
      const FixedDocument again = fix_document(fixed.text, sample.path, store);
      CHECK(again.text == fixed.text);
      CHECK(again.secrets.empty());
    }
  }
}

TEST_CASE("fix: only the secret's bytes change where the client has references") {
  const std::string secret = fake_key(1);
  const std::string text =
      "\xef\xbb\xbf{\r\n  // keep me\r\n  \"mcpServers\" : {\r\n\t\"acme\": { \"command\":\"npx\", /* and me */ "
      "\"env\": {\"A\": 1, \"ACME_TOKEN\" : \"@SECRET@\", }, },\r\n  },\r\n}\r\n";
  const FixedDocument fixed = fix_document(with_secret(text, secret), ".cursor/mcp.json", Store::kAuto);
  CHECK(fixed.text == with_secret(text, "${env:ACME_TOKEN}"));
}

TEST_CASE("fix: each client's own syntax") {
  const auto reference = [](const std::string& path) {
    const std::string text =
        R"({"mcpServers": {"acme": {"command": "npx", "env": {"ACME_TOKEN": ")" + fake_key(2) + R"("}}}})";
    return fix_document(text, path, Store::kAuto).secrets.at(0).reference;
  };
  CHECK(reference(".mcp.json") == "${ACME_TOKEN}");
  CHECK(reference(".cursor/mcp.json") == "${env:ACME_TOKEN}");
  CHECK(reference(".roo/mcp.json") == "${env:ACME_TOKEN}");
  CHECK(reference(".gemini/settings.json") == "$ACME_TOKEN");
  CHECK(reference(".copilot/mcp-config.json") == "$COPILOT_MCP_ACME_TOKEN");
  CHECK(reference("anything.json") == "${ACME_TOKEN}");
}

TEST_CASE("fix: VS Code asks, once for each, hidden") {
  const std::string text = R"({
  "servers": {
    "acme": { "type": "http", "url": "https://mcp.acme.dev/v1", "headers": { "Authorization": "Bearer @SECRET@" } }
  }
}
)";
  const FixedDocument fixed = fix_document(with_secret(text, fake_key(3)), ".vscode/mcp.json", Store::kInput);
  CHECK(fixed.text == R"({
  "inputs": [
   { "type": "promptString", "id": "acme-token", "description": "ACME_TOKEN", "password": true }
  ],
  "servers": {
    "acme": { "type": "http", "url": "https://mcp.acme.dev/v1", "headers": { "Authorization": "Bearer ${input:acme-token}" } }
  }
}
)");
}

TEST_CASE("fix: two secrets of one name get two variables, one secret in two places gets one") {
  const auto server = [](const std::string& name, const std::string& secret) {
    return "\"" + name + R"(": {"command": "npx", "env": {"API_TOKEN": ")" + secret + "\"}}";
  };
  const std::string text = "{\"mcpServers\": {" + server("a", fake_key(4)) + ", " + server("b", fake_key(5)) + ", " +
                           server("c", fake_key(4)) + "}}";
  const FixedDocument fixed = fix_document(text, ".mcp.json", Store::kEnv);
  REQUIRE(fixed.secrets.size() == 3);
  CHECK(fixed.secrets[0].variable == "API_TOKEN");
  CHECK(fixed.secrets[1].variable != "API_TOKEN");
  CHECK(fixed.secrets[2].variable == "API_TOKEN");
}

TEST_CASE("fix: every place of a secret") {
  const std::string key = fake_key(6);
  const std::string text =
      R"({"mcpServers": {"acme": {"command": "npx", "args": ["-y", "acme-mcp@1.0.0", "--api-key", ")" + key +
      R"(", "--token=)" + fake_key(7) + R"(", "postgresql://app:)" + fake_key(13).substr(0, 12) +
      R"(@db.acme.dev/app"],
    "env": {"HEADERS": "{\"Authorization\": \"Bearer )" +
      fake_key(8) + R"(\"}", "X_TOKEN": "${X_TOKEN:-)" + fake_key(9) + R"(}"}},
    "far": {"url": "https://mcp.far.dev/sse?api_key=)" +
      fake_key(10) + R"("}
    // "old": {"command": "npx", "env": {"OLD_TOKEN": ")" +
      fake_key(11) + R"("}}
  }})";
  for (const char* path : {".mcp.json", "claude_desktop_config.json", ".cursor/mcp.json"}) {
    for (const Store store : kStores) {
      INFO(path << " " << name_of(store));
      const std::size_t before = count_secrets(text, path);
      CHECK(before >= 6);
      const FixedDocument fixed = fix_document(text, path, store);
      INFO(fixed.text);
      CHECK(fixed.secrets.size() == before);
      CHECK(count_secrets(fixed.text, path) == 0);
      CHECK(fix_document(fixed.text, path, store).text == fixed.text);
    }
  }
}

TEST_CASE("fix: hostile and broken documents stay as they are but for what can be taken out") {
  const std::string key = fake_key(12);
  for (const std::string& text : {
           std::string(),
           std::string("{"),
           std::string("{\"mcpServers\": {"),
           std::string(3000, '{'),
           "{\"mcpServers\": {\"a\": {\"env\": {\"A_TOKEN\": \"" + key,
           "{\"mcpServers\": {\"$(touch /tmp/x)'; rm -rf ~ #\\n\": {\"command\": \"npx\", \"env\": {\"A'; id; TOKEN\": "
           "\"" +
               key + "\"}}}}",
           "<<<<<<< a\n\"x\": {\"command\": \"npx\", \"args\": [], \"env\": {\"T_TOKEN\": \"" + key +
               "\"}},\n=======\n>>>>>>> b\n",
       }) {
    for (const Store store : kStores) {
      const FixedDocument fixed = fix_document(text, "claude_desktop_config.json", store);
      for (const FixedSecret& secret : fixed.secrets) {
        CHECK(secret.variable.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
              std::string::npos);
        CHECK(secret.slug.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
              std::string::npos);
      }
      for (const std::string& line : store_lines(fixed.secrets)) {
        CHECK(line.find(key) == std::string::npos);
        CHECK(line.find("rm -rf") == std::string::npos);
      }
      CHECK(fix_document(fixed.text, "claude_desktop_config.json", store).text == fixed.text);
    }
  }
}

TEST_CASE("fix: any text of the fuzzer's corpus") {
  const fs::path folder = fs::path(LEAKSIEVE_SOURCE_DIR) / "tests/fuzz/corpus/mcp";
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    const std::string text = with_secret(std::string(std::istreambuf_iterator<char>(file), {}), fake_key(14));
    for (const char* path : {"", ".vscode/mcp.json", "claude_desktop_config.json", "manifest.json"}) {
      for (const Store store : kStores) {
        for (const std::string& part : {text, text.substr(0, text.size() / 2), text.substr(text.size() / 3)}) {
          INFO(entry.path().filename() << " " << path << " " << name_of(store));
          const FixedDocument fixed = fix_document(part, path, store);
          CHECK(count_secrets(fixed.text, path) <= count_secrets(part, path));
          CHECK(fix_document(fixed.text, path, store).text == fixed.text);
        }
      }
    }
  }
}

TEST_CASE("fix: YAML's plain scalars get quotes where a reference has brackets") {
  const std::string secret = fake_key(15);
  const std::string text = R"(mcpServers:
  acme:
    url: https://mcp.acme.dev/sse?token=@SECRET@
    headers: {Authorization: Bearer @SECRET@, X-Api-Key: '@SECRET@'}
  local:
    command: uvx
    args: [acme-mcp, --token=@SECRET@]
    env:
      ACME_TOKEN: @SECRET@ # of the team
)";
  const FixedDocument fixed = fix_document(with_secret(text, secret), "librechat.yaml", Store::kAuto);
  CHECK(fixed.text == R"(mcpServers:
  acme:
    url: "https://mcp.acme.dev/sse?token=${ACME_TOKEN}"
    headers: {Authorization: "Bearer ${ACME_TOKEN}", X-Api-Key: '${ACME_API_KEY}'}
  local:
    command: uvx
    args: [acme-mcp, "--token=${LOCAL_TOKEN}"]
    env:
      ACME_TOKEN: "${ACME_TOKEN}" # of the team
)");
}

TEST_CASE("fix: a document without secrets is not touched") {
  const std::string text =
      R"({"mcpServers": {"a": {"command": "npx", "env": {"A_TOKEN": "${A_TOKEN}", "B_TOKEN": "your-token-here"}}}})";
  for (const Store store : kStores) CHECK(fix_document(text, "claude_desktop_config.json", store).text == text);
}

}  // namespace
}  // namespace leaksieve::mcp
