// Where the server's program comes from, and how it is reached.
#include <fmt/format.h>
#include <re2/re2.h>

#include "scanner/base/quote.h"
#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/url_parts.h"

namespace leaksieve::mcp {
namespace {

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

bool is_node_runner(const std::string& program) { return program == "npx" || program == "bunx" || program == "pnpx"; }
bool is_python_runner(const std::string& program) { return program == "uvx"; }
bool takes_dlx(const std::string& program) {
  return program == "pnpm" || program == "yarn" || program == "npm" || program == "bun" || program == "pipx" ||
         program == "uv" || program == "deno";
}

bool is_pinned(Bytes package, bool python) {
  const std::size_t at = package.find('@', 1);
  if (package.starts_with("git+") || package.starts_with("github:") || package.starts_with("http")) {
    static const RE2 kCommit(R"(.*[@#][0-9a-f]{7,40}|.*[@#]v?\d[\w.]*)");
    return RE2::FullMatch(piece(package), kCommit);
  }
  static const RE2 kExact(R"(v?\d+(?:\.\d+)+[\w.+-]*)");
  const std::size_t equals = package.find("==");
  if (python && equals != Bytes::npos) return RE2::FullMatch(piece(package.substr(equals + 2)), kExact);
  return at != Bytes::npos && RE2::FullMatch(piece(package.substr(at + 1)), kExact);
}

bool is_package(Bytes word) {
  if (word.empty() || word.find_first_of("$\\ <>{") != Bytes::npos) return false;
  if (word.front() == '.' || word.front() == '/' || word.front() == '~') return false;
  static const RE2 kForm(
      R"((?:@[\w.-]+/)?[\w.-]+(?:\[[\w,-]+\])?(?:(?:@|[=<>~!]=?=?)[\w.^~<>=*+-]*)?|(?:git\+|github:|https?://)\S+)");
  return RE2::FullMatch(piece(word), kForm);
}

// The package that the runner at `at` takes; npos when it takes none.
std::size_t package_behind(const std::vector<MappedText>& words, std::size_t at, bool python) {
  for (std::size_t i = at + 1; i < words.size(); ++i) {
    const Bytes word = words[i].text();
    const bool named = word == "-p" && !python;
    if (named || word == "--package" || word == "--from" || word == "--spec")
      return i + 1 < words.size() ? i + 1 : Bytes::npos;
    if (word.starts_with("--package=") || word.starts_with("--from=")) return i;
    if (word == "--python" || word == "--with" || word == "-p" || word == "--index-url" || word == "--registry" ||
        word == "--index") {
      ++i;
      continue;
    }
    if (!word.starts_with("-")) return i;
  }
  return Bytes::npos;
}

void check_package(const AuditedServer& server, std::size_t at, bool python, AuditSink& sink) {
  const std::size_t i = package_behind(server.words, at, python);
  if (i == Bytes::npos) return;
  Bytes package = server.words[i].text();
  if (package.starts_with("--")) package = package.substr(package.find('=') + 1);
  if (!is_package(package) || is_pinned(package, python)) return;
  const std::size_t version = package.find('@', 1);
  const std::string name(package.substr(0, std::min(version, package.find_first_of("=<>~!"))));
  const bool from_git = package.starts_with("git+") || package.starts_with("github:") || package.starts_with("http");
  const std::string remedy = from_git ? "append the commit: #<commit> or @<commit>"
                                      : fmt::format("write the version that you have looked at: {}{}1.2.3",
                                                    clean_line(name, 80), python ? "==" : "@");
  sink.add("unpinned-package", server, "args", server.words[i].offset(0), fmt::format("`{}`", clean_line(package, 80)),
           remedy);
}

void check_image(const AuditedServer& server, std::size_t at, AuditSink& sink) {
  const std::vector<MappedText>& words = server.words;
  for (std::size_t i = at + 1; i < words.size(); ++i) {
    const Bytes word = words[i].text();
    if (word.starts_with("-")) {
      static const RE2 kAlone(
          R"(-[itdP]+|--(?:rm|init|interactive|tty|detach|privileged|read-only|no-healthcheck|publish-all|sig-proxy|oom-kill-disable)|--[\w-]+=.*|-[ev]\S+)");
      if (!RE2::FullMatch(piece(word), kAlone)) ++i;
      continue;
    }
    if (word.find('$') != Bytes::npos || word.find("@sha256:") != Bytes::npos) return;
    const std::size_t colon =
        word.find(':', std::min(word.rfind('/'), word.size() - 1) == word.size() - 1 ? 0 : word.rfind('/'));
    const Bytes tag = colon == Bytes::npos ? Bytes() : word.substr(colon + 1);
    static const RE2 kMoving(R"(|latest|main|master|edge|stable|nightly|dev|head)");
    if (!RE2::FullMatch(piece(tag), kMoving)) return;
    sink.add(
        "unpinned-image", server, "args", words[i].offset(0), fmt::format("`{}`", clean_line(word, 80)),
        fmt::format("write a digest: {}@sha256:<digest>, or a version's tag", clean_line(word.substr(0, colon), 80)));
    return;
  }
}

bool is_secret_name(std::string_view name) {
  const NameKind kind = kind_of_name(name);
  return kind == NameKind::kToken || kind == NameKind::kPassword;
}

}  // namespace

void check_supply_chain(const AuditedServer& server, AuditSink& sink) {
  const std::vector<MappedText>& words = server.words;
  bool fetched = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string program = program_name(words[i].text());
    const std::string next = i + 1 < words.size() ? std::string(words[i + 1].text()) : std::string();
    if (is_node_runner(program)) check_package(server, i, false, sink);
    if (is_python_runner(program)) check_package(server, i, true, sink);
    if (takes_dlx(program) && (next == "dlx" || next == "exec" || next == "x"))
      check_package(server, i + 1, false, sink);
    if ((program == "pipx" && next == "run") || (program == "uv" && next == "tool" && i + 2 < words.size()))
      check_package(server, i + (program == "uv" ? 2 : 1), true, sink);
    if ((program == "docker" || program == "podman" || program == "nerdctl") && next == "run")
      check_image(server, i + 1, sink);
    if (program == "curl" || program == "wget" || program == "iwr" || program == "irm") fetched = true;
    const bool runs = program == "sh" || program == "bash" || program == "zsh" || program == "iex" ||
                      program == "python3" || program == "python" || program == "node";
    if (fetched && runs && i > 0) {
      sink.add("piped-to-shell", server, "args", words[i].offset(0), "a download is piped into an interpreter",
               "download it once, look at it, check its digest, and run the file");
      fetched = false;
    }
    if (program == "npx" || program == "uvx") break;  // what follows is the server's own
  }
}

void check_transport(const AuditedServer& server, AuditSink& sink) {
  for (const ServerValue& value : server.server.values) {
    if (value.is_commented) continue;
    const auto url = parse_url(value.value.trimmed());
    if (!url || !url->scheme.starts_with("http") ||
        (value.kind != PlaceKind::kUrl && value.kind != PlaceKind::kArgument))
      continue;
    if (url->scheme == "http" && !is_local_host(url->host) && url->host.find_first_of("${<") == std::string::npos) {
      sink.add("plain-http", server, value.field, value.value.offset(0),
               fmt::format("`http://{}`", clean_line(url->host, 80)),
               fmt::format("https://{}", clean_line(url->host, 80)));
    }
    bool has_token = url->has_password && !url->password.empty();
    for (const UrlParts::Parameter& parameter : url->query)
      has_token = has_token || (is_secret_name(parameter.name) && !parameter.value.empty());
    if (!has_token) continue;
    sink.add("token-in-url", server, value.field, value.value.offset(0), "credentials in the URL",
             fmt::format("a header: \"headers\": {{ \"Authorization\": \"Bearer {}\" }}", server.reference));
  }
}

}  // namespace leaksieve::mcp
