#include "scanner/mcp/command_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/server_tree.h"
#include "scanner/mcp/shell_words.h"
#include "scanner/mcp/unwrap.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kLongestStart = 2048;  // bytes of a command before its word

struct Program {
  std::string_view word;
  std::string_view client;
};
constexpr std::array<Program, 14> kPrograms = {{{"claude", "claude-code"},
                                                {"codex", "codex"},
                                                {"gemini", "gemini-cli"},
                                                {"qwen", "qwen-code"},
                                                {"amp", "amp"},
                                                {"droid", "factory"},
                                                {"copilot", "copilot-cli"},
                                                {"openhands", "openhands"},
                                                {"kiro-cli", "kiro"},
                                                {"q", "amazon-q"},
                                                {"code", "vscode"},
                                                {"code-insiders", "vscode"},
                                                {"crush", "crush"},
                                                {"auggie", "augment"}}};

std::string client_of_program(Bytes word) {
  const std::size_t slash = word.find_last_of("/\\");
  if (slash != Bytes::npos) word.remove_prefix(slash + 1);
  for (const Program& program : kPrograms) {
    if (word == program.word) return std::string(program.client);
  }
  return {};
}

// Where the command that holds `at` begins: the line (and those that it continues), or a code span.
std::size_t command_begin(Bytes text, std::size_t at) {
  const std::size_t least = at > kLongestStart ? at - kLongestStart : 0;
  std::size_t begin = at;
  while (begin > least) {
    const char before = text[begin - 1];
    if (before == '`' || before == ';' || before == '|' || before == '&' || before == '(') break;
    if (before == '\n' && !(begin >= 2 && text[begin - 2] == '\\')) break;
    --begin;
  }
  while (begin < at && (is_blank(text[begin]) || text[begin] == '$' || text[begin] == '>' || text[begin] == '#'))
    ++begin;
  return begin;
}

void append_json_word(const MappedText& word, const std::string& name, const std::string& client,
                      std::vector<Server>& out) {
  std::size_t at = 0;
  Node node = read_json(word, at);
  append_server(std::move(node), name, client, out);
}

bool takes_value(Bytes flag) {
  for (const std::string_view known :
       {"-s", "--scope", "-t", "--transport", "--type", "-e", "--env", "-H", "--header", "--url", "--client-id",
        "--timeout", "--callback-port", "--bearer-token-env-var", "--client-secret"}) {
    if (flag == known) return true;
  }
  return false;
}

// The first word that is neither a flag nor a flag's value.
std::size_t first_positional(const std::vector<MappedText>& words, std::size_t from) {
  for (std::size_t i = from; i < words.size(); ++i) {
    const Bytes text = words[i].text();
    if (text.size() > 1 && text.front() == '-') {
      if (takes_value(text)) ++i;
      continue;
    }
    return i;
  }
  return words.size();
}

// Fields as they will stand in the client's config.
void name_fields(Server& server) {
  for (ServerValue& value : server.values) {
    if (value.kind == PlaceKind::kEnv) value.field = "env." + value.name;
    if (value.kind == PlaceKind::kHeader) value.field = "headers." + value.name;
    if (value.kind == PlaceKind::kArgument && value.value.text().starts_with("http")) value.field = "url";
  }
}

// words[add] is "add" or "add-json".
void append_add(const std::vector<MappedText>& words, std::size_t add, const std::string& client,
                std::vector<Server>& out) {
  const std::size_t name_at = first_positional(words, add + 1);
  Server server;
  server.client = client;
  if (name_at < words.size()) server.name = std::string(words[name_at].text());
  for (std::size_t i = name_at + 1; i < words.size(); ++i) {
    if (!words[i].text().starts_with("{")) continue;
    append_json_word(words[i], server.name, client, out);
    if (words[add].text() == "add-json") return;
  }
  append_arguments({words.begin() + static_cast<std::ptrdiff_t>(add) + 1, words.end()}, "args", server.values);
  name_fields(server);
  if (!server.values.empty()) out.push_back(std::move(server));
}

// "npx -y @acme/mcp-server": the last part of the package's name.
std::string name_of_package(const std::vector<MappedText>& words) {
  for (const MappedText& word : words) {
    Bytes text = word.text();
    if (text.find("mcp") == Bytes::npos || text.find('=') != Bytes::npos || text.front() == '-' ||
        text.find("://") != Bytes::npos)
      continue;
    if (text.find_first_of(" {}\"") != Bytes::npos) continue;
    const std::size_t slash = text.rfind('/');
    if (slash != Bytes::npos && slash + 1 < text.size()) text.remove_prefix(slash + 1);
    return std::string(text.substr(0, std::min(text.find('@', 1), text.size())));
  }
  return {};
}

}  // namespace

