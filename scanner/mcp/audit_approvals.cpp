// Settings that let tools run unasked, as patterns/mcp-clients.toml names them for each client.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_edits.h"
#include "scanner/mcp/toml_reader.h"
#include "scanner/mcp/yaml_reader.h"

namespace leaksieve::mcp {
namespace {

Node document_of(Bytes text, Format format) {
  Node json = json_root(text);
  if (!json.children.empty()) return json;
  if (format == Format::kToml) return read_toml(MappedText(text));
  return format == Format::kYaml ? read_yaml(MappedText(text)) : Node{};
}

class Walk {
 public:
  Walk(const ApprovalSetting& setting, const std::string& client, AuditSink& sink)
      : setting_(setting), client_(client), sink_(sink) {}

  // `key` is what is left of the setting's path; a key of the document may hold several of its parts.
  void walk(const Node& node, std::string_view key, const std::string& server, unsigned depth) {
    if (depth > kMaxDepth) return;
    for (const Node& child : node.children) {
      if (child.is_commented) continue;
      if (key == child.key || key == "*") judge(child, server);
      const std::size_t dot = key.find('.');
      if (dot == std::string_view::npos) continue;
      if (key.substr(0, dot) == "*") {
        const Node* name = child.key.empty() ? child.find("name") : nullptr;
        walk(child, key.substr(dot + 1), name != nullptr ? std::string(name->value.text()) : child.key, depth + 1);
      } else if (!child.key.empty() && key.starts_with(child.key) && key.size() > child.key.size() &&
                 key[child.key.size()] == '.') {
        walk(child, key.substr(child.key.size() + 1), server, depth + 1);
      }
    }
  }

 private:
  [[nodiscard]] bool is_dangerous(const Node& node) const {
    return node.is_scalar() && std::find(setting_.dangerous.begin(), setting_.dangerous.end(),
                                         std::string(node.value.text())) != setting_.dangerous.end();
  }

  void judge(const Node& node, const std::string& server) {
    const Node* found = is_dangerous(node) ? &node : nullptr;
    for (const Node& child : node.children) {
      if (found == nullptr && !child.is_commented && is_dangerous(child)) found = &child;
    }
    // A wildcard as a member's name: "autoApprove": {"*": true}
    for (const Node& child : node.children) {
      const bool wildcard =
          std::find(setting_.dangerous.begin(), setting_.dangerous.end(), child.key) != setting_.dangerous.end();
      if (found == nullptr && wildcard && !child.key.empty() && child.is_scalar() && child.value.text() == "true")
        found = &child;
    }
    if (found == nullptr) return;
    const std::string value(found->value.text());
    sink_.add("approval-bypass", Place{client_, server, setting_.key}, found->span.begin,
              fmt::format("`{}` is `{}`: {}", setting_.key, clean_line(value, 40), setting_.why), remedy(node, value));
  }

  [[nodiscard]] std::string remedy(const Node& node, const std::string& value) const {
    if (value == "true") return fmt::format("set `{}` to false, or take it out", setting_.key);
    if (setting_.key == "approval_policy") return "approval_policy = \"on-request\"";
    if (setting_.key == "sandbox_mode") return "sandbox_mode = \"workspace-write\"";
    if (setting_.key == "GOOSE_MODE") return "GOOSE_MODE: smart_approve";
    if (value == "bypassPermissions") return "\"defaultMode\": \"default\"";
    if (node.is_scalar()) return fmt::format("take `{}` out, or set it to \"ask\"", setting_.key);
    return "name the tools that only read, one by one, or leave the list empty: []";
  }

  const ApprovalSetting& setting_;
  const std::string& client_;
  AuditSink& sink_;
};

}  // namespace

void check_approvals(Bytes text, const Client* client, AuditSink& sink) {
  if (client != nullptr && client->name != "mcp") {
    if (client->approvals.empty()) return;
    const Node root = document_of(text, client->format);
    for (const ApprovalSetting& setting : client->approvals)
      Walk(setting, client->name, sink).walk(root, setting.key, "", 0);
    return;
  }
  // Anybody's: what stands in a server's table means the same to all of them.
  const Node root = document_of(text, Format::kJson);
  std::vector<std::string_view> seen;
  const std::string none;
  for (const Client& any : builtin_clients().all()) {
    for (const ApprovalSetting& setting : any.approvals) {
      if (!setting.key.starts_with("mcpServers.") || std::find(seen.begin(), seen.end(), setting.key) != seen.end())
        continue;
      seen.push_back(setting.key);
      Walk(setting, none, sink).walk(root, setting.key, "", 0);
    }
  }
}

}  // namespace leaksieve::mcp
