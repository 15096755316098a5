// The checks of an audit, each over one server. Inner header of the layer.
#pragma once

#include <string>
#include <vector>

#include "scanner/mcp/audit.h"
#include "scanner/mcp/clients.h"
#include "scanner/mcp/servers.h"

namespace leaksieve::mcp {

// A server as the checks see it.
struct AuditedServer {
  const Server& server;
  std::string client;
  std::vector<MappedText> words;  // the command and its arguments; commands in `sh -c` cut into words
  std::string reference;          // how this client writes one: "${NAME}", "${env:NAME}"
};

class AuditSink {
 public:
  AuditSink(Bytes text, std::vector<AuditFinding>& findings) : text_(text), findings_(findings) {}
  // `field` may be "".
  void add(std::string_view rule, const AuditedServer& server, const std::string& field, std::size_t at,
           std::string detail, std::string remedy);
  void add(std::string_view rule, Place place, std::size_t at, std::string detail, std::string remedy);

 private:
  Bytes text_;
  std::vector<AuditFinding>& findings_;
};

void check_database(const AuditedServer& server, AuditSink& sink);  // audit_databases.cpp
[[nodiscard]] bool is_database(const AuditedServer& server);
void check_production(const AuditedServer& server, AuditSink& sink);    // audit_databases.cpp
void check_privileges(const AuditedServer& server, AuditSink& sink);    // audit_privileges.cpp
void check_supply_chain(const AuditedServer& server, AuditSink& sink);  // audit_supply.cpp
void check_transport(const AuditedServer& server, AuditSink& sink);     // audit_supply.cpp
// Of the whole document.
void check_approvals(Bytes text, const Client* client, AuditSink& sink);             // audit_approvals.cpp
void check_token(Bytes value, const Place& place, std::size_t at, AuditSink& sink);  // audit_tokens.cpp
// "" when we do not know.
[[nodiscard]] std::string_view audit_log_of(std::string_view service);  // audit_logs.cpp

[[nodiscard]] std::size_t position_of(const Server& server);
// Where a word's file name begins: "npx" of "/usr/bin/npx"; without ".cmd", ".exe".
[[nodiscard]] std::string program_name(Bytes word);

}  // namespace leaksieve::mcp
