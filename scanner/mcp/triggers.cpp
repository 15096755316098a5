#include "scanner/mcp/triggers.h"

#include <algorithm>
#include <array>

#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {
namespace {

struct Word {
  std::string_view text;
  TriggerKind kind;
};
constexpr std::array<Word, 31> kWords = {{
    {"mcpServers", TriggerKind::kTable},
    {"mcp_servers", TriggerKind::kTable},
    {"context_servers", TriggerKind::kTable},
    {"modelContextProtocolServers", TriggerKind::kTable},
    {"mcp_config", TriggerKind::kTable},
    {"stdio_servers", TriggerKind::kTable},
    {"sse_servers", TriggerKind::kTable},
    {"shttp_servers", TriggerKind::kTable},
    {"servers\"", TriggerKind::kTable},
    {"servers:", TriggerKind::kTable},
    {"mcp\":", TriggerKind::kTable},
    {"mcp\" :", TriggerKind::kTable},
    {"extensions:", TriggerKind::kTable},
    {"startCommand:", TriggerKind::kTable},
    {"environmentVariables\"", TriggerKind::kServer},
    {"environment_variables\"", TriggerKind::kServer},
    {"McpServers\"", TriggerKind::kServer},  // enableAllProjectMcpServers and its like
    {"enabledMcpjsonServers", TriggerKind::kServer},
    {"command\"", TriggerKind::kServer},
    {"command:", TriggerKind::kServer},
    {"serverUrl\"", TriggerKind::kServer},
    {"httpUrl\"", TriggerKind::kServer},
    {"url\"", TriggerKind::kServer},
    {"mcp add", TriggerKind::kCommand},
    {"--add-mcp", TriggerKind::kCommand},
    {"mcp-remote", TriggerKind::kCommand},
    {"supergateway", TriggerKind::kCommand},
    {"@modelcontextprotocol/", TriggerKind::kCommand},
    {"@smithery/cli", TriggerKind::kCommand},
    {"mcp/install", TriggerKind::kLink},
    {"install-mcp", TriggerKind::kLink},
}};
constexpr std::array<Word, 6> kMoreWords = {{{"mcp%2Finstall", TriggerKind::kLink},
                                             {"add_mcp?", TriggerKind::kLink},
                                             {"registry:", TriggerKind::kTable},
                                             {"npx ", TriggerKind::kCommand},
                                             {"uvx ", TriggerKind::kCommand},
                                             {"bunx ", TriggerKind::kCommand}}};

void append_all(Bytes text, const Word& word, std::vector<Trigger>& out) {
  for (std::size_t at = text.find(word.text); at != Bytes::npos; at = text.find(word.text, at + word.text.size())) {
    out.push_back({at, word.text.size(), word.kind});
  }
}

}  // namespace

std::vector<Trigger> find_triggers(Bytes text) {
  std::vector<Trigger> triggers;
  for (const Word& word : kWords) append_all(text, word, triggers);
  for (const Word& word : kMoreWords) append_all(text, word, triggers);
  std::sort(triggers.begin(), triggers.end(), [](const Trigger& a, const Trigger& b) { return a.at < b.at; });
  return triggers;
}

}  // namespace leaksieve::mcp
