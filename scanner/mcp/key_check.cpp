#include "scanner/mcp/key_check.h"

#include <algorithm>
#include <utility>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/server_tree.h"
#include "scanner/mcp/yaml_key_check.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLongestKey = 64;  // bytes in front of a word
constexpr std::size_t kLookBack = 4096;  // for the bracket that holds a key

bool is_url_key(std::string_view key) {
  return key == "url" || key == "serverUrl" || key == "httpUrl" || key == "server_url";
}

}  // namespace

std::string key_before(Bytes text, std::size_t at) {
  while (at > 0 && is_space(text[at - 1])) --at;
  if (at == 0 || text[at - 1] != ':') return {};
  --at;
  while (at > 0 && (is_blank(text[at - 1]) || text[at - 1] == '"' || text[at - 1] == '\'')) --at;
  std::size_t begin = at;
  while (begin > 0 && at - begin < 100 && text[begin - 1] != '"' && text[begin - 1] != '\'' &&
         text[begin - 1] != '\n' && text[begin - 1] != ' ' && text[begin - 1] != '{' && text[begin - 1] != ',') {
    --begin;
  }
  return std::string(text.substr(begin, at - begin));
}

bool KeyCheck::leads_nowhere(const Trigger& trigger) {
  if (trigger.kind != TriggerKind::kTable && trigger.kind != TriggerKind::kServer) return false;
  const std::size_t end = trigger.at + trigger.size - 1;  // the word's last byte is none of the key
  if (bytes_[end] == ':') {
    if (names_mcp(bytes_.substr(trigger.at, trigger.size))) return false;
    return !is_own_word(trigger.at) || YamlKeyCheck(text_, budget_).leads_nowhere(trigger);
  }
  if (bytes_[end] != '"' || bytes_[end - 1] == '\\') return false;
  std::size_t value = end + 1;
  while (value < bytes_.size() && is_space(bytes_[value])) ++value;
  if (value < bytes_.size() && bytes_[value] == '=') return false;
  if (value >= bytes_.size() || bytes_[value] != ':') return true;  // a string
  do ++value;
  while (value < bytes_.size() && is_space(bytes_[value]));
  const auto begin = begin_of_key(trigger.at);
  if (!begin) return false;
  std::string key(bytes_.substr(*begin, end - *begin));
  if (trigger.kind == TriggerKind::kTable) return holds_no_server(value, std::move(key));
  const bool is_url = is_url_key(key);
  if (is_url || key == "command") return is_in_no_server(*begin, is_url, value);
  return key.ends_with("url") || key.ends_with("command");  // "return_url"
}

// `servers:`, and no "authorization_servers:".
bool KeyCheck::is_own_word(std::size_t at) const {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLongestKey &&
         (is_alnum(bytes_[begin - 1]) || bytes_[begin - 1] == '_' || bytes_[begin - 1] == '-')) {
    --begin;
  }
  return begin == at || names_mcp(bytes_.substr(begin, at - begin));
}

// Behind the quote, when it is near.
std::optional<std::size_t> KeyCheck::begin_of_key(std::size_t at) const {
  const std::size_t least = at - std::min(at, kLongestKey);
  while (at > least && bytes_[at - 1] != '"' && bytes_[at - 1] != '\n') --at;
  const bool is_quoted = at > least && bytes_[at - 1] == '"' && (at < 2 || bytes_[at - 2] != '\\');
  return is_quoted ? std::optional(at) : std::nullopt;
}

bool KeyCheck::pay(std::size_t bytes) { return pay_for(bytes, budget_); }

bool KeyCheck::holds_no_server(std::size_t value, std::string key) {
  const TableKey* const known = builtin_clients().table_key(key);
  if (known == nullptr) return !names_mcp(key);
  if (!known->needs_servers || budget_ == 0) return false;
  std::size_t end = value;
  Node table = read_json(text_, end);
  table.key = std::move(key);
  return pay(end - value) && !is_server_or_table(table);
}

// REQUIRED: `key` is behind a quote.
bool KeyCheck::is_in_no_server(std::size_t key, bool is_url, std::size_t value) {
  const bool is_deep = value < bytes_.size() && (bytes_[value] == '{' || bytes_[value] == '[');
  if (is_deep && (is_url || is_schema(bytes_.substr(value + 1)))) return true;
  const auto begin = bracket_before(key - 1);
  if (!begin || bytes_[*begin] != '{' || budget_ == 0) return false;
  std::size_t end = *begin;
  Node object = read_json(text_, end);
  if (!pay(end - *begin)) return false;
  // A bracket in a string can lead to another object.
  const std::size_t place = text_.offset(key);
  const auto holds_key = [place](const Node& child) {
    return child.key_span.begin <= place && place < child.key_span.end;
  };
  if (std::ranges::none_of(object.children, holds_key)) return false;
  object.key = key_before(bytes_, *begin);
  if (is_server_or_table(object)) return false;
  // In a table it is a server when any other of it looks like one. `servers` is a word of its own.
  const auto around = bracket_before(*begin);
  const std::string table = around ? key_before(bytes_, *around) : std::string();
  return builtin_clients().table_key(table) == nullptr || (table == "servers" && !looks_like_server(object));
}

// The bracket that is open at `at`, strings or not.
std::optional<std::size_t> KeyCheck::bracket_before(std::size_t at) const {
  std::size_t closed = 0;
  const std::size_t least = at - std::min(at, kLookBack);
  while (at > least) {
    const char c = bytes_[--at];
    if (c == '}' || c == ']') ++closed;
    if (c != '{' && c != '[') continue;
    if (closed == 0) return at;
    --closed;
  }
  return std::nullopt;
}

}  // namespace leaksieve::mcp
