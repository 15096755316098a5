#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/base/quote.h"
#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_document.h"
#include "scanner/mcp/fix_edits.h"
#include "scanner/mcp/judge_documents.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/services.h"
#include "scanner/mcp/shell_words.h"

namespace leaksieve::mcp {
namespace {

void append_words(const Node& node, std::vector<MappedText>& words) {
  if (!node.is_scalar()) {
    for (const Node& child : node.children) append_words(child, words);
    return;
  }
  const bool is_command = node.value.text().find(' ') != Bytes::npos;
  if (!is_command) {
    words.push_back(node.value);
    return;
  }
  for (std::size_t at = 0; at < node.value.size(); ++at) {  // one command after the other
    for (MappedText& word : shell_words(node.value, at)) words.push_back(std::move(word));
  }
}

// The command and its arguments.
std::vector<MappedText> words_of_server(const Server& server) {
  std::vector<MappedText> words;
  if (server.node.children.empty()) {
    for (const ServerValue& value : server.values) {
      if (value.kind == PlaceKind::kArgument) words.push_back(value.value);
    }
    return words;
  }
  for (const std::string_view key : {"command", "cmd", "args", "arguments"}) {
    const Node* node = server.node.find(key);
    if (node == nullptr || node->is_commented) continue;
    if (node->kind == Node::Kind::kObject) {  // Zed
      for (const std::string_view inner : {"path", "args"}) {
        if (const Node* part = node->find(inner)) append_words(*part, words);
      }
      continue;
    }
    append_words(*node, words);
  }
  return words;
}

bool is_switched_off(const Server& server) {
  for (const auto& [key, off] : {std::pair{"disabled", "true"}, std::pair{"enabled", "false"}}) {
    const Node* node = server.node.find(key);
    if (node != nullptr && node->is_scalar() && node->value.text() == off) return true;
  }
  return false;
}

std::string client_for(const std::string& of_path, const Server& server) {
  return of_path.empty() || (of_path == "mcp" && !server.client.empty()) ? server.client : of_path;
}

// What a check quotes may hold a secret: a connection string in a word of its own, in either case.
void mask(std::string& text, const JudgedValue& secret) {
  if (secret.value.empty()) return;
  const std::string sought = lower_case(secret.value);
  const std::string redacted = Secret(secret.value).redacted();
  for (std::size_t at = lower_case(text).find(sought); at != std::string::npos;
       at = lower_case(text).find(sought, at + redacted.size()))
    text.replace(at, sought.size(), redacted);
}

void check_secrets(Bytes text, Bytes path, const std::vector<JudgedValue>& secrets, AuditSink& sink) {
  if (secrets.empty()) return;
  const FixedDocument fixed = fix_document(text, path, Store::kAuto);
  for (const JudgedValue& secret : secrets) {
    const Place place{secret.client, secret.server, secret.field};
    const auto found = std::find_if(fixed.secrets.begin(), fixed.secrets.end(),
                                    [&](const FixedSecret& one) { return one.span == secret.span; });
    std::string remedy = "take it out by hand, and rotate it";
    if (found != fixed.secrets.end() && !found->reference.empty()) {
      remedy = fmt::format("write `{}`{}; `leaksieve fix` does it, then rotate the secret", found->reference,
                           found->by_launcher ? " and start the server by a launcher that reads the store" : "");
    }
    sink.add("plaintext-secret", place, secret.span.begin, secret.reason, remedy);
    check_token(secret.value, place, secret.span.begin, sink);
  }
}

// `inputs` of VS Code: what is asked for a secret has to be hidden.
void check_inputs(const Node& node, const std::string& client, AuditSink& sink, unsigned depth) {
  if (depth > kMaxDepth) return;
  for (const Node& child : node.children) {
    if (child.key != "inputs" || child.kind != Node::Kind::kArray) {
      if (!child.is_scalar()) check_inputs(child, client, sink, depth + 1);
      continue;
    }
    for (const Node& input : child.children) {
      const Node* id = input.find("id");
      const Node* type = input.find("type");
      const Node* password = input.find("password");
      if (id == nullptr || type == nullptr || type->value.text() != "promptString" || input.is_commented) continue;
      const NameKind kind = kind_of_name(id->value.text());
      const bool hidden = password != nullptr && password->value.text() == "true";
      if (hidden || (kind != NameKind::kToken && kind != NameKind::kPassword)) continue;
      sink.add("input-shown", Place{client, "", "inputs." + std::string(id->value.text())}, input.span.begin,
               fmt::format("input `{}` has no `password: true`", clean_line(id->value.text(), 40)),
               "\"password\": true");
    }
  }
}

void add_logs(const Server& server, DocumentAudit& audit) {
  for (const ServerValue& value : server.values) {
    if (value.is_commented) continue;
    const NameKind kind = kind_of_name(value.name);
    if (kind != NameKind::kToken && kind != NameKind::kPassword) continue;
    const std::string service(builtin_services().of(value.name, server.name));
    if (service.empty() ||
        std::any_of(audit.logs.begin(), audit.logs.end(), [&](const AuditLog& log) { return log.service == service; }))
      continue;
    audit.logs.push_back({service, audit_log_of(service)});
  }
}

}  // namespace

void AuditSink::add(std::string_view rule, Place place, std::size_t at, std::string detail, std::string remedy) {
  AuditFinding finding;
  finding.rule = &audit_rule(rule);
  finding.position = line_column_at(text_, std::min(at, text_.size()));
  finding.place = std::move(place);
  finding.detail = std::move(detail);
  finding.remedy = std::move(remedy);
  findings_.push_back(std::move(finding));
}

void AuditSink::add(std::string_view rule, const AuditedServer& server, const std::string& field, std::size_t at,
                    std::string detail, std::string remedy) {
  add(rule, Place{server.client, server.server.name, field}, at, std::move(detail), std::move(remedy));
}

std::size_t position_of(const Server& server) {
  if (!server.node.key_span.empty()) return server.node.key_span.begin;
  if (!server.node.span.empty()) return server.node.span.begin;
  return server.values.empty() ? 0 : server.values.front().value.offset(0);
}

std::string program_name(Bytes word) {
  const std::size_t slash = word.find_last_of("/\\");
  std::string name = lower_case(slash == Bytes::npos ? word : word.substr(slash + 1));
  for (const std::string_view ending : {".cmd", ".exe", ".ps1"}) {
    if (name.ends_with(ending)) name.erase(name.size() - ending.size());
  }
  return name;
}

DocumentAudit audit_document(Bytes text, Bytes path) {
  DocumentAudit audit;
  AuditSink sink(text, audit.findings);
  std::vector<JudgedValue> secrets = judge_documents(text, path);
  std::erase_if(secrets, [](const JudgedValue& value) { return value.judgement != Judgement::kSecret; });
  audit.secrets = secrets.size();
  const Client* client = builtin_clients().at_path(path);
  const std::string of_path = client == nullptr ? std::string() : client->name;
  check_secrets(text, path, secrets, sink);
  const std::vector<Server> servers = find_servers(text);
  for (const Server& server : servers) {
    if (server.node.is_commented || is_switched_off(server)) continue;
    const AuditedServer audited{server, client_for(of_path, server), words_of_server(server), {}};
    ++audit.servers;
    if (is_database(audited)) ++audit.databases;
    AuditedServer with_syntax = audited;
    const ClientSyntax syntax = syntax_of(audited.client);
    with_syntax.reference = !syntax.environment.empty() ? filled(syntax.environment, "TOKEN")
                            : !syntax.input.empty()     ? filled(syntax.input, "token")
                                                        : "${TOKEN}";
    for (auto* check : {check_database, check_production, check_privileges, check_supply_chain, check_transport})
      check(with_syntax, sink);
    add_logs(server, audit);
  }
  check_approvals(text, client, sink);
  if (text.find("\"inputs\"") != Bytes::npos) check_inputs(json_root(text), of_path, sink, 0);
  for (AuditFinding& finding : audit.findings) {
    for (const JudgedValue& secret : secrets) {
      mask(finding.detail, secret);
      mask(finding.remedy, secret);
    }
  }
  sort_findings(audit.findings);
  return audit;
}

}  // namespace leaksieve::mcp
