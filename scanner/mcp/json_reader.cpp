// Recursive descent, where every wrong byte is passed over in the place that allows it. The reader works on a mapped
// text, so the same code reads a file, a string inside a string and a commented-out block.
#include "scanner/mcp/json_reader.h"

#include <algorithm>
#include <optional>

#include "scanner/base/alphabets.h"
#include "scanner/mcp/chars.h"
#include "scanner/mcp/value_shape.h"

namespace leaksieve::mcp {
namespace {

constexpr std::string_view kFence = "```";

bool is_name_byte(char c) {
  return is_alnum(c) || c == '_' || c == '$' || c == '-' || c == '.' || c == '@' || c == '/';
}

class Reader {
 public:
  Reader(const MappedText& text, std::size_t at, unsigned depth)
      : text_(text), bytes_(text.text()), at_(at), depth_(depth) {}

  Node read_value() {
    skip_blanks();
    Node node;
    const std::size_t begin = at_;
    if (!at_end() && (bytes_[at_] == '{' || bytes_[at_] == '[')) {
      if (depth_ < kMaxDepth) {
        const bool is_object = bytes_[at_++] == '{';
        node.kind = is_object ? Node::Kind::kObject : Node::Kind::kArray;
        ++depth_;
        read_children(node, is_object ? '}' : ']');
        --depth_;
      } else {
        ++at_;
      }
    } else if (!at_end() && is_quote(bytes_[at_])) {
      read_string(node);
    } else {
      read_expression(node, begin);
    }
    node.span = text_.span({begin, at_});
    return node;
  }

  void read_children(Node& parent, char close) {
    const bool is_object = parent.kind == Node::Kind::kObject;
    parent.is_closed = false;
    while (true) {
      skip_blanks_and_commas(&parent);
      if (at_end()) return;
      const char c = bytes_[at_];
      if (c == close) {
        ++at_;
        parent.is_closed = true;
        return;
      }
      if (c == '}' || c == ']') {  // ours is missing: the one above may want it
        if (depth_ > 1 || close == 0) return;
        ++at_;
        continue;
      }
      if (is_object) {
        read_member(parent);
      } else {
        const std::size_t before = at_;
        parent.children.push_back(read_value());
        if (at_ == before) ++at_;
      }
    }
  }

  [[nodiscard]] std::size_t at() const { return at_; }
  void pass() { ++at_; }
  void set_commented() { is_in_comment_ = true; }
  // `may_be_program`: unless it reads like program text.
  void set_plain_is_text(bool may_be_program) {
    plain_is_text_ = true;
    may_be_program_ = may_be_program;
  }

 private:
  static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
  [[nodiscard]] bool at_end() const { return at_ >= bytes_.size() || at_ == fence_; }

  void read_member(Node& parent) {
    const std::size_t begin = at_;
    std::string key;
    const bool quoted = is_quote(bytes_[at_]);
    if (quoted) {
      bool closed = false;
      key = std::string(read_json_string(text_, at_, closed).text());
    } else {
      while (!at_end() && is_name_byte(bytes_[at_])) ++at_;
      key = std::string(bytes_.substr(begin, at_ - begin));
    }
    if (at_ == begin) {  // no key: pass over one byte, or over a value that stands alone
      if (bytes_[at_] == '{' || bytes_[at_] == '[') {
        Node stray = read_value();
        std::move(stray.children.begin(), stray.children.end(), std::back_inserter(parent.children));
      } else {
        ++at_;
      }
      return;
    }
    const std::size_t key_end = at_;
    skip_blanks();
    if (at_end() || (bytes_[at_] != ':' && bytes_[at_] != '=')) return;
    const bool arrow = bytes_[at_] == '=' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '>';
    at_ += arrow ? 2 : 1;
    Node node = read_value();
    // Prose in a comment has colons too.
    if (is_in_comment_ && !quoted && node.kind == Node::Kind::kBare) return;
    node.key = std::move(key);
    node.key_span = text_.span({begin, key_end});
    node.is_commented = is_in_comment_;
    parent.children.push_back(std::move(node));
  }

