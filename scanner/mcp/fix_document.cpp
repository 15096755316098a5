// Server by server: each way to write a reference is tried, and kept when the text, read again, has the same servers
// and none of this server's secrets. So a reference can break no document that our own parser reads.
#include "scanner/mcp/fix_document.h"

#include <algorithm>
#include <map>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/fix_edits.h"
#include "scanner/mcp/judge_documents.h"

namespace leaksieve::mcp {
namespace {

constexpr std::size_t kMostServers = 1000;  // each costs a reading of the document

std::vector<JudgedValue> secrets_in(Bytes text, Bytes path) {
  std::vector<JudgedValue> secrets = judge_documents(text, path);
  std::erase_if(secrets, [](const JudgedValue& value) { return value.judgement != Judgement::kSecret; });
  return secrets;
}

const ServerValue* holder_of(const Server& server, const JudgedValue& secret) {
  for (const ServerValue& value : server.values) {
    if (value.value.span().contains(secret.span)) return &value;
  }
  return nullptr;
}

// The plain scalar of YAML (or a bare word of JSON) around `value`, which may be a part of it (`--token=x`). A
// reference with brackets needs quotes there. Empty: it stands in quotes, or in text of another kind.
ByteSpan plain_scalar_around(Bytes text, ByteSpan value) {
  const std::size_t line = begin_of_line(text, value.begin);
  while (value.begin > line && std::string_view(" \t\r\"'[{,").find(text[value.begin - 1]) == std::string_view::npos)
    --value.begin;
  const Bytes before = text.substr(line, value.begin - line);
  const bool in_quotes =
      std::count(before.begin(), before.end(), '"') % 2 != 0 || std::count(before.begin(), before.end(), '\'') % 2 != 0;
  const Bytes trimmed = before.substr(0, before.find_last_not_of(" \t") + 1);
  const bool begins = trimmed.empty() || std::string_view(":,[{-").find(trimmed.back()) != std::string_view::npos;
  const bool ends =
      value.end >= text.size() || std::string_view(" \t\r\n,]}#").find(text[value.end]) != std::string_view::npos;
  const bool plain = value.of(text).find_first_of("\"'\\\n") == Bytes::npos;
  return !in_quotes && begins && ends && plain ? value : ByteSpan{};
}

Edit edit_for(Bytes text, const Removal& removal) {
  const ByteSpan span = removal.value.span;
  const Bytes before = text.substr(0, span.begin);
  const bool is_default = before.ends_with(":-") && span.end < text.size() && text[span.end] == '}';
  if (is_default) return {{span.begin - 2, span.end}, ""};  // ${VAR:-secret}
  return {span, removal.reference};
}

// Of each plain scalar once, however many secrets stand in it.
std::vector<Edit> quotes_around(const std::vector<Removal>& removals) {
  std::vector<Edit> edits;
  std::vector<ByteSpan> done;
  for (const Removal& removal : removals) {
    const ByteSpan& scalar = removal.scalar;
    if (scalar.empty() || std::find(done.begin(), done.end(), scalar) != done.end()) continue;
    done.push_back(scalar);
    edits.push_back({{scalar.begin, scalar.begin}, "\""});
    edits.push_back({{scalar.end, scalar.end}, "\""});
  }
  return edits;
}

// What a syntax puts in front of every name: COPILOT_MCP_ of "$COPILOT_MCP_{NAME}".
std::string prefix_of(const std::string& syntax) {
  const std::size_t end = syntax.find("{NAME}");
  if (end == std::string::npos) return {};
  std::size_t begin = end;
  while (begin > 0 && (is_upper(syntax[begin - 1]) || syntax[begin - 1] == '_')) --begin;
  return syntax.substr(begin, end - begin);
}

// Of a client whose values hold no references. Some take the names of variables in fields of their own.
std::string note_for(const std::string& client, const std::string& variable) {
  const Client* known = builtin_clients().find(client);
  std::string fields;
  for (const ReferenceSyntax& reference : known == nullptr ? std::vector<ReferenceSyntax>{} : known->references) {
    for (const std::string& field : reference.fields) fields += (fields.empty() ? "`" : ", `") + field + "`";
  }
  if (!fields.empty())
    return "this client takes names of variables in " + fields + ": write " + variable + " there instead";
  return "this client does not look into its environment here: nothing puts the value in; write it where the client "
         "keeps secrets of its own, or reach the server through a command";
}

// What was tried for one server.
struct Attempt {
  std::string text;
  std::vector<Removal> removals;
  Store store = Store::kEnv;
  bool by_launcher = false;
  std::string note;
};

class Fixer {
 public:
  Fixer(Bytes text, Bytes path, Store store) : path_(path), store_(store) {
    result_.text = text;
    original_ = secrets_in(text, path);
    left_ = original_.size();
  }

