#include "scanner/mcp/server_tree.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/names.h"

namespace leaksieve::mcp {
namespace {

bool has_any(const Node& node, std::initializer_list<std::string_view> keys) {
  return std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) {
    return std::find(keys.begin(), keys.end(), std::string_view(child.key)) != keys.end();
  });
}

}  // namespace

bool looks_like_server(const Node& node) {
  if (node.kind != Node::Kind::kObject) return false;
  if (has_any(node, {"command", "cmd"})) return true;
  const bool remote = has_any(node, {"url", "serverUrl", "httpUrl", "uri", "server_url"});
  return remote && has_any(node, {"type", "transport", "headers", "http_headers", "requestInit", "env", "tools",
                                  "enabled", "oauth", "auth"});
}

namespace {

// Something else that is started by a command: a container, a task of an editor, a process manager's entry.
bool is_other_program(const Node& node) {
  return has_any(node, {"image", "build", "container_name", "depends_on", "ports", "label", "problemMatcher", "request",
                        "program", "script", "steps", "runs-on", "containers", "stages", "matcher", "hooks"});
}

bool is_named_mcp(const Node& node) {
  for (const Node& child : node.children) {
    if (child.is_scalar() && (names_mcp(child.value.text().substr(0, 300)) ||
                              child.value.text().find("@modelcontextprotocol/") != Bytes::npos)) {
      return true;
    }
    if ((child.key == "args" || child.key == "command" || child.key == "transport") && is_named_mcp(child)) return true;
  }
  return names_mcp(node.key);
}

// Outside of any table: `"github": {"command": "npx", ...}`.
bool is_lone_server(const Node& node) {
  if (node.kind != Node::Kind::kObject || !looks_like_server(node) || is_other_program(node)) return false;
  const Node* type = node.find("type");
  const Bytes transport = type == nullptr ? Bytes() : type->value.text();
  if (transport == "http" || transport == "sse" || transport == "stdio" || transport.starts_with("streamable"))
    return true;
  if (has_any(node, {"command", "cmd"}) && !has_any(node, {"args", "env", "envs", "environment"})) return false;
  const bool whole = has_any(node, {"command"}) && has_any(node, {"args"}) && has_any(node, {"env"});
  return whole || is_named_mcp(node);
}

bool is_table(const Node& node) {
  const TableKey* const key = builtin_clients().table_key(node.key);
  if (key == nullptr || node.is_scalar()) return false;
  if (!key->needs_servers) return true;
  const bool strict = node.kind == Node::Kind::kArray;
  return std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) {
    if (strict && !has_any(child, {"command", "cmd", "type", "transport", "headers", "registry_type", "registryType"}))
      return false;
    return looks_like_server(child) ||
           has_any(child, {"environment_variables", "environmentVariables", "package_arguments"});
  });
}

bool is_single_server(const Node& node) {
  return builtin_clients().is_single_server(node.key) && node.kind == Node::Kind::kObject &&
         (node.key != "deployment" || node.find("env") != nullptr);
}

std::string client_of_table(const Node& parent, const Node& table) {
  const std::string_view key = table.key;
  if (key == "context_servers") return "zed";
  if (key.starts_with("amp.")) return "amp";
  if (key.starts_with("cody.")) return "cody";
  if (key == "mcp_servers") return "codex";
  if (key == "modelContextProtocolServers") return "continue";
  if (key == "mcp.servers" || (key == "servers" && parent.find("inputs") != nullptr)) return "vscode";
  if (key.ends_with("_servers")) return "openhands";
  if (key == "mcp_config") return "mcp-bundle";
  if (key == "extensions") return "goose";
  const auto has = [&](std::initializer_list<std::string_view> keys) {
    return std::any_of(table.children.begin(), table.children.end(),
                       [&](const Node& child) { return has_any(child, keys); });
  };
  if (key == "mcp" && has({"environment", "enabled"})) return "opencode";
  return "";
}

std::string name_of_server(const Node& node) {
  for (const std::string_view key : {"name", "id", "identifier"}) {
    if (const Node* name = node.find(key); name != nullptr && name->is_scalar()) return std::string(name->value.text());
  }
  return {};
}

