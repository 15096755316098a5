#include "scanner/mcp/triggers.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <optional>

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

constexpr std::size_t kShortest = 4;  // bytes of a word

constexpr std::size_t longest_word() {
  std::size_t longest = 0;
  for (const Word& word : kWords) longest = std::max(longest, word.text.size());
  return longest;
}

// The words by their first byte, and the codes of their first four bytes: nearly no place of a text has such a code.
class WordTable {
 public:
  WordTable() {
    for (const Word& word : kWords) {
      words_[static_cast<unsigned char>(word.text[0])].push_back(&word);
      codes_.set(code_at(word.text.data()));
    }
  }
  // REQUIRED: kShortest bytes can be read at `place`.
  [[nodiscard]] bool may_begin_at(const char* place) const { return codes_[code_at(place)]; }
  [[nodiscard]] const std::vector<const Word*>& of(char first) const {
    return words_[static_cast<unsigned char>(first)];
  }
  [[nodiscard]] bool begins_at(Bytes text, std::size_t at) const {
    return std::ranges::any_of(of(text[at]), [&](const Word* word) { return text.substr(at).starts_with(word->text); });
  }

 private:
  static constexpr unsigned kCodeBits = 14;
  static std::size_t code_at(const char* place) {
    std::uint32_t four = 0;
    std::memcpy(&four, place, kShortest);
    return four * 0x9E3779B1U >> (32 - kCodeBits);
  }

  std::array<std::vector<const Word*>, 256> words_;
  std::bitset<std::size_t{1} << kCodeBits> codes_;
};

const WordTable& table() {
  static const WordTable kTable;
  return kTable;
}

// Those in `span`; a word may end behind it.
void append_places(Bytes text, const ByteSpan& span, std::vector<std::size_t>& places) {
  const WordTable& words = table();
  const std::size_t end = std::min(span.end, text.size() - std::min(text.size(), kShortest - 1));
  for (std::size_t at = span.begin; at < end; ++at) {
    if (words.may_begin_at(text.data() + at) && words.begins_at(text, at)) places.push_back(at);
  }
}

}  // namespace

std::vector<std::size_t> find_word_places(Bytes text) {
  std::vector<std::size_t> places;
  append_places(text, {0, text.size()}, places);
  return places;
}

// The last bytes of a copy may begin a word that ends in the next piece: they are searched with it.
std::vector<std::size_t> find_word_places(Bytes text, std::span<const Piece> pieces,
                                          const std::vector<std::size_t>& base) {
  constexpr std::size_t kReach = longest_word() - 1;
  std::vector<std::size_t> places;
  for (const Piece& piece : pieces) {
    const std::size_t safe = piece.is_copy() ? piece.size - std::min<std::size_t>(piece.size, kReach) : 0;
    const std::size_t shift = std::size_t{piece.begin} - piece.base_begin;  // modulo the word's size
    if (safe > 0) {
      const std::size_t end = piece.base_begin + safe;
      for (auto at = std::ranges::lower_bound(base, piece.base_begin); at != base.end() && *at < end; ++at)
        places.push_back(*at + shift);
    }
    append_places(text, {piece.begin + safe, piece.end()}, places);
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
