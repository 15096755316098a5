// Databases: whose account, may it write, and is it production's.
#include <optional>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/base/quote.h"
#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/url_parts.h"

namespace leaksieve::mcp {
namespace {

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

bool is_database_scheme(const std::string& scheme) {
  static const RE2 kScheme(
      R"((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|mssql|sqlserver|oracle|clickhouse|cockroachdb|neo4j|bolt|snowflake|redshift|jdbc:.*)(?:\+\w+)?)");
  return RE2::FullMatch(scheme, kScheme);
}

// Packages that may write unless told otherwise.
bool is_writing_package(Bytes word) {
  static const RE2 kPackage(
      R"((?i)(?:^|[/@_-])(?:postgres-mcp|mcp-server-mysql|mysql[_-]mcp[_-]server|mongodb-mcp-server|mcp-server-supabase|mcp-server-neon|mcp-neo4j-cypher|mcp-mongo-server|mssql-mcp(?:-server)?|mcp-alchemy|mcp-snowflake-server|supabase-mcp|dbhub)(?:$|[@=:\[]))");
  return RE2::PartialMatch(piece(word), kPackage);
}

bool reads_as_reader(Bytes user) {
  static const RE2 kReader(
      R"((?i)(?:^|[_.\-])(?:ro|read|reader|readonly|read_only|select|viewer|report(?:ing)?)(?:$|[_.\-\d])|readonly|read_?only|reader$)");
  return RE2::PartialMatch(piece(user), kReader);
}
bool is_superuser(Bytes user) {
  static const RE2 kUser(
      R"((?i)(?:postgres|root|admin|administrator|sa|sys|system|superuser|su|master|dba|rdsadmin|cloudsqladmin|doadmin|avnadmin|neo4j|elastic|mongoadmin|dbadmin|db_admin|azure_superuser)|(?:.*[_-])?(?:admin|root|superuser|owner)(?:\.\w+)?|postgres\.[a-z0-9]+)");
  return RE2::FullMatch(piece(user), kUser);
}

struct Account {
  std::string user;
  std::string host;  // "" when not in a URL
  std::string field;
  std::size_t at = 0;
};

std::vector<Account> accounts_of(const AuditedServer& server) {
  std::vector<Account> accounts;
  for (const ServerValue& value : server.server.values) {
    if (value.is_commented || value.value.empty()) continue;
    const auto url = parse_url(value.value.trimmed());
    if (url && is_database_scheme(url->scheme)) {
      accounts.push_back({std::string(url->user.text()), url->host, value.field, value.value.offset(0)});
      continue;
    }
    static const RE2 kUser(
        R"((?i)(?:PGUSER|(?:POSTGRES|PG|MYSQL|MARIADB|DB|DATABASE|MONGO(?:DB)?|MSSQL|SQL|CLICKHOUSE|SNOWFLAKE|NEO4J|REDIS|ORACLE)_USER(?:NAME)?))");
    if (RE2::FullMatch(value.name, kUser))
      accounts.push_back({std::string(value.value.text()), {}, value.field, value.value.offset(0)});
  }
  return accounts;
}

bool says_read_only(const AuditedServer& server) {
  static const RE2 kFlag(
      R"((?i)--read-?only(?:=(?:true|1|yes))?|--access-mode=restricted|--readOnly|--mode=read-?only|restricted|.*[?&]read_?only=true.*|--no-write.*|--disable-write.*)");
  for (const MappedText& word : server.words) {
    if (RE2::FullMatch(piece(word.text()), kFlag)) return true;
  }
  for (const ServerValue& value : server.server.values) {
    static const RE2 kName(R"((?i)(?:\w*_)?READ_?ONLY\w*)");
    const std::string text = lower_case(value.value.text());
    if (RE2::FullMatch(value.name, kName) && (text == "true" || text == "1" || text == "yes" || text == "on"))
      return true;
    if (RE2::FullMatch(piece(value.value.text()), kFlag)) return true;
    static const RE2 kParameter(
        R"((?i)[?&](?:read_?only=true|options=[^&]*default_transaction_read_only(?:%3D|=)(?:on|true)))");
    if (RE2::PartialMatch(piece(value.value.text()), kParameter)) return true;
    static const RE2 kAccessMode(R"((?i)\w*ACCESS_MODE)");
    if (RE2::FullMatch(value.name, kAccessMode) && text == "restricted") return true;
  }
  return false;
}

bool is_dev_name(const std::string& host) {
  return RE2::PartialMatch(
      host,
      R"((?i)(?:^|[.\-_])(?:dev|development|test|testing|staging|stage|stg|qa|sandbox|preview|local)(?:$|[.\-_\d]))");
}
bool is_production_name(Bytes text, bool is_web) {
  static const RE2 kWeb(R"((?i)(?:^|[.\-_/])(?:prod|production|prd)(?:$|[.\-_/:?\d]))");
  static const RE2 kAny(R"((?i)(?:^|[.\-_/])(?:prod|production|prd|live)(?:$|[.\-_/:?\d]))");
  return RE2::PartialMatch(piece(text), is_web ? kWeb : kAny);
}
bool is_cloud_database(const std::string& host) {
  static const RE2 kHost(
      R"((?i)\.(?:rds\.amazonaws\.com|redshift\.amazonaws\.com|cache\.amazonaws\.com|docdb\.amazonaws\.com|database\.azure\.com|database\.windows\.net|cosmos\.azure\.com|redis\.cache\.windows\.net|neon\.tech|supabase\.co|pooler\.supabase\.com|mongodb\.net|snowflakecomputing\.com|redislabs\.com|redis-cloud\.com|upstash\.io|psdb\.cloud|cockroachlabs\.cloud|aivencloud\.com|db\.ondigitalocean\.com|render\.com|railway\.app|rlwy\.net|clickhouse\.cloud|databases\.neo4j\.io|timescale\.com|elastic-cloud\.com|turso\.io)$)");
  return RE2::PartialMatch("." + host, kHost);
}

}  // namespace

bool is_database(const AuditedServer& server) {
  for (const MappedText& word : server.words) {
    if (is_writing_package(word.text()) || word.text().find("server-postgres") != Bytes::npos) return true;
  }
  return !accounts_of(server).empty();
}

void check_database(const AuditedServer& server, AuditSink& sink) {
  const std::vector<Account> accounts = accounts_of(server);
  const bool read_only = says_read_only(server);
  bool may_write = false;
  bool has_reader = false;
  bool has_superuser = false;
  Account first;
  for (const Account& account : accounts) {
    if (account.user.empty() || account.user.find_first_of("${<%{") != std::string::npos) continue;
    if (reads_as_reader(account.user)) {
      has_reader = true;
      continue;
    }
    if (is_superuser(account.user)) {
      has_superuser = true;
      sink.add("database-superuser", server, account.field, account.at,
               fmt::format("the account is `{}`", clean_line(account.user, 40)),
               "CREATE ROLE mcp_readonly LOGIN; GRANT SELECT on what it needs; ALTER ROLE mcp_readonly SET "
               "statement_timeout = '5s'; then connect as mcp_readonly");
    }
    if (!may_write) first = account;
    may_write = true;
  }
  if (read_only || has_superuser) return;
  for (const MappedText& word : server.words) {
    if (may_write || has_reader || !is_writing_package(word.text())) continue;
    first = {{}, {}, "args", word.offset(0)};
    may_write = true;
  }
  if (!may_write) return;
  sink.add("database-writable", server, first.field, first.at,
           first.user.empty() ? "no read-only mode"
                              : fmt::format("the account is `{}`, an application's by its name; no read-only mode",
                                            clean_line(first.user, 40)),
           "a SELECT-only role (mcp_readonly), and the server's own switch: --read-only, --access-mode=restricted, "
           "MDB_MCP_READ_ONLY=true or ?read_only=true");
}

void check_production(const AuditedServer& server, AuditSink& sink) {
  for (const ServerValue& value : server.server.values) {
    if (value.is_commented || value.value.empty() || value.value.size() > 4000) continue;
    const auto url = parse_url(value.value.trimmed());
    static const RE2 kName(
        R"((?i)(?:\w*_)?(?:HOST(?:NAME)?|ENDPOINT|SERVER|DATABASE|DB(?:_?NAME)?|DBNAME|CLUSTER|PROFILE|PROJECT(?:_ID)?|ENV(?:IRONMENT)?|CONTEXT|NAMESPACE|ACCOUNT))");
    const bool named = value.kind == PlaceKind::kEnv && RE2::FullMatch(value.name, kName) && value.name != "NODE_ENV" &&
                       value.name != "PYTHON_ENV";
    std::string host = url ? url->host : named ? lower_case(value.value.trimmed().text()) : std::string();
    if (host.empty() || (is_local_host(host) && !named)) continue;
    std::string text = host;
    if (url && is_database_scheme(url->scheme) && !url->segments.empty())
      text += "/" + std::string(url->segments.front().text());
    // A vendor's own "live" is not the reader's production.
    const bool is_web = url && url->scheme.starts_with("http");
    if (is_production_name(text, is_web)) {
      sink.add("production-host", server, value.field, value.value.offset(0), fmt::format("`{}`", clean_line(text, 80)),
               "a development or staging system, or a read-only replica with masked data");
    } else if (is_cloud_database(host) && !is_dev_name(text) && (named || (url && is_database_scheme(url->scheme)))) {
      sink.add("cloud-database", server, value.field, value.value.offset(0), fmt::format("`{}`", clean_line(host, 80)),
               "a local database, a branch or a replica for development; name it so (dev, staging)");
    }
  }
}

}  // namespace leaksieve::mcp