std::size_t append_command_line(const MappedText& text, std::size_t at, std::vector<Server>& out) {
  std::size_t end = command_begin(text.text(), at);
  const std::vector<MappedText> words = shell_words(text, end);
  end = std::max(end, at + 1);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const Bytes next = words[i + 1].text();
    if (words[i].text() == "--add-mcp") {
      append_json_word(words[i + 1], {}, i > 0 ? client_of_program(words[i - 1].text()) : std::string("vscode"), out);
      return end;
    }
    if (words[i].text() == "mcp" && (next == "add" || next == "add-json")) {
      append_add(words, i + 1, i > 0 ? client_of_program(words[i - 1].text()) : std::string(), out);
      return end;
    }
  }
  Server server;
  server.name = name_of_package(words);
  append_arguments(words, "args", server.values);
  name_fields(server);
  if (!server.values.empty()) out.push_back(std::move(server));
  return end;
}

namespace {

bool ends_link(char c) {
  return is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' || c == '`' || c == '|';
}

// A server from a link's parameter: JSON, percent-encoded (once or twice) or base64.
void append_config(const MappedText& parameter, const std::string& name, const std::string& client,
                   std::vector<Server>& out) {
  MappedText value = percent_decoded(parameter, Plus::kKept);
  if (value.text().find("%7B") != Bytes::npos || value.text().find("%22") != Bytes::npos)
    value = percent_decoded(value, Plus::kKept);
  if (!value.text().starts_with("{")) {
    const auto decoded = base64_decoded(value);
    if (!decoded || decoded->text().find('{') == Bytes::npos) return;
    value = *decoded;
  }
  std::size_t at = 0;
  Node node = read_json(value, at);
  const std::size_t before = out.size();
  append_servers(node, out);  // {"mcpServers": {...}}, {"acme": {...}}
  if (out.size() == before) append_server(std::move(node), name, client, out);
  for (std::size_t i = before; i < out.size(); ++i) {
    if (out[i].client.empty()) out[i].client = client;
    if (out[i].name.empty()) out[i].name = name;
  }
}

std::string client_of_link(Bytes link) {
  if (link.find("cursor") != Bytes::npos) return "cursor";
  if (link.find("vscode") != Bytes::npos) return "vscode";
  if (link.find("lmstudio") != Bytes::npos) return "lm-studio";
  if (link.find("goose") != Bytes::npos) return "goose";
  return {};
}

}  // namespace

std::size_t append_install_link(const MappedText& text, std::size_t at, std::vector<Server>& out) {
  const Bytes bytes = text.text();
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLongestStart && !ends_link(bytes[begin - 1]) && bytes[begin - 1] != '(') --begin;
  std::size_t end = at;
  const bool raw_json = bytes.substr(at).starts_with("mcp/install?{");
  while (end < bytes.size() &&
         (raw_json ? bytes[end] != '\n' && bytes[end] != '\'' && bytes[end] != ')' : !ends_link(bytes[end])))
    ++end;
  const std::string client = client_of_link(bytes.substr(begin, end - begin));
  std::size_t query = bytes.substr(0, end).find('?', begin);
  if (query == Bytes::npos) return end;
  ++query;
  // vscode.dev/redirect?url=vscode:mcp/install%3F%7B…: the link in the link, with one layer of percent encoding less
  const MappedText decoded = percent_decoded(text.slice(query, end), Plus::kKept);
  const std::size_t inner = decoded.text().find("mcp/install?");
  if (inner != Bytes::npos && decoded.size() < end - begin) {
    append_config(decoded.slice(inner + 12, decoded.size()), {}, client, out);
    return end;
  }
  if (bytes.substr(query).starts_with("{") || bytes.substr(query).starts_with("%7B") ||
      bytes.substr(query).starts_with("%7b")) {
    append_config(text.slice(query, end), {}, client, out);
    return end;
  }
  std::string name;
  for (const bool names : {true, false}) {
    for (std::size_t i = query; i < end;) {
      const std::size_t stop = std::min(bytes.find('&', i), end);
      std::size_t equals = std::min(bytes.find('=', i), stop);
      Bytes key = bytes.substr(i, equals - i);
      if (key.starts_with("amp;")) key.remove_prefix(4);  // &amp; in HTML
      const MappedText value = text.slice(std::min(equals + 1, stop), stop);
      if (names && key == "name") name = std::string(percent_decoded(value, Plus::kIsBlank).text());
      if (!names && (key == "config" || key == "mcp" || key == "server")) append_config(value, name, client, out);
      i = stop + 1;
    }
  }
  return end;
}

}  // namespace leaksieve::mcp
