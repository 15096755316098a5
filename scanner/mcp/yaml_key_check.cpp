#include "scanner/mcp/yaml_key_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/names.h"
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

bool pay_for(std::size_t bytes, std::size_t& budget) {
  const bool can = bytes <= budget;
  budget -= can ? bytes : budget;
  return can;
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

// The mapping's lines are told by where they stand, and read as any other YAML is.
bool YamlKeyCheck::is_in_no_server(std::size_t line, std::size_t column) {
  std::size_t first = line, end = line;
  bool is_element = is_item(line_at(bytes_, line).substr(indent_at(bytes_, line)));
  const auto is_apart = [&](std::size_t at, Bytes text) {  // no member's first line
    return is_blank_or_comment(text) || indent_at(bytes_, at) > column;
  };
  while (!is_element && first > 0) {
    const std::size_t before = begin_of_line(bytes_, first - 1, kLongestLine);
    if (!pay_for(first - before, budget_)) return false;
    const Bytes text = line_at(bytes_, before);
    if (!is_apart(before, text) && indent_at(bytes_, before) < column) {
      is_element = is_item(text.substr(indent_at(bytes_, before))) && column_of(text) == column;
      if (!is_element) break;
    }
    first = before;
  }
  while (end < bytes_.size()) {
    const Bytes text = line_at(bytes_, end);
    if (!pay_for(text.size() + 1, budget_)) return false;
    if (end != line && !is_apart(end, text) && indent_at(bytes_, end) < column) break;
    end = std::min(end + text.size() + 1, bytes_.size());
  }
  if (names_mcp(bytes_.substr(first, end - first))) return false;  // at the left edge it goes on into other documents
  Node mapping = read_yaml(text_.slice(first, end));
  if (is_element) {
    if (mapping.children.empty()) return false;
    mapping = Node(std::move(mapping.children.front()));
  }
  if (const auto own = key_above(first, column); own && !is_element) mapping.key = own->name;
  return !is_server_or_table(mapping) && !is_in_table(first, column, is_element);
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