  void read_string(Node& node) {
    const std::size_t begin = at_;
    node.quote = bytes_[at_];
    node.value = read_json_string(text_, at_, node.is_closed);
    node.kind = Node::Kind::kString;
    // `"Bearer " + token`, `"%s" % x`, `"x".format(y)`: the string is a part of an expression.
    std::size_t next = at_;
    while (next < bytes_.size() && (bytes_[next] == ' ' || bytes_[next] == '\t')) ++next;
    if (next < bytes_.size() && (bytes_[next] == '+' || bytes_[next] == '%' || bytes_[next] == '.')) {
      read_expression(node, begin);
      node.quote = 0;
    }
  }

  // Up to a comma, the closing bracket of what is around, or the end of the line.
  void read_expression(Node& node, std::size_t begin) {
    node.kind = Node::Kind::kBare;
    std::size_t open = 0;
    while (!at_end()) {
      const char c = bytes_[at_];
      if (c == '\n' ||
          (c == '/' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '/' && at_ > 0 && is_blank(bytes_[at_ - 1])))
        break;
      if (open == 0 && (c == ',' || c == '}' || c == ']')) break;
      if (c == '(' || c == '[' || c == '{') ++open;
      if (open > 0 && (c == ')' || c == ']' || c == '}')) --open;
      if (is_quote(c)) {
        bool closed = false;
        (void)read_json_string(text_, at_, closed);
      } else {
        ++at_;
      }
    }
    std::size_t end = at_;
    while (end > begin && is_blank(bytes_[end - 1])) --end;
    node.value = text_.slice(begin, end);
    const Bytes word = node.value.text();
    const bool literal =
        word == "true" || word == "false" || word == "null" || word == "True" || word == "False" || word == "None";
    const bool may_be_program = !plain_is_text_ || (may_be_program_ && reads_like_program(word));
    node.is_expression = may_be_program && !literal && !word.empty() && !is_digit(word.front()) && word.front() != '-';
  }

  void skip_blanks() { skip(nullptr, false); }
  void skip_blanks_and_commas(Node* parent) { skip(parent, true); }

  void skip(Node* parent, bool commas) {
    MappedTextBuilder comment;
    while (!at_end()) {
      const char c = bytes_[at_];
      if (c == '\n') {
        ++at_;
        find_fence();
      } else if (is_blank(c) || (commas && (c == ',' || c == ';'))) {
        ++at_;
      } else if (bytes_.substr(at_).starts_with("\xef\xbb\xbf")) {
        at_ += 3;
      } else if (!skip_comment(comment)) {
        break;
      }
    }
    if (parent != nullptr && !comment.empty()) read_comment(*parent, comment.finish(text_.offset(at_)));
  }

  // A fence ends a code block of Markdown: what follows is prose.
  void find_fence() {
    std::size_t i = at_;
    while (i < bytes_.size() && (bytes_[i] == ' ' || bytes_[i] == '\t' || bytes_[i] == '>')) ++i;
    if (bytes_.substr(i).starts_with(kFence)) fence_ = at_;
  }

  bool skip_comment(MappedTextBuilder& comment) {
    const Bytes rest = bytes_.substr(at_);
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t behind = 0;
    const bool program_comment = !plain_is_text_ && (rest.starts_with("//") || rest.starts_with("--"));
    if (program_comment || rest.starts_with("#")) {
      begin = rest.find_first_not_of("/#-");
      end = std::min(rest.find('\n'), rest.size());
      begin = std::min(begin, end);
      behind = end;
    } else if (rest.starts_with("/*") || rest.starts_with("<!--")) {
      const bool c_style = rest.front() == '/';
      begin = c_style ? 2 : 4;
      const std::string_view close = c_style ? "*/" : "-->";
      end = std::min(rest.find(close, begin), rest.size());
      behind = std::min(end + close.size(), rest.size());
    } else {
      return false;
    }
    comment.add(text_.slice(at_ + begin, at_ + end));
    comment.add('\n', text_.offset(at_ + end));
    at_ += behind;
    return true;
  }

  void read_comment(Node& parent, const MappedText& comment) {
    if (depth_ >= kMaxDepth || comment.text().find_first_of(":\"'") == Bytes::npos) return;
    Reader reader(comment, 0, depth_ + 1);
    reader.set_commented();
    Node inner;
    inner.kind = parent.kind;
    if (parent.kind == Node::Kind::kArray && comment.text().find('"') == Bytes::npos) return;
    while (reader.at() < comment.size()) {
      const std::size_t before = reader.at();
      reader.read_children(inner, 0);
      if (reader.at() == before) reader.pass();
    }
    for (Node& child : inner.children) {
      if (parent.kind == Node::Kind::kArray && child.kind != Node::Kind::kString) continue;
      child.is_commented = true;
      parent.children.push_back(std::move(child));
    }
  }

