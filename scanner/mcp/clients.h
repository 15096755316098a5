// The MCP clients that we know, from patterns/mcp-clients.toml: where their configs lie, how they are read, how a
// reference is written in them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/base/result.h"

namespace re2 {
class RE2;
}

namespace leaksieve::mcp {

enum class Format : std::uint8_t { kJson, kJsonc, kToml, kYaml, kXml };

// A way to say where a value is instead of the value.
struct ReferenceSyntax {
  std::string name;                 // "environment variable"
  std::string regex;                // RE2, for the whole reference
  std::string write;                // how `fix` writes one; {NAME} is the variable's name. "" = it does not
  std::vector<std::string> fields;  // where it is one; empty: anywhere
};

// A setting that lets tools run without a prompt.
struct ApprovalSetting {
  std::string key;                     // a path in the document; * is any name
  std::vector<std::string> dangerous;  // its values that do so, as text; "*" in a list counts as one
  std::string why;
};

struct Client {
  std::string name;     // "claude-desktop"; stable, shown in reports
  std::string display;  // "Claude Desktop"
  Format format = Format::kJson;
  std::vector<std::string> project_paths;   // globs, relative to a folder: ".cursor/mcp.json"; ** is any folders
  std::vector<std::string> user_paths;      // relative to the home directory
  std::vector<std::string> system_paths;    // absolute
  std::vector<std::string> servers;         // key paths to tables or lists of servers; * is any name
  std::vector<std::string> ambiguous;       // of `servers`: it counts only when what is there looks like servers
  std::vector<std::string> single_servers;  // key paths to one server
  std::vector<std::string> env_fields;      // env, environment, envs
  std::vector<std::string> header_fields;
  std::vector<std::string> url_fields;
  bool command_is_list = false;
  std::vector<ReferenceSyntax> references;
  std::vector<ApprovalSetting> approvals;
  std::vector<std::string> documentation;
};

// Key paths tell what a table is when their last name alone would not ("servers" is in every second API).
struct TableKey {
  std::string name;            // the last component of a key path
  bool needs_servers = false;  // only when what is in it looks like servers
};

class Clients {
 public:
  // Errors (kUsage): what is wrong in the file, with its line.
  static Result<Clients> parse(std::string_view toml, const std::string& name);

  [[nodiscard]] const std::vector<Client>& all() const { return clients_; }
  [[nodiscard]] const std::vector<ReferenceSyntax>& references() const {
    return references_;
  }  // of all, and general ones
  [[nodiscard]] const Client* find(std::string_view name) const;
  // The client that has its config at `path` (of a repository, or absolute), or nullptr.
  [[nodiscard]] const Client* at_path(Bytes path) const;

  [[nodiscard]] const TableKey* table_key(std::string_view key) const;
  [[nodiscard]] bool is_single_server(std::string_view key) const;
  [[nodiscard]] bool is_env_field(std::string_view key) const;
  [[nodiscard]] bool is_header_field(std::string_view key) const;
  [[nodiscard]] bool is_url_field(std::string_view key) const;
  // Any of the references, unanchored.
  [[nodiscard]] const re2::RE2& any_reference() const { return *any_reference_; }

 private:
  struct PathPattern {
    std::shared_ptr<const re2::RE2> regex;
    std::size_t client = 0;
  };
  Status index();

  std::vector<Client> clients_;
  std::vector<ReferenceSyntax> references_;
  std::vector<PathPattern> paths_;
  std::vector<TableKey> table_keys_;
  std::vector<std::string> single_keys_, env_fields_, header_fields_, url_fields_;
  std::shared_ptr<const re2::RE2> any_reference_;
};

// The built-in ones; parsed at the first call. Thread-safe.
[[nodiscard]] const Clients& builtin_clients();
// patterns/mcp-clients.toml and patterns/mcp-services.toml, as the build put them in.
[[nodiscard]] std::string_view embedded_clients();
[[nodiscard]] std::string_view embedded_services();

}  // namespace leaksieve::mcp
