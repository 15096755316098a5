// File systems, the Docker socket, cloud profiles, tools that write.
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/base/quote.h"
#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"

namespace leaksieve::mcp {
namespace {

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

bool is_wide_folder(Bytes path) {
  static const RE2 kWide(
      R"((?i)/|~/?|\$\{?HOME\}?/?|\$\{(?:env:HOME|userHome)\}/?|%USERPROFILE%\\?|/(?:home|Users|root|etc|var)/?|/(?:home|Users)/[^/]+/?|[a-z]:[\\/]*|[a-z]:[\\/]+Users(?:[\\/]+[^\\/]+)?[\\/]*)");
  return RE2::FullMatch(piece(path), kWide);
}

void check_folders(const AuditedServer& server, AuditSink& sink) {
  bool is_filesystem = false;
  for (std::size_t i = 0; i < server.words.size(); ++i) {
    const Bytes word = server.words[i].text();
    static const RE2 kServer(
        R"((?i)(?:server-filesystem|mcp-filesystem|filesystem-mcp|filesystem-server|mcp/filesystem|desktop-commander))");
    if (RE2::PartialMatch(piece(word), kServer)) {
      is_filesystem = true;
      continue;
    }
    Bytes folder = word;
    const bool mounted = i > 0 && (server.words[i - 1].text() == "-v" || server.words[i - 1].text() == "--volume" ||
                                   server.words[i - 1].text() == "--mount");
    re2::StringPiece source;
    static const RE2 kMount(R"((?:.*,)?(?:src|source)=([^,]+).*)");
    static const RE2 kVolume(R"(((?:[A-Za-z]:)?[^:]+):.*)");
    const bool is_mount =
        mounted && (RE2::FullMatch(piece(word), kMount, &source) || RE2::FullMatch(piece(word), kVolume, &source));
    if (is_mount) folder = {source.data(), source.size()};
    if (!is_mount && !is_filesystem) continue;
    if (!is_wide_folder(folder)) continue;
    sink.add("filesystem-too-wide", server, "args", server.words[i].offset(0),
             fmt::format("the server gets `{}`", clean_line(folder, 60)),
             "name the one project folder that it needs, read-only where the server can (`:ro` for a mount)");
  }
}

struct Pattern {
  std::string_view rule;
  std::string_view regex;  // of an argument or of NAME=value
  std::string_view remedy;
};
constexpr std::array<Pattern, 8> kPatterns = {{
    {"docker-socket", R"((?i)(?:/var/run|/run(?:/user/\d+)?)?/docker\.sock|^--privileged$|docker_engine)",
     "take the mount away; a socket proxy that allows GET only, or a rootless daemon of its own"},
    {"cloud-admin-profile",
     R"((?i)^(?:--(?:aws-)?profile=|--(?:aws-)?profile |AWS_PROFILE=|AWS_DEFAULT_PROFILE=|CLOUDSDK_ACTIVE_CONFIG_NAME=)[\w.-]*(?:admin|root|poweruser|superuser|owner|fullaccess))",
     "a profile of a read-only role: AWS_PROFILE=mcp-readonly with the policy ReadOnlyAccess, or less"},
    {"write-tools", R"((?i)^(?:--toolsets[= ]|GITHUB_TOOLSETS=|TOOLSETS=)(?:[\w,]*,)?all(?:,|$))",
     "only what is needed, read-only: GITHUB_TOOLSETS=repos,issues and GITHUB_READ_ONLY=1"},
    {"write-tools", R"((?i)^ALLOW_(?:INSERT|UPDATE|DELETE|DDL|WRITE)\w*=(?:true|1|yes)$)",
     "leave it out: the server then only reads"},
    {"write-tools", R"((?i)^(?:\w*_)?READ_?ONLY(?:_MODE)?=(?:false|0|no)$)", "set it to true"},
    {"write-tools", R"((?i)^--(?:read-?only|readOnly)=(?:false|0|no)$)", "write --read-only=true"},
    {"write-tools", R"((?i)^--(?:access-mode|mode)[= ](?:unrestricted|read-?write|full|admin)$)",
     "write --access-mode=restricted"},
    {"write-tools",
     R"((?i)^(?:--(?:allow|enable)-(?:write|writes|delete|dangerous|admin|all)\w*(?:=true)?|(?:ENABLE|ALLOW)_(?:ALL|ADMIN|DANGEROUS)\w*=(?:true|1|yes))$)",
     "leave it out until a task needs it"},
}};

void check_text(const AuditedServer& server, const std::string& field, std::size_t at, const std::string& text,
                AuditSink& sink) {
  for (const Pattern& pattern : kPatterns) {
    if (!RE2::PartialMatch(text, std::string(pattern.regex))) continue;
    sink.add(pattern.rule, server, field, at, fmt::format("`{}`", clean_line(text, 80)), std::string(pattern.remedy));
  }
}

}  // namespace

void check_privileges(const AuditedServer& server, AuditSink& sink) {
  check_folders(server, sink);
  const std::vector<MappedText>& words = server.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() > 400) continue;
    std::string text(words[i].text());
    check_text(server, "args", words[i].offset(0), text, sink);
    const bool is_flag = text.starts_with("--") && text.find('=') == std::string::npos;
    if (is_flag && i + 1 < words.size() && words[i + 1].size() < 200)
      check_text(server, "args", words[i].offset(0), text + " " + std::string(words[i + 1].text()), sink);
  }
  for (const ServerValue& value : server.server.values) {
    if (value.kind != PlaceKind::kEnv || value.is_commented || value.field.find('[') != std::string::npos ||
        value.value.size() > 200)
      continue;
    check_text(server, value.field, value.value.offset(0), value.name + "=" + std::string(value.value.text()), sink);
  }
}

}  // namespace leaksieve::mcp
