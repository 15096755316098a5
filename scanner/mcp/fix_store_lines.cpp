// Lines for bash and zsh. A secret goes from the keyboard into the store: never into an argument, the history or the
// screen.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/mcp/fix_document.h"

namespace leaksieve::mcp {
namespace {

std::string ask(const std::string& variable) { return fmt::format("printf '{0}: '; read -rs {0}; echo", variable); }

std::string line_for(const FixedSecret& secret) {
  const std::string& name = secret.variable;
  switch (secret.store) {
    case Store::kInput:
      return fmt::format("# {}: the client asks for it at its next start, and keeps it", name);
    case Store::kOnePassword:
      return fmt::format(
          "{0}; printf "
          "'{{\"title\":\"{2}\",\"category\":\"API_CREDENTIAL\",\"fields\":[{{\"id\":\"{1}\",\"label\":\"{1}\","
          "\"type\":\"CONCEALED\",\"value\":\"%s\"}}]}}' \"${1}\" | op item create --vault Private -; unset {1}",
          ask(name), name, secret.slug);
    case Store::kKeychain:
      return fmt::format(
          "if command -v security >/dev/null; then security add-generic-password -U -s 'mcp-{1}' -a {0} -w; else "
          "secret-tool store --label='mcp-{1} {0}' service 'mcp-{1}' account {0}; fi",
          name, secret.slug);
    case Store::kVault:
      return fmt::format(
          "{0}; printf %s \"${1}\" | vault kv patch 'secret/mcp/{2}' {1}=- || printf %s \"${1}\" | vault kv put "
          "'secret/mcp/{2}' {1}=-; unset {1}",
          ask(name), name, secret.slug);
    default:
      break;
  }
  if (!secret.by_launcher) return fmt::format("{0}; export {1}", ask(name), name);
  return fmt::format(
      "mkdir -p ~/.config/mcp-secrets; {0}; (umask 077; printf \"{1}='%s'\\n\" \"$(printf %s \"${1}\" | sed "
      "\"s/'/'\\\\\\\\''/g\")\" "
      ">> ~/.config/mcp-secrets/{2}.env); unset {1}",
      ask(name), name, secret.slug);
}

}  // namespace

std::vector<std::string> store_lines(const std::vector<FixedSecret>& secrets) {
  std::vector<std::string> lines;
  for (const FixedSecret& secret : secrets) {
    if (secret.reference.empty()) continue;
    std::string line = line_for(secret);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace leaksieve::mcp
