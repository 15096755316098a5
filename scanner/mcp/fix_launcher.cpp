// A client that hands its values over as they are cannot look into a store, but what it starts can:
//   sh -c 'script' sh npx -y @acme/mcp-server
// The script reads the secrets, puts them where `${NAME}` stands in the environment and the arguments, and becomes the
// server. What the server was started by stays as it is, behind the script.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/mcp/audit_checks.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_edits.h"

namespace leaksieve::mcp {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// What the server is started by.
struct Command {
  const Node* program = nullptr;    // "npx"; nullptr when it is the first of `arguments`
  const Node* arguments = nullptr;  // may be missing
};

bool stands_as_it_is(Bytes text, const Node& node) {
  if (node.is_commented || node.is_expression || !node.is_closed || node.span.end > text.size()) return false;
  if (!node.is_scalar()) return node.kind == Node::Kind::kArray && !node.span.empty();
  const Bytes raw = node.span.of(text);
  if (node.quote == 0) return raw == node.value.text();
  return (node.quote == '"' || node.quote == '\'') && raw.size() >= 2 && raw.front() == node.quote &&
         raw.back() == node.quote;
}

std::optional<Command> command_of(Bytes text, const Server& server) {
  const Node* holder = &server.node;
  const Node* program = holder->find("command");
  if (program == nullptr) program = holder->find("cmd");
  if (program == nullptr) return std::nullopt;
  Command command{program, nullptr};
  if (program->kind == Node::Kind::kObject) {  // Zed: {path, args}
    holder = program;
    command.program = holder->find("path");
  } else if (program->kind == Node::Kind::kArray) {  // opencode: one list
    if (program->children.empty()) return std::nullopt;
    command = {nullptr, program};
  }
  if (command.program != nullptr) command.arguments = holder->find("args");
  if (command.program == nullptr && command.arguments == nullptr) return std::nullopt;
  const bool fits = (command.program == nullptr || stands_as_it_is(text, *command.program)) &&
                    (command.arguments == nullptr || stands_as_it_is(text, *command.arguments));
  return fits ? std::optional(command) : std::nullopt;
}

bool is_windows_shell(const std::string& program) {
  const std::string name = program_name(program);
  return name == "cmd" || name == "powershell" || name == "pwsh";
}

std::string reader_of(Store store, const std::string& slug, const std::string& variable) {
  switch (store) {
    case Store::kOnePassword:
      return fmt::format("{0}=\"$(op read 'op://Private/{1}/{0}')\"; export {0}; ", variable, slug);
    case Store::kKeychain:
      return fmt::format(
          "{0}=\"$(security find-generic-password -s 'mcp-{1}' -a {0} -w 2>/dev/null || secret-tool lookup service "
          "'mcp-{1}' account {0})\"; export {0}; ",
          variable, slug);
    case Store::kVault:
      return fmt::format("{0}=\"$(vault kv get -field={0} 'secret/mcp/{1}')\"; export {0}; ", variable, slug);
    default:
      return {};
  }
}

std::string location_of(Store store, const std::string& slug, const std::string& variable) {
  switch (store) {
    case Store::kOnePassword:
      return fmt::format("op://Private/{}/{}", slug, variable);
    case Store::kKeychain:
      return fmt::format("keychain://mcp-{}/{}", slug, variable);
    case Store::kVault:
      return fmt::format("vault://secret/mcp/{}#{}", slug, variable);
    default:
      return "${" + variable + "}";
  }
}

// `"${x%%'${V}'*}$V${x#*'${V}'}"`: x with ${V} in it replaced.
std::string replaced_in(const std::string& x, const std::string& variable) {
  return fmt::format("\"${{{0}%%'${{{1}}}'*}}${1}${{{0}#*'${{{1}}}'}}\"", x, variable);
}

bool is_environment(const Removal& removal) { return removal.value.field.find('[') == std::string::npos; }

std::string script_for(const std::string& slug, Store store, const std::vector<Removal>& removals,
                       const std::string& last) {
  std::string script;
  if (store == Store::kEnv) script = fmt::format("set -a; . \"$HOME/.config/mcp-secrets/{}.env\"; set +a; ", slug);
  std::string loop;
  std::vector<std::string> seen;
  for (const Removal& removal : removals) {
    const std::string& variable = removal.variable;
    if (std::find(seen.begin(), seen.end(), variable) == seen.end()) script += reader_of(store, slug, variable);
    seen.push_back(variable);
    if (is_environment(removal)) {
      const std::string& name = removal.holder;
      const bool usable =
          !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_'; });
      if (!usable || name == variable) continue;
      script += removal.is_whole ? fmt::format("{0}=\"${1}\"; export {0}; ", name, variable)
                                 : fmt::format("{0}={1}; export {0}; ", name, replaced_in(name, variable));
    } else if (loop.find("'${" + variable + "}'") == std::string::npos) {
      loop += fmt::format("case \"$a\" in *'${{{0}}}'*) a={1};; esac; ", variable, replaced_in("a", variable));
    }
  }
  if (!loop.empty()) script += "for a; do " + loop + "shift; set -- \"$@\" \"$a\"; done; ";
  return script + last;
}

// Puts `words` in front of the list's elements.
void insert_words(Bytes text, const Node& list, const std::vector<std::string>& words, std::vector<Edit>& edits) {
  std::string joined;
  if (list.children.empty()) {
    for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + quoted(word);
    edits.push_back({{list.span.begin + 1, list.span.begin + 1}, joined});
    return;
  }
  const std::size_t at = list.children.front().span.begin;
  const std::size_t begin = begin_of_line(text, at);
  const Bytes before = text.substr(begin, at - begin);
  const bool is_block = text[list.span.begin] != '[';
  const bool own_line = before.find_first_not_of(" \t") == Bytes::npos;
  const std::string between = is_block ? "\n" + std::string(before) : own_line ? ",\n" + std::string(before) : ", ";
  for (const std::string& word : words) joined += quoted(word) + between;
  edits.push_back({{at, at}, joined});
}

// A member `args` behind the command, written as the command is.
void add_arguments(Bytes text, const Node& program, const std::vector<std::string>& words, std::vector<Edit>& edits) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "[" : ", ") + quoted(word);
  list += "]";
  const std::size_t begin = begin_of_line(text, program.key_span.begin);
  const Bytes before = text.substr(begin, program.key_span.begin - begin);
  const bool own_line = before.find_first_not_of(" \t") == Bytes::npos;
  std::size_t key_end = program.key_span.end;
  while (key_end > program.key_span.begin && is_blank(text[key_end - 1])) --key_end;
  const std::string between(text.substr(key_end, program.span.begin - key_end));
  const bool is_json = text[program.key_span.begin] == '"' || before.find('{') != Bytes::npos;
  const std::string key = text[program.key_span.begin] == '"' ? "\"args\"" : "args";
  std::string comma = is_json ? "," : "";
  if (own_line) comma += "\n" + std::string(before);
  if (!own_line) comma += " ";
  edits.push_back({{program.span.end, program.span.end}, comma + key + between + list});
}

}  // namespace