  const MappedText& text_;
  Bytes bytes_;
  std::size_t at_;
  unsigned depth_;
  bool is_in_comment_ = false;
  bool plain_is_text_ = false;
  bool may_be_program_ = false;
  std::size_t fence_ = Bytes::npos;
};

void append_utf8(MappedTextBuilder& out, std::uint32_t code, const ByteSpan& from) {
  const auto add = [&](std::uint32_t byte) { out.add(static_cast<char>(byte), from.begin, from.size()); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0U | (code >> 6U));
    add(0x80U | (code & 0x3fU));
  } else {
    add(0xe0U | (code >> 12U));
    add(0x80U | ((code >> 6U) & 0x3fU));
    add(0x80U | (code & 0x3fU));
  }
}

std::optional<std::uint32_t> hex_at(Bytes bytes, std::size_t at) {
  if (at + 4 > bytes.size()) return std::nullopt;
  std::uint32_t code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_value(bytes[i]);
    if (digit < 0) return std::nullopt;
    code = code << 4U | static_cast<std::uint32_t>(digit);
  }
  return code;
}

// The escape at bytes[at] == '\\'; moves `at` behind it.
void read_escape(const MappedText& text, std::size_t& at, MappedTextBuilder& out) {
  const Bytes bytes = text.text();
  if (at + 1 >= bytes.size()) {
    out.add('\\', text.offset(at));
    ++at;
    return;
  }
  const char c = bytes[at + 1];
  if (const auto code = c == 'u' ? hex_at(bytes, at + 2) : std::nullopt) {
    append_utf8(out, *code, text.span({at, at + 6}));
    at += 6;
    return;
  }
  constexpr std::string_view kFrom = "nrtbf";
  constexpr std::string_view kTo = "\n\r\t\b\f";
  const std::size_t known = kFrom.find(c);
  const ByteSpan from = text.span({at, at + 2});
  out.add(known == std::string_view::npos ? c : kTo[known], from.begin, from.size());
  at += 2;
}

}  // namespace

MappedText read_json_string(const MappedText& text, std::size_t& at, bool& closed) {
  const Bytes bytes = text.text();
  const char quote = bytes[at++];
  const std::size_t begin = at;
  const auto ends = [&](char c) { return c == quote || (c == '\n' && quote != '`'); };
  while (at < bytes.size() && !ends(bytes[at]) && bytes[at] != '\\') ++at;
  if (at >= bytes.size() || bytes[at] != '\\') {  // as it stands: no map needed
    closed = at < bytes.size() && bytes[at] == quote;
    MappedText value = text.slice(begin, at);
    if (closed) ++at;
    return value;
  }
  MappedTextBuilder out;
  out.add(text.slice(begin, at));
  while (at < bytes.size() && !ends(bytes[at])) {
    if (bytes[at] == '\\') {
      read_escape(text, at, out);
    } else {
      const std::size_t run = at;
      while (at < bytes.size() && !ends(bytes[at]) && bytes[at] != '\\') ++at;
      out.add(text.slice(run, at));
    }
  }
  closed = at < bytes.size() && bytes[at] == quote;
  MappedText value = out.finish(text.offset(at));
  if (closed) ++at;
  return value;
}

Node read_json(const MappedText& text, std::size_t& at) {
  Reader reader(text, at, 0);
  Node node = reader.read_value();
  at = reader.at();
  return node;
}

Node read_yaml_flow(const MappedText& text, std::size_t& at) {
  Reader reader(text, at, 0);
  const Bytes inner = text.text().substr(at + 1);
  reader.set_plain_is_text(inner.substr(std::min(inner.find_first_not_of(" \t\r"), inner.size())).starts_with('\n'));
  Node node = reader.read_value();
  at = reader.at();
  return node;
}

Node read_json_members(const MappedText& text) {
  Node node;
  node.kind = Node::Kind::kObject;
  node.span = text.span();
  Reader reader(text, 0, 1);
  std::size_t before = 0;
  do {
    before = reader.at();
    reader.read_children(node, '}');
  } while (reader.at() > before && reader.at() < text.size());
  return node;
}

}  // namespace leaksieve::mcp