  FixedDocument fix() {
    const std::size_t count = std::min(find_servers(result_.text).size(), kMostServers);
    std::size_t told = 0;
    for (std::size_t i = 0; i < count && told < original_.size(); ++i) {
      const std::string before = result_.text;
      const std::vector<Server> servers = find_servers(before);
      if (i >= servers.size()) break;
      told += fix_server(before, servers, i);
    }
    tell_rest();
    std::stable_sort(result_.secrets.begin(), result_.secrets.end(),
                     [](const FixedSecret& a, const FixedSecret& b) { return a.span < b.span; });
    return std::move(result_);
  }

 private:
  std::size_t fix_server(const std::string& text, const std::vector<Server>& servers, std::size_t i) {
    std::vector<Removal> removals;
    for (const JudgedValue& secret : secrets_in(text, path_)) {
      const ServerValue* holder = holder_of(servers[i], secret);
      if (holder == nullptr || is_told_elsewhere(servers, i, secret)) continue;
      Removal removal{secret, {}, holder->name, {}, false, {}};
      if (!servers[i].node.children.empty()) removal.scalar = plain_scalar_around(text, holder->value.span());
      removal.variable = name_for(secret);
      removal.is_whole = holder->value.trimmed().span() == secret.span && holder->value.text() == secret.value;
      removals.push_back(std::move(removal));
    }
    if (removals.empty()) return 0;
    for (Attempt& attempt : attempts_for(text, servers[i], removals)) {
      if (!is_good(servers, text, attempt)) continue;
      tell(servers[i], attempt);
      result_.text = std::move(attempt.text);
      left_ -= attempt.removals.size();
      return attempt.removals.size();
    }
    return 0;
  }

  // The sides of a conflict share bytes: the first server that holds them has them.
  static bool is_told_elsewhere(const std::vector<Server>& servers, std::size_t i, const JudgedValue& secret) {
    for (std::size_t k = 0; k < i; ++k) {
      if (holder_of(servers[k], secret) != nullptr) return true;
    }
    return false;
  }

  // One name stands for one value in the whole document.
  std::string name_for(const JudgedValue& secret) {
    const std::string wanted = variable_of(secret);
    std::string name = wanted;
    for (unsigned n = 1;; ++n) {
      const auto [at, is_new] = values_.emplace(name, secret.value);
      if (is_new || at->second == secret.value) return name;
      JudgedValue other = secret;
      other.kind = PlaceKind::kOther;
      other.name = wanted;
      name = n == 1 ? variable_of(other) : wanted + "_" + std::to_string(n);
    }
  }

  std::vector<Attempt> attempts_for(const std::string& text, const Server& server,
                                    const std::vector<Removal>& removals) const {
    const ClientSyntax syntax = syntax_of(removals.front().value.client);
    const bool in_comment =
        std::all_of(removals.begin(), removals.end(), [](const Removal& r) { return r.value.is_commented; });
    const bool wants_input = store_ == Store::kInput || store_ == Store::kAuto || syntax.environment.empty();
    std::vector<Attempt> attempts;
    if (!in_comment && wants_input && !syntax.input.empty()) by_input(text, removals, syntax, attempts);
    if (!in_comment && !syntax.setting.empty()) by_setting(text, removals, syntax, attempts);
    const Store store = store_ == Store::kAuto || store_ == Store::kInput ? Store::kEnv : store_;
    const bool needs_launcher = store != Store::kEnv || syntax.environment.empty();
    if (!in_comment && needs_launcher) by_launcher(text, server, removals, store, attempts);
    by_environment(text, removals, syntax, in_comment || !needs_launcher, attempts);
    return attempts;
  }

  static void add(const std::string& text, Attempt attempt, const std::vector<Edit>& extra, std::vector<Attempt>& out) {
    const std::vector<Edit> quotes = quotes_around(attempt.removals);
    for (const bool with_quotes : {true, false}) {
      if (with_quotes && quotes.empty()) continue;
      std::vector<Edit> edits = extra;
      std::vector<Edit> own;
      for (const Removal& removal : attempt.removals) own.push_back(edit_for(text, removal));
      // An opening quote goes in front of what replaces the bytes behind it, a closing one behind.
      for (std::size_t i = 0; with_quotes && i < quotes.size(); i += 2) edits.push_back(quotes[i]);
      edits.insert(edits.end(), own.begin(), own.end());
      for (std::size_t i = 1; with_quotes && i < quotes.size(); i += 2) edits.push_back(quotes[i]);
      attempt.text = with_edits(text, std::move(edits));
      out.push_back(attempt);
    }
  }

  static void by_input(const std::string& text, const std::vector<Removal>& removals, const ClientSyntax& syntax,
                       std::vector<Attempt>& out) {
    Attempt attempt{{}, removals, Store::kInput, false, {}};
    std::vector<std::string> variables;
    for (Removal& removal : attempt.removals) {
      removal.reference = filled(syntax.input, input_id(removal.variable));
      if (std::find(variables.begin(), variables.end(), removal.variable) == variables.end())
        variables.push_back(removal.variable);
    }
    const auto extra = input_edits(text, removals.front().value.span.begin, variables);
    if (extra) add(text, std::move(attempt), *extra, out);
  }

