// patterns/mcp-clients.toml, and a document of every client in it: tests/data/mcp/<client>/<its path>.
#include "scanner/mcp/clients.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <re2/re2.h>

#include "scanner/mcp/services.h"
#include "tests/support/catch.h"
#include "tests/unit/mcp/mcp_fixture.h"

namespace leaksieve::mcp {
namespace {

namespace fs = std::filesystem;

struct Sample {
  std::string path;  // as in a repository
  std::string text;
};

Sample sample_of(const std::string& client) {
  const fs::path folder = fs::path(LEAKSIEVE_SOURCE_DIR) / "tests/data/mcp" / client;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    return {entry.path().lexically_relative(folder).string(), std::string(std::istreambuf_iterator<char>(file), {})};
  }
  return {};
}

TEST_CASE("the files of clients and services are in order") {
  const Result<Clients> clients = Clients::parse(embedded_clients(), "patterns/mcp-clients.toml");
  if (!clients) FAIL(clients.error().message);
  REQUIRE(clients->all().size() >= 50);
  std::set<std::string> names;
  for (const Client& client : clients->all()) {
    INFO(client.name);
    CHECK(names.insert(client.name).second);
    CHECK(!client.documentation.empty());
    for (const ReferenceSyntax& reference : client.references) {
      CHECK(re2::RE2(reference.regex).ok());
      if (!reference.write.empty()) CHECK(reference.write.find("{NAME}") != std::string::npos);
    }
    for (const ApprovalSetting& approval : client.approvals) {
      CHECK((!approval.key.empty() && !approval.dangerous.empty() && !approval.why.empty()));
    }
  }
  const Result<Services> services = Services::parse(embedded_services(), "patterns/mcp-services.toml");
  if (!services) FAIL(services.error().message);
}

TEST_CASE("what fix would write is a reference of that client") {
  for (const Client& client : builtin_clients().all()) {
    for (const ReferenceSyntax& reference : client.references) {
      if (reference.write.empty()) continue;
      std::string written = reference.write;
      written.replace(written.find("{NAME}"), 6, "ACME_API_TOKEN");
      INFO(client.name << ": " << written);
      CHECK(re2::RE2::FullMatch(written, reference.regex));
    }
  }
}

TEST_CASE("a key that nobody knows, a client without servers and a broken regex are errors") {
  CHECK(!Clients::parse("[[clients]]\nname = \"x\"\ncolour = \"red\"\n", "f"));
  CHECK(!Clients::parse("[[clients]]\nname = \"x\"\ndisplay = \"X\"\nproject = [\"x.json\"]\n", "f"));
  CHECK(!Clients::parse("[[references]]\nname = \"x\"\nregex = \"(\"\n", "f"));
  CHECK(!Clients::parse("[[clients]\n", "f"));
}

TEST_CASE("every client: its document, a secret, a reference, a placeholder") {
  for (std::size_t i = 0; i < builtin_clients().all().size(); ++i) {
    const Client& client = builtin_clients().all()[i];
    const Sample sample = sample_of(client.name);
    INFO(client.name << ": " << sample.path);
    REQUIRE(!sample.text.empty());
    const std::string secret = fake_key(static_cast<unsigned>(i));
    const std::string text = with_secret(sample.text, secret);
    const std::vector<JudgedValue> values = judge_documents(text, sample.path);
    const std::vector<JudgedValue> secrets = with_judgement(values, Judgement::kSecret);
    for (const JudgedValue& value : secrets) UNSCOPED_INFO(value.reason);
    REQUIRE(secrets.size() == 1);
    CHECK(secrets[0].value == secret);
    CHECK(secrets[0].span.of(text) == secret);
    CHECK(secrets[0].client == client.name);
    CHECK(secrets[0].server == (client.name == "smithery" ? "" : "acme"));
    CHECK(!with_judgement(values, Judgement::kReference).empty());
    CHECK(!with_judgement(values, Judgement::kPlaceholder).empty());
    CHECK(with_judgement(judge_documents(text, ""), Judgement::kSecret).size() == 1);  // by its content alone
  }
}

TEST_CASE("a path names its client on every system") {
  CHECK(client_at("home/ann/Library/Application Support/Claude/claude_desktop_config.json") == "claude-desktop");
  CHECK(client_at("C:\\Users\\ann\\AppData\\Roaming\\Claude\\claude_desktop_config.json") == "claude-desktop");
  CHECK(client_at("dotfiles/.config/Code/User/mcp.json") == "vscode");
  CHECK(client_at("packages/web/.cursor/mcp.json") == "cursor");
  CHECK(client_at("packages/web/mcp.json") == "mcp");
  CHECK(client_at("my.code-workspace") == "vscode");
  CHECK(client_at(".vscode/tasks.json").empty());
  CHECK(client_at("README.md").empty());
  CHECK(client_at("").empty());
}

}  // namespace
}  // namespace leaksieve::mcp
