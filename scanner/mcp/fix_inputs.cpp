// `inputs` (VS Code, Visual Studio) and `user_config` (bundles): what a client asks its user for.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_edits.h"
#include "scanner/mcp/json_reader.h"

namespace leaksieve::mcp {
namespace {

// The object whose `servers` hold the byte at `at`.
const Node* holder_of(const Node& node, std::size_t at) {
  for (const Node& child : node.children) {
    if (child.is_scalar() || at < child.span.begin || at >= child.span.end) continue;
    if (child.key == "servers") return &node;
    return holder_of(child, at);
  }
  return nullptr;
}

// The blanks in front of the first thing on the line, when only blanks are.
std::optional<std::string> indent_at(Bytes text, std::size_t at) {
  const std::size_t line = at == 0 ? Bytes::npos : text.rfind('\n', at - 1);
  const std::size_t begin = line == Bytes::npos ? 0 : line + 1;
  const Bytes before = text.substr(begin, at - begin);
  if (line == Bytes::npos || before.find_first_not_of(" \t") != Bytes::npos) return std::nullopt;
  return std::string(before);
}

std::string newline_of(Bytes text) { return text.find("\r\n") == Bytes::npos ? "\n" : "\r\n"; }

// Puts `entries` in front of what `list` (an array or object) holds.
Edit in_front(Bytes text, const Node& list, const std::vector<std::string>& entries) {
  const bool is_empty = list.children.empty();
  const Node* first = is_empty ? nullptr : &list.children.front();
  const std::size_t at = is_empty                  ? list.span.begin + 1
                         : first->key_span.empty() ? first->span.begin
                                                   : first->key_span.begin;
  const auto indent = is_empty ? std::nullopt : indent_at(text, at);
  const std::string between = indent ? "," + newline_of(text) + *indent : std::string(", ");
  std::string joined;
  for (std::size_t i = 0; i < entries.size(); ++i)
    joined += entries[i] + (i + 1 < entries.size() || !is_empty ? between : std::string());
  return {{at, at}, joined};
}

// The same with a new member `key` of `holder`.
Edit new_member(Bytes text, const Node& holder, std::string_view key, std::string_view brackets,
                const std::vector<std::string>& entries) {
  const std::size_t at = holder.span.begin + 1;
  const auto indent = holder.children.empty() ? std::nullopt : indent_at(text, holder.children.front().key_span.begin);
  const std::string newline = newline_of(text);
  const std::string step = indent ? newline + *indent : " ";
  const std::string inner = indent ? step + (*indent).substr(0, std::max<std::size_t>(indent->size() / 2, 1)) : " ";
  std::string joined = fmt::format("{}\"{}\": {}", step, key, brackets[0]);
  for (std::size_t i = 0; i < entries.size(); ++i) joined += inner + entries[i] + (i + 1 < entries.size() ? "," : "");
  joined += step + brackets[1] + (holder.children.empty() ? "" : ",");
  return {{at, at}, joined};
}

std::string lower_with(const std::string& variable, char separator) {
  std::string id = lower_case(variable);
  for (char& c : id) {
    if (c == '_') c = separator;
  }
  return id;
}

}  // namespace

Node json_root(Bytes text) {
  std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while (true) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (text.substr(at).starts_with("//")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at).starts_with("/*")) {
      at = std::min(std::min(text.find("*/", at), text.size()) + 2, text.size());
    } else {
      break;
    }
  }
  if (at >= text.size() || text[at] != '{') return {};
  return read_json(MappedText(text), at);
}

std::string input_id(const std::string& variable) { return lower_with(variable, '-'); }
std::string setting_id(const std::string& variable) { return lower_with(variable, '_'); }

std::optional<std::vector<Edit>> input_edits(Bytes text, std::size_t at, const std::vector<std::string>& variables) {
  const Node root = json_root(text);
  const Node* holder = holder_of(root, at);
  if (holder == nullptr) return std::nullopt;
  const Node* inputs = holder->find("inputs");
  if (inputs != nullptr && inputs->kind != Node::Kind::kArray) return std::nullopt;
  std::vector<std::string> entries;
  for (const std::string& variable : variables) {
    const std::string id = input_id(variable);
    const bool is_there =
        inputs != nullptr && std::any_of(inputs->children.begin(), inputs->children.end(), [&](const Node& input) {
          const Node* own = input.find("id");
          return own != nullptr && own->value.text() == id;
        });
    if (is_there) continue;
    entries.push_back(fmt::format(R"({{ "type": "promptString", "id": "{}", "description": "{}", "password": true }})",
                                  id, variable));
  }
  if (entries.empty()) return std::vector<Edit>{};
  if (inputs != nullptr) return std::vector<Edit>{in_front(text, *inputs, entries)};
  return std::vector<Edit>{new_member(text, *holder, "inputs", "[]", entries)};
}

std::optional<std::vector<Edit>> setting_edits(Bytes text, const std::vector<std::string>& variables) {
  const Node root = json_root(text);
  if (root.children.empty()) return std::nullopt;
  const Node* settings = root.find("user_config");
  if (settings != nullptr && settings->kind != Node::Kind::kObject) return std::nullopt;
  std::vector<std::string> entries;
  for (const std::string& variable : variables) {
    const std::string id = setting_id(variable);
    if (settings != nullptr && settings->find(id) != nullptr) continue;
    entries.push_back(fmt::format(R"("{}": {{ "type": "string", "title": "{}", "sensitive": true }})", id, variable));
  }
  if (entries.empty()) return std::vector<Edit>{};
  if (settings != nullptr) return std::vector<Edit>{in_front(text, *settings, entries)};
  return std::vector<Edit>{new_member(text, root, "user_config", "{}", entries)};
}

}  // namespace leaksieve::mcp
