#include "scanner/mcp/key_check.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

// Of the triggers of `text` that are keys, those that may lead to a server.
std::string telling_in(const std::string& text) {
  const MappedText mapped{Bytes(text)};
  KeyCheck check(mapped);
  std::string told;
  for (const Trigger& trigger : find_triggers(text)) {
    if (trigger.kind == TriggerKind::kCommand || check.leads_nowhere(trigger)) continue;
    told += (told.empty() ? "" : " ") + text.substr(trigger.at, trigger.size);
  }
  return told;
}

TEST_CASE("a word that is no key leads nowhere") {
  CHECK(telling_in(R"({"required": ["url", "command"], "$ref": "#/redirect_to_url"})").empty());
  CHECK(telling_in(R"({"return_url": "x", "whatwg-url": "^5.0.0", "shebang-command": {"version": "2.0.0"}})").empty());
  CHECK(telling_in("authorization_servers: ['https://a.io']\nshebang-command: 2.0.0\n").empty());
  CHECK(telling_in("mcp_servers:\n  a: 1\nservers:\n  - x\n") == "mcp_servers servers:");
}

TEST_CASE("a url or a command leads to a server when the object that holds it may be one") {
  CHECK(telling_in(R"({"url": {"type": "string"}, "type": {"const": "http"}})").empty());
  CHECK(telling_in(R"({"externalDocs": {"url": "https://acme.io", "description": "x"}})").empty());
  CHECK(telling_in(R"({"commands": [{"command": "acme.open", "title": "Open"}, {"command": "a.b"}]})").empty());
  CHECK(telling_in(R"({"acme": {"command": "npx", "args": [], "env": {}}})") == R"(command")");
  CHECK(telling_in(R"({"acme": {"env": {"A": "{"}, "command": "npx", "args": []}})") == R"(command")");
  CHECK(telling_in(R"({"acme": {"type": "http", "headers": {"A": "}"}, "url": "https://a.io"}})") == R"(url")");
  CHECK(telling_in(R"({"my-mcp": {"url" : "https://a.io", "headers": {}}})") == R"(mcp": url")");
  CHECK(telling_in(R"({"startCommand": {"command": ["npx"]}})") == R"(command")");
  CHECK(telling_in(R"({"providers": {"a": {"url": "https://a.io", "headers": {}}}})") == R"(url")");
  CHECK(telling_in(R"({"remotes": [{"x": [], "url": "https://a.io", "headers": []}]})") == R"(url")");
}

TEST_CASE("a table that other things have too leads to servers when it holds some") {
  CHECK(telling_in(R"({"servers": [{"url": "https://api.acme.io"}], "paths": {}})").empty());
  CHECK(telling_in(R"({"servers": 3})").empty());
  CHECK(telling_in(R"({"servers": {"a": {"command": "npx"}}})") == R"(servers" command")");
  CHECK(telling_in(R"({"servers": [{"url": "https://a.io", "type": "sse"}]})") == R"(servers" url")");
  CHECK(telling_in(R"({"mcpServers": {}})") == "mcpServers");
}

TEST_CASE("a command of a manifest leads nowhere, one of a server does") {
  CHECK(telling_in("containers:\n- name: web\n  image: acme/web\n  command: [\"/bin/sh\"]\n  args:\n  - -c\n").empty());
  CHECK(telling_in("properties:\n  args: {}\n  command:\n    description: x\n    items: {}\n  env: {}\n").empty());
  CHECK(telling_in(R"({"args": {}, "command": {"description": "x"}, "env": {}})").empty());
  CHECK(telling_in("acme:\n  args: [x]\n  command: npx\n  env:\n    A: b\n") == "command:");
  CHECK(telling_in("- env:\n    A: b\n  args:\n  - x\n  command: npx\n") == "command:");
  CHECK(telling_in("- command: npx\n  args: [x]\n  env: {}\n") == "command:");
  CHECK(telling_in("x:\n  command: npx\n  args: [acme-mcp]\n") == "command:");
  CHECK(telling_in("x:\n  type: stdio\n  command: npx\n") == "command:");
  CHECK(telling_in("mcp:\n  acme:\n    command: [npx, x]\n") == "command:");
  CHECK(telling_in("extensions:\n  acme:\n    cmd: npx\n    command: x\n") == "extensions: command:");
  CHECK(telling_in("startCommand:\n  command: x\n") == "startCommand: command:");
  CHECK(telling_in("image:\n  registry: docker.io\nextensions:\n- a\n").empty());
  CHECK(telling_in("run the command: npx x\n") == "command:");  // prose, or a program
}

TEST_CASE("what cannot be told from near by may lead anywhere") {
  CHECK(telling_in(R"("url": "https://a.io")") == R"(url")");                                  // no bracket
  CHECK(telling_in("{" + std::string(5000, ' ') + R"("url": "https://a.io"})") == R"(url")");  // none near
  CHECK(telling_in(R"({"x": {"y": "{", "url": "https://a.io"}, "type": "http"})") == R"(url")");
}

TEST_CASE("the servers of a large document are read where an API's are not") {
  std::string paths;
  for (int i = 0; i < 3000; ++i) {
    paths += "\"/" + std::to_string(i) + R"(": {"servers": [{"url": "https://a.io"}], "command": {"url": {}}}, )";
  }
  const std::string secret = fake_key(9);
  const std::string server = R"("acme": {"command": "npx", "args": ["x"], "env": {"A_KEY": ")" + secret + "\"}}";
  CHECK(judge_documents("{" + paths + "\"z\": 1}", "").empty());
  CHECK(secret_places("{" + paths + server + "}") == std::vector<std::string>{"acme env.A_KEY"});
  CHECK(secret_places("{" + server + ", " + paths + "\"z\": 1}") == std::vector<std::string>{"acme env.A_KEY"});
  CHECK(secret_places("{" + paths + "\"servers\": {" + server + "}}") == std::vector<std::string>{"acme env.A_KEY"});
}

}  // namespace
}  // namespace leaksieve::mcp
