// From one trigger to the next. What a trigger stands in is told by the bytes around it: JSON when a bracket opens
// behind the key, YAML when nothing does, TOML in a header; a string inside a string when its quote is escaped; a
// comment when its line is one. Each layer is taken off and the rest read by the same code. What was read is not read
// again, so the work is linear in the text but for a bounded look back.
#include <algorithm>
#include <optional>

#include "scanner/base/newlines.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/command_lines.h"
#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/key_check.h"
#include "scanner/mcp/server_tree.h"
#include "scanner/mcp/servers.h"
#include "scanner/mcp/toml_reader.h"
#include "scanner/mcp/triggers.h"
#include "scanner/mcp/unwrap.h"
#include "scanner/mcp/word_places.h"
#include "scanner/mcp/yaml_lines.h"
#include "scanner/mcp/yaml_reader.h"

namespace leaksieve::mcp {
namespace {

constexpr unsigned kMostLayers = 4;
constexpr std::size_t kRootLookBack = std::size_t{64} << 10;
constexpr std::string_view kBom = "\xef\xbb\xbf";

std::size_t skip_spaces(Bytes text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

class Finder {
 public:
  Finder(const MappedText& text, unsigned layer, bool commented, std::vector<Server>& out)
      : text_(text),
        bytes_(text.text()),
        layer_(layer),
        commented_(commented),
        out_(out),
        budget_(4 * text.size() + kRootLookBack) {}

  void find() { find(find_triggers(bytes_)); }

  void find(const std::vector<Trigger>& triggers) {
    if (triggers.empty() || (is_package_lock() && std::ranges::all_of(triggers, [this](const Trigger& trigger) {
                               return is_of_packages(trigger);
                             })))
      return;
    const std::size_t first = out_.size();
    const std::size_t begin = json_begin();
    if (!may_lead_on(triggers, begin != Bytes::npos && is_one_json())) return;
    if (begin != Bytes::npos) read_json_at(begin);
    for (const Trigger& trigger : triggers) look_at(trigger);
    if (!commented_) return;
    for (std::size_t i = first; i < out_.size(); ++i) {
      for (ServerValue& value : out_[i].values) value.is_commented = true;
    }
  }

 private:
  enum class Shape { kNone, kJson, kYaml, kToml };

  // A package-lock.json or pnpm-lock.yaml names packages and where they come from, a megabyte of it in every version.
  // Sources: docs.npmjs.com/cli/configuring-npm/package-lock-json, github.com/pnpm/spec/tree/master/lockfile
  [[nodiscard]] bool is_package_lock() const {
    constexpr std::size_t kHead = 1024;
    return bytes_.starts_with("lockfileVersion:") ||
           (bytes_.starts_with('{') && bytes_.substr(0, kHead).find("\"lockfileVersion\":") != Bytes::npos);
  }

  // A package's name ("shebang-command", "@ai-sdk/mcp"), or who pays for it: no key of a server.
  [[nodiscard]] bool is_of_packages(const Trigger& trigger) const {
    const char before = trigger.at > 0 ? bytes_[trigger.at - 1] : '\n';
    const bool is_key = before == '"' || (bytes_.front() != '{' && (is_space(before) || before == '\''));
    return trigger.kind == TriggerKind::kCommand || !is_key || bytes_.substr(trigger.at, trigger.size) == "url\"";
  }

  // False: none of them leads to a server. Command lines in the strings of a document that is all JSON are none.
  [[nodiscard]] bool may_lead_on(const std::vector<Trigger>& triggers, bool is_all_json) const {
    KeyCheck check(text_);
    return std::ranges::any_of(triggers, [&](const Trigger& trigger) {
      if (trigger.kind == TriggerKind::kCommand) return !is_all_json || is_escaped_key(trigger);
      return !check.leads_nowhere(trigger);
    });
  }

  // Where the brace of a document stands that is JSON from its first byte on, but for comments; npos: it is none.
  [[nodiscard]] std::size_t json_begin() const {
    std::size_t at = bytes_.starts_with(kBom) ? kBom.size() : 0;
    while (true) {
      at = skip_spaces(bytes_, at);
      if (bytes_.substr(at).starts_with("//")) {
        at = std::min(bytes_.find('\n', at), bytes_.size());
      } else if (bytes_.substr(at).starts_with("/*")) {
        at = std::min(bytes_.find("*/", at), bytes_.size() - 2) + 2;
      } else {
        break;
      }
    }
    return at < bytes_.size() && bytes_[at] == '{' ? at : Bytes::npos;
  }

  // Nothing follows the document, as in a log with one in each line. REQUIRED: json_begin() says that there is one.
  [[nodiscard]] bool is_one_json() const {
    const std::size_t last = bytes_.find_last_not_of(" \t\r\n");
    return bytes_[last] == '}' && bytes_.find("\n{") == Bytes::npos;
  }

  void read_json_at(std::size_t begin, std::string key = {}) {
    std::size_t end = begin;
    Node node = read_json(text_, end);
    node.key = std::move(key);
    covered_until_ = std::max(covered_until_, end);
    append_servers(std::move(node), out_);
  }

  void look_at(const Trigger& trigger) {
    const std::size_t at = trigger.at;
    move_line_to(at);
    if (is_escaped_key(trigger)) {
      read_escaped(trigger);
      return;
    }
    if (at < covered_until_) return;
    switch (trigger.kind) {
      case TriggerKind::kLink:
        covered_until_ = append_install_link(text_, at, out_);
        return;
      case TriggerKind::kCommand:
        if (at > 0 && (bytes_[at - 1] == '"' || bytes_[at - 1] == '\'')) return;  // a list's element
        if (bytes_[at + trigger.size - 1] == ' ' && !line_names_mcp(at)) return;  // npx, uvx: of anything
        if (is_of_address(at)) return;
        covered_until_ = append_command_line(text_, at, out_);
        return;
      case TriggerKind::kTable:
      case TriggerKind::kServer:
        read_around(trigger);
    }
  }

  // Triggers come in order, so every byte is looked at once.
  void move_line_to(std::size_t at) {
    const std::size_t newline = newline_before(bytes_, seen_until_, at);
    if (newline != Bytes::npos) line_ = newline + 1;
    seen_until_ = at;
  }

  // A package in its registry (https://registry.npmjs.org/@scope/name) or in a cache's key (tarball:@scope/name).
  [[nodiscard]] bool is_of_address(std::size_t at) const {
    if (at == 0 || bytes_[at] != '@') return false;
    constexpr std::size_t kLongest = 256;
    Bytes before = bytes_.substr(at - std::min(at, kLongest), std::min(at, kLongest));
    before.remove_prefix(before.find_last_of(" \t\r\n\"'`=") + 1);
    return before.find("://") != Bytes::npos || (before.ends_with(':') && !before.ends_with("npm:"));
  }

  [[nodiscard]] bool line_names_mcp(std::size_t at) const {
    const Bytes near = bytes_.substr(at, 400);
    return near.substr(0, near.find('\n')).find("mcp") != Bytes::npos;
  }

  // The trigger's key ends with an escaped quote.
  [[nodiscard]] bool is_escaped_key(const Trigger& trigger) const {
    const std::size_t end = trigger.at + trigger.size;
    const auto slash_at = [&](std::size_t i) { return i < bytes_.size() && bytes_[i] == '\\'; };
    return (slash_at(end) && end + 1 < bytes_.size() && bytes_[end + 1] == '"') ||
           (trigger.at >= 2 && bytes_[trigger.at - 1] == '"' && slash_at(trigger.at - 2));
  }

  void read_escaped(const Trigger& trigger) {
    if (trigger.at < unescaped_until_ || layer_ >= kMostLayers || budget_ == 0) return;
    ByteSpan around;
    const auto inner = unescaped_around(text_, trigger.at, around);
    const std::size_t looked =
        inner ? trigger.at - std::min(trigger.at, around.begin) : std::min(trigger.at, kLongestLookBack);
    budget_ -= std::min(budget_, looked);
    if (!inner || around.end <= trigger.at) return;
    unescaped_until_ = around.end;
    Finder(*inner, layer_ + 1, commented_, out_).find();
  }

  void read_around(const Trigger& trigger) {
    if (layer_ < kMostLayers) {
      ByteSpan around;
      if (const auto inner = uncommented_around(text_, line_, trigger.at, around)) {
        covered_until_ = std::max(around.end, trigger.at + 1);
        Finder(*inner, layer_ + 1, true, out_).find();
        return;
      }
    }
    std::size_t value = 0;
    switch (shape_at(trigger, value)) {
      case Shape::kJson:
        if (read_json_around(trigger, value)) break;
        [[fallthrough]];  // `command: [a, b]` in YAML
      case Shape::kYaml:
        read_yaml_around(trigger);
        break;
      case Shape::kToml:
        read_toml_around(trigger.at);
        break;
      case Shape::kNone:
        break;
    }
  }

  // `value` receives where the key's value begins.
  [[nodiscard]] Shape shape_at(const Trigger& trigger, std::size_t& value) const {
    std::size_t i = trigger.at + trigger.size;
    const char last = bytes_[i - 1];
    if (last == ':' || (last == '"' && trigger.kind == TriggerKind::kTable)) --i;
    const std::size_t line = line_;
    const std::size_t first = line + std::min(bytes_.substr(line).find_first_not_of(" \t"), trigger.at - line);
    if (bytes_[first] == '[' && trigger.kind == TriggerKind::kTable) {
      const Bytes header = bytes_.substr(trigger.at, 300);
      const std::size_t header_end = header.find_first_of("]\n");
      if (header_end != Bytes::npos && header[header_end] == ']') return Shape::kToml;
    }
    if (trigger.kind == TriggerKind::kTable && first == trigger.at && i < bytes_.size() && bytes_[i] == '.')
      return Shape::kToml;
    while (i < bytes_.size() && (bytes_[i] == '"' || bytes_[i] == '\'' || is_blank(bytes_[i]))) ++i;
    if (i >= bytes_.size() || (bytes_[i] != ':' && bytes_[i] != '=')) return Shape::kNone;
    const bool colon = bytes_[i] == ':';
    ++i;
    if (i < bytes_.size() && bytes_[i] == '>') ++i;
    value = skip_spaces(bytes_, i);
    const bool on_next_line = bytes_.substr(i, value - i).find('\n') != Bytes::npos;
    const bool opens = value < bytes_.size() && (bytes_[value] == '{' || bytes_[value] == '[');
    const bool quoted_key = trigger.at > 0 && (bytes_[trigger.at - 1] == '"' || bytes_[trigger.at - 1] == '\'');
    if (opens || quoted_key) return Shape::kJson;
    if (!colon) return Shape::kNone;
    return trigger.kind == TriggerKind::kTable && !on_next_line && value < bytes_.size() ? Shape::kNone : Shape::kYaml;
  }

  // The outermost bracket that is open at `at` and belongs to the same literal; npos when there is none near.
  std::size_t root_before(std::size_t at) {
    std::size_t root = Bytes::npos;
    std::size_t closed = 0;
    const std::size_t least = std::max(covered_until_, at > kRootLookBack ? at - kRootLookBack : 0);
    std::size_t i = at;
    while (i > least && budget_ > 0) {
      --i;
      --budget_;
      const char c = bytes_[i];
      if (c == '\n' && bytes_.substr(i + 1).starts_with("```")) break;
      if (c == '}' || c == ']') ++closed;
      if (c != '{' && c != '[') continue;
      if (closed > 0) {
        --closed;
        continue;
      }
      std::size_t before = i;
      while (before > 0 && is_space(bytes_[before - 1])) --before;
      const char previous = before == 0 ? '\n' : bytes_[before - 1];
      if (previous == ')' || (is_alnum(previous) && root != Bytes::npos)) break;  // a function's body
      if (c == '{' || root != Bytes::npos) root = i;
      if (previous != ':' && previous != ',' && previous != '[' && previous != '{') break;
    }
    return root;
  }

  // False: it is no part of a JSON literal.
  bool read_json_around(const Trigger& trigger, std::size_t value) {
    const std::size_t root = root_before(trigger.at);
    if (root != Bytes::npos) {
      const std::size_t before = out_.size();
      read_json_at(root, key_before(bytes_, root));
      if (covered_until_ > trigger.at && (out_.size() > before || trigger.kind == TriggerKind::kServer)) return true;
    }
    if (value >= bytes_.size()) return true;
    if (trigger.kind != TriggerKind::kTable) return bytes_[trigger.at + trigger.size - 1] != ':' || root != Bytes::npos;
    Node parent;
    parent.kind = Node::Kind::kObject;
    std::size_t end = value;
    Node table = read_json(text_, end);
    table.key = key_at(trigger);
    parent.children.push_back(std::move(table));
    covered_until_ = std::max(covered_until_, end);
    append_servers(std::move(parent), out_);
    return true;
  }

  [[nodiscard]] std::string key_at(const Trigger& trigger) const {
    std::size_t end = trigger.at;
    while (end < bytes_.size() && (is_alnum(bytes_[end]) || bytes_[end] == '_')) ++end;
    return std::string(bytes_.substr(trigger.at, end - trigger.at));
  }

  void read_yaml_around(const Trigger& trigger) {
    std::size_t begin = line_;
    if (trigger.kind == TriggerKind::kServer || bytes_.substr(trigger.at).starts_with("servers:"))
      begin = parent_line(bytes_, begin);
    begin = std::max(begin, std::min(covered_until_, trigger.at));
    if (trigger.kind == TriggerKind::kTable && indent_at(bytes_, begin) == 0) {
      const std::size_t end = member_end(bytes_, begin);
      if (!holds_servers({begin, end})) {
        covered_until_ = std::max(trigger.at + trigger.size, end);
        return;
      }
    }
    const MappedText block = text_.slice(begin, block_end(bytes_, begin));
    covered_until_ = std::max(trigger.at + trigger.size, begin + block.size());
    append_servers(read_yaml(block), out_);
  }

  // Of the whole text, a few lines say that it is something else: `servers:` of an API, and ten thousand lines more.
  [[nodiscard]] bool holds_servers(const ByteSpan& lines) const {
    std::vector<Server> servers;
    append_servers(read_yaml(text_.slice(lines.begin, lines.end)), servers);
    return !servers.empty();
  }

  void read_toml_around(std::size_t at) {
    const std::size_t line = line_;
    std::size_t begin = covered_until_;
    const std::size_t fence = line > begin ? bytes_.substr(begin, line - begin).rfind("```") : Bytes::npos;
    if (fence != Bytes::npos) begin = std::min(bytes_.find('\n', begin + fence), bytes_.size() - 1) + 1;
    std::size_t end = std::min(bytes_.find("\n```", line), bytes_.size());
    covered_until_ = std::max(end, at + 1);
    append_servers(read_toml(text_.slice(std::min(begin, end), end)), out_);
  }

  const MappedText& text_;
  Bytes bytes_;
  unsigned layer_;
  bool commented_;
  std::vector<Server>& out_;
  std::size_t budget_;    // bytes that may still be looked back at
  std::size_t line_ = 0;  // where the current trigger's begins
  std::size_t seen_until_ = 0;
  std::size_t covered_until_ = 0;
  std::size_t unescaped_until_ = 0;
};

// One side of every merge conflict, with its places.
MappedText one_side(Bytes text, bool ours) {
  MappedTextBuilder out;
  enum class Part { kBoth, kOurs, kBase, kTheirs } part = Part::kBoth;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const Bytes line = text.substr(begin, end - begin);
    const bool marker = line.size() >= 7;
    if (marker && line.starts_with(kConflictMark)) {
      part = Part::kOurs;
    } else if (marker && part != Part::kBoth && line.starts_with("|||||||")) {
      part = Part::kBase;
    } else if (marker && part != Part::kBoth && line.starts_with("=======")) {
      part = Part::kTheirs;
    } else if (marker && part != Part::kBoth && line.starts_with(">>>>>>>")) {
      part = Part::kBoth;
    } else if (part == Part::kBoth || part == (ours ? Part::kOurs : Part::kTheirs)) {
      out.add(MappedText(line, begin));
    }
    begin = end;
  }
  return out.finish(text.size());
}

bool has_conflict(Bytes text, const std::vector<std::size_t>& places) {
  return std::ranges::any_of(places, [&](std::size_t at) {
    return (at == 0 || text[at - 1] == '\n') && text.substr(at).starts_with(kConflictMark);
  });
}

}  // namespace

std::vector<Server> find_servers(Bytes text) { return find_servers(text, find_word_places(text)); }

std::vector<Server> find_servers(Bytes text, const std::vector<std::size_t>& places) {
  std::vector<Server> servers;
  if (has_conflict(text, places)) {
    for (const bool ours : {true, false}) {
      const MappedText side = one_side(text, ours);
      Finder(side, 0, false, servers).find();
    }
  } else {
    Finder(MappedText(text), 0, false, servers).find(triggers_at(text, places));
  }
  return servers;
}

}  // namespace leaksieve::mcp