std::optional<std::vector<Edit>> launcher_edits(Bytes text, const Server& server, Store store,
                                                std::vector<Removal>& removals) {
  const std::optional<Command> command = command_of(text, server);
  if (!command) return std::nullopt;
  const bool whole_environment = std::all_of(removals.begin(), removals.end(), [](const Removal& removal) {
    return is_environment(removal) && removal.is_whole;
  });
  for (Removal& removal : removals) {
    if (removal.value.kind == PlaceKind::kHeader && is_environment(removal)) return std::nullopt;
    if (removal.value.kind == PlaceKind::kUrl) return std::nullopt;
    const bool is_location = is_environment(removal) && removal.is_whole;
    removal.reference =
        is_location ? location_of(store, slug_of(server.name), removal.variable) : "${" + removal.variable + "}";
  }
  const std::string first(command->program == nullptr ? Bytes() : command->program->value.text());
  if (is_windows_shell(first)) return std::nullopt;
  const bool is_line = first.find(' ') != std::string::npos && first.find('/') > first.find(' ');
  std::vector<std::string> words;
  std::string program = "sh";
  if (store == Store::kOnePassword && whole_environment && !is_line) {
    program = "op";
    words = {"run", "--", first};
  } else {
    std::string last = "exec \"$@\"";
    if (is_line) {  // the whole command in one string: with the secret in it, it is left to a person
      for (const Removal& removal : removals) {
        if (command->program->span.contains(removal.value.span)) return std::nullopt;
      }
      last = "exec " + first + " \"$@\"";
    }
    words = {"-c", script_for(slug_of(server.name), store, removals, last), "sh"};
    if (!is_line) words.push_back(first);
  }
  std::vector<Edit> edits;
  if (command->program == nullptr) {  // the program is the list's first element and stays so
    words.pop_back();
    words.insert(words.begin(), program);
    insert_words(text, *command->arguments, words, edits);
    return edits;
  }
  const bool bare = command->program->quote == 0;
  edits.push_back(
      {command->program->span, bare ? program : command->program->quote + program + command->program->quote});
  if (command->arguments != nullptr) {
    insert_words(text, *command->arguments, words, edits);
  } else {
    add_arguments(text, *command->program, words, edits);
  }
  return edits;
}

}  // namespace leaksieve::mcp
