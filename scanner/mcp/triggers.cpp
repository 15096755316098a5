#include "scanner/mcp/triggers.h"

#include <array>
#include <bitset>

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

// The words by their first byte, and which two bytes they begin with: one pass over the text, which is large and rarely
// holds any.
class WordTable {
 public:
  WordTable() {
    for (const Word& word : kWords) add(word);
    for (const Word& word : kMoreWords) add(word);
  }
  [[nodiscard]] bool begins_with(char first, char second) const { return pairs_[pair_of(first, second)]; }
  [[nodiscard]] const std::vector<const Word*>& of(char first) const {
    return words_[static_cast<unsigned char>(first)];
  }

 private:
  static std::size_t pair_of(char first, char second) {
    return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U | static_cast<unsigned char>(second);
  }
  void add(const Word& word) {
    words_[static_cast<unsigned char>(word.text[0])].push_back(&word);
    pairs_[pair_of(word.text[0], word.text[1])] = true;
  }

  std::array<std::vector<const Word*>, 256> words_;
  std::bitset<65536> pairs_;
};

}  // namespace

std::vector<Trigger> find_triggers(Bytes text) {
  std::vector<Trigger> triggers;
  static const WordTable kTable;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (!kTable.begins_with(text[at], text[at + 1])) continue;
    for (const Word* word : kTable.of(text[at])) {
      if (text.substr(at).starts_with(word->text)) triggers.push_back({at, word->text.size(), word->kind});
    }
  }
  return triggers;
}

}  // namespace leaksieve::mcp