class TreeReader {
 public:
  explicit TreeReader(std::vector<Server>& out) : out_(out) {}

  void read(Node& node, unsigned depth) {
    const std::size_t before = out_.size();
    if (depth == 0) root_name_ = name_of_server(node);
    for (Node& child : node.children) {
      if (child.is_scalar()) continue;
      if (is_table(child)) {
        read_table(node, child);
      } else if (is_single_server(child)) {
        std::string client = client_of_table(node, child);
        append_server(std::move(child), root_name_, std::move(client), out_);
      } else if (is_lone_server(child)) {
        std::string name = child.key.empty() ? name_of_server(child) : child.key;
        append_server(std::move(child), std::move(name), "", out_);
      } else {
        read(child, depth + 1);
      }
    }
    if (depth == 0 && is_lone_server(node)) {
      std::string name = node.key;
      append_server(std::move(node), std::move(name), "", out_);
      return;
    }
    const bool is_settings =
        depth == 0 && has_any(node, {"enableAllProjectMcpServers", "enabledMcpjsonServers", "disabledMcpjsonServers"});
    if (out_.size() > before || is_settings) read_beside(node, is_settings || depth == 0, before);
  }

 private:
  void read_table(const Node& parent, Node& table) {
    const std::string client = client_of_table(parent, table);
    const bool is_list = table.kind == Node::Kind::kArray;
    // A table with a command of its own is one server ("mcpServers": {"command": ...}).
    if (!is_list && looks_like_server(table) && table.find("command") != nullptr &&
        table.find("command")->is_scalar()) {
      append_server(std::move(table), {}, client, out_);
      return;
    }
    for (std::size_t i = 0; i < table.children.size(); ++i) {
      Node& child = table.children[i];
      std::string name = child.key;
      if (is_list || name.starts_with("#")) {
        name = name_of_server(child);
        if (name.empty()) name = std::to_string(i);
      }
      if (child.kind == Node::Kind::kObject) {
        append_server(std::move(child), std::move(name), client, out_);
      } else if (child.kind == Node::Kind::kArray) {  // two of one name
        for (Node& inner : child.children) append_server(std::move(inner), name, client, out_);
      } else if (!child.value.empty()) {
        append_scalar(child, name, client);
      }
    }
  }

  // "acme": "https://mcp.acme.com/...": a URL or a command line alone.
  void append_scalar(const Node& node, const std::string& name, const std::string& client) {
    Server server{client, name, {}, {}};
    server.values.push_back({node.value, "url", "url", PlaceKind::kUrl, node.is_expression, false, node.is_commented});
    out_.push_back(std::move(server));
  }

  // Inputs with a default, and the environment that a client gives to all servers.
  void read_beside(const Node& node, bool with_env, std::size_t first) {
    Server beside;
    if (out_.size() > first) beside.client = out_[first].client;
    for (const std::string_view key : {"inputs", "user_config", "promptString"}) {
      if (const Node* inputs = node.find(key)) append_inputs(*inputs, beside.values);
    }
    if (const Node* env = with_env ? node.find("env") : nullptr; env != nullptr && env->kind == Node::Kind::kObject) {
      for (const Node& child : env->children) {
        if (child.is_scalar())
          beside.values.push_back({child.value, "env." + child.key, child.key, PlaceKind::kEnv, child.is_expression,
                                   false, child.is_commented});
      }
    }
    if (!beside.values.empty()) out_.push_back(std::move(beside));
  }

  std::vector<Server>& out_;
  std::string root_name_;  // a bundle's
};

}  // namespace

void append_servers(Node root, std::vector<Server>& out) { TreeReader(out).read(root, 0); }

bool is_server_or_table(const Node& node) { return is_table(node) || is_single_server(node) || is_lone_server(node); }

void append_server(Node node, std::string name, std::string client, std::vector<Server>& out) {
  if (node.is_scalar()) return;
  Server server;
  server.client = std::move(client);
  server.name = name.empty() ? name_of_server(node) : std::move(name);
  server.values = values_of_server(node);
  server.node = std::move(node);
  out.push_back(std::move(server));
}

}  // namespace leaksieve::mcp
