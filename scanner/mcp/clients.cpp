#include "scanner/mcp/clients.h"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/mcp/chars.h"
#include "scanner/rules/toml_reader.h"

namespace leaksieve::mcp {
namespace {

using rules::TableReader;
using rules::TomlContext;

ReferenceSyntax read_reference(const toml::table& table, TomlContext& context) {
  ReferenceSyntax reference;
  TableReader reader(table, "references", context);
  reader.read("name", reference.name);
  reader.read("regex", reference.regex);
  reader.read("write", reference.write);
  reader.read("field", reference.fields);
  reader.finish();
  return reference;
}

ApprovalSetting read_approval(const toml::table& table, TomlContext& context) {
  ApprovalSetting approval;
  TableReader reader(table, "approvals", context);
  reader.read("key", approval.key);
  reader.read("dangerous", approval.dangerous);
  reader.read("why", approval.why);
  reader.finish();
  return approval;
}

Client read_client(const toml::table& table, TomlContext& context) {
  Client client;
  TableReader reader(table, "clients", context);
  reader.read("name", client.name);
  reader.read("display", client.display);
  if (const auto i = reader.read_choice("format", {"json", "jsonc", "toml", "yaml", "xml"}))
    client.format = static_cast<Format>(*i);
  reader.read("project", client.project_paths);
  reader.read("user", client.user_paths);
  reader.read("system", client.system_paths);
  reader.read("servers", client.servers);
  reader.read("ambiguous", client.ambiguous);
  reader.read("single", client.single_servers);
  reader.read("env", client.env_fields);
  reader.read("headers", client.header_fields);
  reader.read("url", client.url_fields);
  reader.read("commandIsList", client.command_is_list);
  reader.read("documentation", client.documentation);
  for (const toml::table* one : reader.tables("references")) client.references.push_back(read_reference(*one, context));
  for (const toml::table* one : reader.tables("approvals")) client.approvals.push_back(read_approval(*one, context));
  reader.finish();
  if (client.env_fields.empty()) client.env_fields = {"env"};
  if (client.header_fields.empty()) client.header_fields = {"headers"};
  if (client.url_fields.empty()) client.url_fields = {"url"};
  const bool has_paths = !client.project_paths.empty() || !client.user_paths.empty();
  if (client.name.empty() || client.display.empty() || !has_paths ||
      (client.servers.empty() && client.single_servers.empty())) {
    context.fail(table.source(), fmt::format("client '{}' needs name, display, paths and servers", client.name));
  }
  return client;
}

// * is any run of bytes but '/', ** any at all.
std::string regex_of_glob(std::string_view glob) {
  std::string regex;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '*' && i + 1 < glob.size() && glob[i + 1] == '*') {
      regex += ".*";
      ++i;
    } else if (glob[i] == '*') {
      regex += "[^/]*";
    } else {
      regex += RE2::QuoteMeta(re2::StringPiece(&glob[i], 1));
    }
  }
  return regex;
}

std::shared_ptr<const RE2> compile(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  return std::make_shared<const RE2>(pattern, options);
}

// "amp.mcpServers" is written both as one key and as two: both ends are known.
std::string_view last_name(std::string_view key_path) {
  const std::size_t dot = key_path.rfind('.');
  return dot == std::string_view::npos ? key_path : key_path.substr(dot + 1);
}

bool holds(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void add_all(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& one : from) {
    if (!holds(to, one)) to.push_back(one);
  }
}

}  // namespace

Result<Clients> Clients::parse(std::string_view toml, const std::string& name) {
  Clients clients;
  TomlContext context;
  context.name = name;
  try {
    const toml::table file = toml::parse(toml, name);
    TableReader reader(file, "file", context);
    for (const toml::table* one : reader.tables("references"))
      clients.references_.push_back(read_reference(*one, context));
    for (const toml::table* one : reader.tables("clients")) clients.clients_.push_back(read_client(*one, context));
    reader.finish();
  } catch (const toml::parse_error& error) {
    return Error{ErrorKind::kUsage, fmt::format("{}:{}: {}", name, error.source().begin.line, error.description())};
  }
  if (context.error) return *context.error;
  if (!context.warnings.empty()) return Error{ErrorKind::kUsage, context.warnings.front()};  // a key that nobody knows
  if (const Status status = clients.index(); !status) return status.error();
  return clients;
}

Status Clients::index() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const Client& client = clients_[i];
    for (const auto* paths : {&client.project_paths, &client.user_paths, &client.system_paths}) {
      for (const std::string& path : *paths) paths_.push_back({compile("(?i)(?:^|/)" + regex_of_glob(path) + "$"), i});
    }
    for (const std::string& key : client.servers) {
      const bool needs_servers = holds(client.ambiguous, key) || last_name(key) == "servers";
      for (const std::string_view key_name : {std::string_view(key), last_name(key)}) {
        if (table_key(key_name) == nullptr) table_keys_.push_back({std::string(key_name), needs_servers});
      }
    }
    for (const std::string& key : client.single_servers) single_keys_.emplace_back(last_name(key));
    add_all(env_fields_, client.env_fields);
    add_all(header_fields_, client.header_fields);
    add_all(url_fields_, client.url_fields);
    for (const ReferenceSyntax& reference : client.references) {
      if (reference.fields.empty()) references_.push_back(reference);
    }
  }
  std::string any;
  for (const ReferenceSyntax& reference : references_) {
    const std::shared_ptr<const RE2> regex = compile(reference.regex);
    if (!regex->ok())
      return Error{ErrorKind::kUsage, fmt::format("reference '{}': {}", reference.name, regex->error())};
    any += (any.empty() ? "(?:" : "|(?:") + reference.regex + ")";
  }
  any_reference_ = compile(any);
  return {};
}

const Client* Clients::find(std::string_view name) const {
  const auto found =
      std::find_if(clients_.begin(), clients_.end(), [&](const Client& client) { return client.name == name; });
  return found == clients_.end() ? nullptr : &*found;
}

const Client* Clients::at_path(Bytes path) const {
  std::string slashes(path);
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  // The pattern that says most wins: ".cursor/mcp.json" over "mcp.json".
  const PathPattern* best = nullptr;
  for (const PathPattern& pattern : paths_) {
    const bool longer = best == nullptr || pattern.regex->pattern().size() > best->regex->pattern().size();
    if (longer && RE2::PartialMatch(slashes, *pattern.regex)) best = &pattern;
  }
  return best == nullptr ? nullptr : &clients_[best->client];
}

const TableKey* Clients::table_key(std::string_view key) const {
  const auto found =
      std::find_if(table_keys_.begin(), table_keys_.end(), [&](const TableKey& known) { return known.name == key; });
  return found == table_keys_.end() ? nullptr : &*found;
}

bool Clients::is_single_server(std::string_view key) const { return holds(single_keys_, key); }
bool Clients::is_env_field(std::string_view key) const { return holds(env_fields_, key); }
bool Clients::is_header_field(std::string_view key) const { return holds(header_fields_, key); }
bool Clients::is_url_field(std::string_view key) const { return holds(url_fields_, key); }

const Clients& builtin_clients() {
  static const Clients kClients = [] {
    Result<Clients> parsed = Clients::parse(embedded_clients(), "patterns/mcp-clients.toml");
    // The file is checked by a test; without it nothing is known, and nothing is lost but MCP places.
    return parsed ? std::move(*parsed) : std::move(*Clients::parse("", "none"));
  }();
  return kClients;
}

}  // namespace leaksieve::mcp
