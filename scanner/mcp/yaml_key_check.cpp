#include "scanner/mcp/yaml_key_check.h"

#include <algorithm>
#include <array>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/server_tree.h"
#include "scanner/mcp/yaml_lines.h"
#include "scanner/mcp/yaml_reader.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 10;  // bytes
constexpr int kMostLines = 60;                               // that are looked at for a key above

Bytes line_at(Bytes text, std::size_t line) {
  const Bytes rest = text.substr(line, kLongestLine);
  return rest.substr(0, rest.find('\n'));
}

bool is_item(Bytes text) { return text == "-" || text.starts_with("- "); }

// Behind the dashes of `- - key`.
std::size_t column_of(Bytes line) {
  const std::size_t column = line.find_first_not_of(" -");
  return column == Bytes::npos ? line.size() : column;
}

bool is_blank_or_comment(Bytes text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  return first == Bytes::npos || text[first] == '#';
}

Bytes key_of(Bytes member) {
  Bytes key = member.substr(0, member.find(':'));
  while (!key.empty() && (is_blank(key.back()) || key.back() == '"' || key.back() == '\'')) key.remove_suffix(1);
  while (!key.empty() && (key.front() == '"' || key.front() == '\'')) key.remove_prefix(1);
  return key;
}

}  // namespace

// What the members of a mapping say of it (mcp/server_tree.h has the same of what was read).
struct YamlKeyCheck::Members {
  bool has_args = false, has_env = false, has_transport = false;

  void add(Bytes member) {
    const Bytes key = key_of(member);
    has_args = has_args || key == "args";
    has_env = has_env || key == "env";
    if (key != "type") return;
    for (const std::string_view transport : {"http", "sse", "stdio", "streamable"}) {
      has_transport = has_transport || member.find(transport) != Bytes::npos;
    }
  }
};

bool pay_for(std::size_t bytes, std::size_t& budget) {
  const bool can = bytes <= budget;
  budget -= can ? bytes : budget;
  return can;
}

bool names_mcp(Bytes text) {
  for (const std::string_view name : {"mcp", "MCP", "Mcp"}) {
    if (text.find(name) != Bytes::npos) return true;
  }
  return false;
}

bool is_schema(Bytes mapping) {
  constexpr std::array<std::string_view, 8> kKeys = {"description", "type",  "items",  "$ref",
                                                     "title",       "oneOf", "format", "properties"};
  const std::size_t first = mapping.find_first_not_of(" \t\r\n\"'");
  if (first == Bytes::npos) return false;
  const Bytes rest = mapping.substr(first, 16);
  const std::size_t end = rest.find_first_of(":\"'\n");
  return end != Bytes::npos && std::ranges::find(kKeys, rest.substr(0, end)) != kKeys.end();
}

bool YamlKeyCheck::leads_nowhere(const Trigger& trigger) {
  const std::size_t line = begin_of_line(bytes_, trigger.at, kLongestLine);
  if (bytes_.substr(line, trigger.at - line).find_first_not_of(" -") != Bytes::npos) return false;
  const std::size_t column = trigger.at - line;
  const std::size_t end = trigger.at + trigger.size;
  const Bytes value = bytes_.substr(end, line_at(bytes_, line).size() - (end - line));
  if (is_blank_or_comment(value)) {
    const std::size_t next = std::min(line + line_at(bytes_, line).size() + 1, bytes_.size());
    if (indent_at(bytes_, next) > column && is_schema(bytes_.substr(next))) return true;
  }
  if (trigger.kind == TriggerKind::kTable) return holds_no_server(line);
  return is_in_no_server(line, column);
}

bool YamlKeyCheck::holds_no_server(std::size_t line) {
  const std::size_t end = member_end(bytes_, line);
  if (!pay_for(end - line, budget_)) return false;
  const Node root = read_yaml(text_.slice(line, end));
  return std::ranges::none_of(root.children, is_server_or_table);
}

bool YamlKeyCheck::is_in_no_server(std::size_t line, std::size_t column) {
  Members members;
  std::size_t first = line, end = line;
  bool starts_item = bytes_[line + indent_at(bytes_, line)] == '-';
  const auto is_apart = [&](std::size_t at, Bytes text) {  // a line of another member, or of none
    return is_blank_or_comment(text) || indent_at(bytes_, at) > column;
  };
  while (!starts_item && first > 0) {
    const std::size_t before = begin_of_line(bytes_, first - 1, kLongestLine);
    if (!pay_for(first - before, budget_)) return false;
    const Bytes text = line_at(bytes_, before);
    const std::size_t indent = indent_at(bytes_, before);
    if (!is_apart(before, text)) {
      starts_item = is_item(text.substr(std::min(indent, text.size()))) && column_of(text) == column;
      if (indent < column && !starts_item) break;
      if (indent == column || starts_item) members.add(text.substr(column));
    }
    first = before;
  }
  while (end < bytes_.size()) {
    const Bytes text = line_at(bytes_, end);
    if (!pay_for(text.size() + 1, budget_)) return false;
    if (end != line && !is_apart(end, text)) {
      if (indent_at(bytes_, end) < column) break;
      members.add(text.substr(column));
    }
    end = std::min(end + text.size() + 1, bytes_.size());
  }
  if (members.has_transport || (members.has_args && members.has_env)) return false;
  return !names_mcp(bytes_.substr(first, end - first)) && !is_in_table(first, column, starts_item);
}

// Is the mapping that begins at `line` what a table's key names, a member or an element of it?
bool YamlKeyCheck::is_in_table(std::size_t line, std::size_t column, bool is_item) const {
  const auto leads_on = [](const std::optional<Key>& key) {
    const Clients& clients = builtin_clients();
    return key &&
           (names_mcp(key->name) || clients.table_key(key->name) != nullptr || clients.is_single_server(key->name));
  };
  const std::optional<Key> own = key_above(line, is_item ? indent_at(bytes_, line) + 1 : column);
  if (leads_on(own)) return true;
  return own && !is_item && leads_on(key_above(own->line, own->indent));
}

// The nearest key above that stands further left than `below`.
std::optional<YamlKeyCheck::Key> YamlKeyCheck::key_above(std::size_t line, std::size_t below) const {
  for (int i = 0; i < kMostLines && line > 0; ++i) {
    line = begin_of_line(bytes_, line - 1, kLongestLine);
    const Bytes text = line_at(bytes_, line);
    if (is_blank_or_comment(text)) continue;
    const std::size_t column = column_of(text);
    const bool is_item_at_key = is_item(text.substr(indent_at(bytes_, line))) && column >= below;
    if (!is_item_at_key && column < below) return Key{std::string(key_of(text.substr(column))), line, column};
  }
  return std::nullopt;
}

}  // namespace leaksieve::mcp
