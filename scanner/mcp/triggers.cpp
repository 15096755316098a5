#include "scanner/mcp/triggers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "scanner/mcp/word_filter.h"
#include "scanner/mcp/word_places.h"

namespace leaksieve::mcp {
namespace {

struct Word {
  std::string_view text;
  std::optional<TriggerKind> kind;  // none: it leads nowhere
};
constexpr std::array<Word, 38> kWords = {{
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
    {"mcp%2Finstall", TriggerKind::kLink},
    {"add_mcp?", TriggerKind::kLink},
    {"registry:", TriggerKind::kTable},
    {"npx ", TriggerKind::kCommand},
    {"uvx ", TriggerKind::kCommand},
    {"bunx ", TriggerKind::kCommand},
    {kConflictMark, std::nullopt},
}};

constexpr std::size_t longest_word() {
  std::size_t longest = 0;
  for (const Word& word : kWords) longest = std::max(longest, word.text.size());
  return longest;
}

class WordTable {
 public:
  WordTable() : filter_(texts()) {
    for (const Word& word : kWords) words_[static_cast<unsigned char>(word.text[0])].push_back(&word);
  }
  [[nodiscard]] const std::vector<const Word*>& of(char first) const {
    return words_[static_cast<unsigned char>(first)];
  }
  // Those that begin in `span`; a word may end behind it.
  void append_places(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) const {
    const std::size_t first = places.size();
    filter_.append_places(text, span, places);
    const auto is_none = [&](std::size_t at) {
      const auto begins = [&](const Word* word) { return text.substr(at).starts_with(word->text); };
      return std::ranges::none_of(of(text[at]), begins);
    };
    places.erase(std::remove_if(places.begin() + static_cast<std::ptrdiff_t>(first), places.end(), is_none),
                 places.end());
  }

 private:
  static std::vector<std::string_view> texts() {
    std::vector<std::string_view> all;
    for (const Word& word : kWords) all.push_back(word.text);
    return all;
  }

  std::array<std::vector<const Word*>, 256> words_;  // by their first byte
  WordFilter filter_;
};

const WordTable& table() {
  static const WordTable kTable;
  return kTable;
}

}  // namespace

std::vector<std::size_t> find_word_places(Bytes text) {
  std::vector<std::size_t> places;
  table().append_places(text, {0, text.size()}, places);
  return places;
}

// The last bytes of a copy may begin a word that ends in the next piece: they are searched with it.
std::vector<std::size_t> find_word_places(Bytes text, std::span<const Piece> pieces,
                                          const std::vector<std::size_t>& base) {
  constexpr std::size_t kReach = longest_word() - 1;
  const WordTable& words = table();
  std::vector<std::size_t> places;
  for (const Piece& piece : pieces) {
    const std::size_t safe = piece.is_copy() ? piece.size - std::min<std::size_t>(piece.size, kReach) : 0;
    const std::size_t shift = std::size_t{piece.begin} - piece.base_begin;  // modulo the word's size
    if (safe > 0) {
      const std::size_t end = piece.base_begin + safe;
      for (auto at = std::ranges::lower_bound(base, piece.base_begin); at != base.end() && *at < end; ++at)
        places.push_back(*at + shift);
    }
    words.append_places(text, {piece.begin + safe, piece.end()}, places);
  }
  return places;
}

std::vector<Trigger> triggers_at(Bytes text, const std::vector<std::size_t>& places) {
  std::vector<Trigger> triggers;
  for (const std::size_t at : places) {
    for (const Word* word : table().of(text[at])) {
      if (word->kind && text.substr(at).starts_with(word->text))
        triggers.push_back({at, word->text.size(), *word->kind});
    }
  }
  return triggers;
}

std::vector<Trigger> find_triggers(Bytes text) { return triggers_at(text, find_word_places(text)); }

}  // namespace leaksieve::mcp
