// A server's fields by their names; what has no name that we know is looked at by its own.
#include "scanner/mcp/server_values.h"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/shell_words.h"

namespace leaksieve::mcp {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_argument_field(std::string_view key) {
  return is_one_of(key, {"args", "arguments", "argv", "runtime_arguments", "package_arguments"});
}
bool is_command_field(std::string_view key) { return is_one_of(key, {"command", "cmd", "serverCommand", "exec"}); }

// Fields that say what a server is, in words.
bool is_plain_field(std::string_view key) {
  return is_one_of(key, {"type",          "transport",
                         "transportType", "description",
                         "name",          "displayName",
                         "version",       "cwd",
                         "icon",          "tools",
                         "disabled",      "enabled",
                         "timeout",       "autoApprove",
                         "alwaysAllow",   "disabled_tools",
                         "instructions",  "title",
                         "homepage",      "includeTools",
                         "excludeTools",  "workingDirectory",
                         "trust",         "image",
                         "language",      "id",
                         "provider",      "providerUrl",
                         "logoUrl",       "tags",
                         "watchPaths",    "disabledTools",
                         "enabledTools",  "enabled_tools",
                         "author",        "registryUrl",
                         "isActive"});
}

class Walker {
 public:
  explicit Walker(std::vector<ServerValue>& out) : out_(out) {}

  void walk_fields(const Node& object, const std::string& path) {
    for (const Node& child : object.children) {
      const std::string field = path.empty() ? child.key : path + "." + child.key;
      const Clients& clients = builtin_clients();
      if (clients.is_env_field(child.key) && !child.is_scalar()) {
        walk_named(child, field, PlaceKind::kEnv, '=');
      } else if (clients.is_header_field(child.key) && !child.is_scalar()) {
        walk_named(child, field, PlaceKind::kHeader, ':');
      } else if (is_argument_field(child.key) || is_command_field(child.key)) {
        walk_arguments(child, field);
      } else if (child.is_scalar()) {
        if (is_plain_field(child.key)) continue;
        const bool is_url = clients.is_url_field(child.key);
        add(child, child.value, field, child.key, is_url ? PlaceKind::kUrl : PlaceKind::kOther);
      } else if (child.kind == Node::Kind::kObject) {
        walk_fields(child, field);
      } else {
        walk_list(child, field);
      }
    }
  }

 private:
  void add(const Node& node, const MappedText& value, std::string field, std::string name, PlaceKind kind) {
    ServerValue one{value, std::move(field), std::move(name), kind, node.is_expression, false, node.is_commented};
    out_.push_back(std::move(one));
  }

  // {NAME: value}, ["NAME=value"], [{name, value}], and whatever is nested in them.
  void walk_named(const Node& node, const std::string& field, PlaceKind kind, char separator) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = node.children[i];
      if (node.kind == Node::Kind::kObject) {
        const std::string own = field + "." + child.key;
        if (child.is_scalar()) {
          add(child, child.value, own, child.key, kind);
        } else {
          walk_named(child, own, kind, separator);
        }
      } else if (child.is_scalar()) {
        walk_pair(child, field, kind, separator);
      } else {
        walk_name_and_value(child, field, kind, separator);
      }
    }
  }

  void walk_pair(const Node& node, const std::string& field, PlaceKind kind, char separator) {
    const Bytes text = node.value.text();
    std::size_t at = text.find(separator);
    if (at == Bytes::npos) at = text.find(separator == '=' ? ':' : '=');
    if (at == Bytes::npos) return add(node, node.value, field, "", kind);
    std::string name(node.value.slice(0, at).trimmed().text());
    add(node, node.value.slice(at + 1, text.size()), field + "." + name, name, kind);
  }

  void walk_name_and_value(const Node& node, const std::string& field, PlaceKind kind, char separator) {
    const Node* name = nullptr;
    for (const std::string_view key : {"name", "key", "header", "variable"}) {
      if (name == nullptr) name = node.find(key);
    }
    for (const Node& child : node.children) {
      if (&child == name) continue;
      const bool is_value = is_one_of(child.key, {"value", "default", "example", "val"});
      const std::string own(name != nullptr && is_value ? name->value.text() : Bytes(child.key));
      const std::string own_field = fmt::format("{}.{}", field, own);
      if (!child.is_scalar()) {
        walk_named(child, own_field, kind, separator);
      } else if (is_value || name == nullptr) {
        add(child, child.value, own_field, own, kind);
      }
    }
  }

  void walk_arguments(const Node& node, const std::string& field) {
    if (node.kind == Node::Kind::kObject) return walk_fields(node, field);  // Zed: command = {path, args, env}
    const std::size_t first = out_.size();
    if (node.is_scalar()) {
      if (node.value.text().find(' ') == Bytes::npos) return;
      std::size_t at = 0;
      append_arguments(shell_words(node.value, at), field, out_);
    } else {
      std::vector<MappedText> words;
      for (const Node& child : node.children) {
        if (child.is_scalar()) {
          words.push_back(child.value);
        } else {
          walk_fields(child, field);
        }
      }
      append_arguments(words, field, out_);
    }
    for (std::size_t i = first; i < out_.size(); ++i) {
      const std::size_t begin = out_[i].value.offset(0);
      const auto behind = std::upper_bound(node.children.begin(), node.children.end(), begin,
                                           [](std::size_t at, const Node& child) { return at < child.span.begin; });
      out_[i].is_commented = node.is_commented;
      if (behind == node.children.begin()) continue;
      const Node& holder = *std::prev(behind);
      out_[i].is_commented = out_[i].is_commented || holder.is_commented;
      out_[i].is_expression = holder.is_expression;
    }
  }

  void walk_list(const Node& node, const std::string& field) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = node.children[i];
      const std::string own = field + "[" + std::to_string(i) + "]";
      if (child.is_scalar()) {
        if (!is_plain_field(node.key)) add(child, child.value, own, node.key, PlaceKind::kOther);
      } else if (child.kind == Node::Kind::kObject) {
        walk_fields(child, own);
      } else {
        walk_list(child, own);
      }
    }
  }

  std::vector<ServerValue>& out_;
};

}  // namespace

std::vector<ServerValue> values_of_server(const Node& server) {
  std::vector<ServerValue> values;
  Walker(values).walk_fields(server, "");
  return values;
}

void append_inputs(const Node& inputs, std::vector<ServerValue>& out) {
  for (const Node& input : inputs.children) {
    const Node* value = input.find("default");
    if (value == nullptr || !value->is_scalar()) continue;
    const Node* id = input.find("id");
    const std::string name(id != nullptr ? id->value.text() : Bytes(input.key));
    bool sensitive = false;
    for (const std::string_view key : {"password", "sensitive", "secret"}) {
      const Node* flag = input.find(key);
      sensitive = sensitive || (flag != nullptr && flag->value.text() == "true");
    }
    out.push_back({value->value, inputs.key + "." + name + ".default", name, PlaceKind::kInput, value->is_expression,
                   sensitive, input.is_commented});
  }
}

}  // namespace leaksieve::mcp