  static void by_setting(const std::string& text, const std::vector<Removal>& removals, const ClientSyntax& syntax,
                         std::vector<Attempt>& out) {
    Attempt attempt{{}, removals, Store::kInput, false, {}};
    std::vector<std::string> variables;
    for (Removal& removal : attempt.removals) {
      removal.reference = filled(syntax.setting, setting_id(removal.variable));
      if (std::find(variables.begin(), variables.end(), removal.variable) == variables.end())
        variables.push_back(removal.variable);
    }
    if (const auto extra = setting_edits(text, variables)) add(text, std::move(attempt), *extra, out);
  }

  static void by_launcher(const std::string& text, const Server& server, const std::vector<Removal>& removals,
                          Store store, std::vector<Attempt>& out) {
    Attempt attempt{{}, removals, store, true, {}};
    const auto extra = launcher_edits(text, server, store, attempt.removals);
    if (extra) add(text, std::move(attempt), *extra, out);
  }

  void by_environment(const std::string& text, const std::vector<Removal>& removals, const ClientSyntax& syntax,
                      bool is_plain, std::vector<Attempt>& out) const {
    Attempt attempt{{}, removals, Store::kEnv, false, {}};
    const bool has_syntax = !syntax.environment.empty();
    for (Removal& removal : attempt.removals) {
      const std::string prefix = prefix_of(syntax.environment);
      if (removal.variable.starts_with(prefix)) removal.variable.erase(0, prefix.size());
      removal.reference = filled(has_syntax ? syntax.environment : "${{NAME}}", removal.variable);
      removal.variable.insert(0, prefix);
    }
    if (!has_syntax) {
      attempt.note = note_for(removals.front().value.client, attempt.removals.front().variable);
    } else if (!is_plain) {
      attempt.note =
          "there is no command here that a store could stand in front of: start the client with this variable set";
    }
    add(text, std::move(attempt), {}, out);
  }

  // The same servers, and this one's secrets gone; nothing that was none reads as a secret now.
  bool is_good(const std::vector<Server>& servers, const std::string& text, const Attempt& attempt) const {
    if (attempt.text == text) return false;
    const std::vector<Server> now = find_servers(attempt.text);
    if (now.size() != servers.size()) return false;
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i].name != servers[i].name || now[i].values.size() < servers[i].values.size()) return false;
    }
    return secrets_in(attempt.text, path_).size() + attempt.removals.size() <= left_;
  }

  void tell(const Server& server, const Attempt& attempt) {
    for (const Removal& removal : attempt.removals) {
      const JudgedValue* original = take_original(removal.value);
      if (original == nullptr) continue;
      FixedSecret fixed;
      fixed.place = {original->client, original->server, original->field};
      fixed.span = original->span;
      fixed.secret = Secret(original->value);
      fixed.variable = removal.variable;
      fixed.reference = removal.reference;
      fixed.store = attempt.store;
      fixed.by_launcher = attempt.by_launcher;
      fixed.slug = slug_of(server.name);
      fixed.note = attempt.note;
      result_.secrets.push_back(std::move(fixed));
    }
  }

  // Launchers move arguments, so a field alone does not say which secret of the given text it was.
  const JudgedValue* take_original(const JudgedValue& value) {
    for (std::size_t i = 0; i < original_.size(); ++i) {
      if (taken_.contains(i) || original_[i].value != value.value || original_[i].server != value.server ||
          original_[i].name != value.name)
        continue;
      taken_[i] = true;
      return &original_[i];
    }
    return nullptr;
  }

  void tell_rest() {
    for (std::size_t i = 0; i < original_.size(); ++i) {
      if (taken_.contains(i)) continue;
      const JudgedValue& value = original_[i];
      FixedSecret left;
      left.place = {value.client, value.server, value.field};
      left.span = value.span;
      left.secret = Secret(value.value);
      left.variable = variable_of(value);
      left.slug = slug_of(value.server);
      left.note = "no reference can stand here: take it out by hand";
      result_.secrets.push_back(std::move(left));
    }
  }

  Bytes path_;
  Store store_;
  FixedDocument result_;
  std::vector<JudgedValue> original_;
  std::map<std::size_t, bool> taken_;
  std::map<std::string, std::string> values_;  // by name
  std::size_t left_ = 0;                       // secrets that result_.text still holds
};

}  // namespace

std::string with_edits(Bytes text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    if (edit.span.begin < at) continue;
    out += text.substr(at, edit.span.begin - at);
    out += edit.text;
    at = edit.span.end;
  }
  out += text.substr(std::min(at, text.size()));
  return out;
}

FixedDocument fix_document(Bytes text, Bytes path, Store store) { return Fixer(text, path, store).fix(); }

}  // namespace leaksieve::mcp
