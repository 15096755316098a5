// Lines with their indentation, then blocks by indentation. yaml-cpp stops at the first error and does not keep
// comments; a config in a README or with a merge conflict has to be read as well, so this reader stands alone.
#include "scanner/mcp/yaml_reader.h"

#include <algorithm>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/json_reader.h"
#include "scanner/mcp/value_shape.h"

namespace leaksieve::mcp {
namespace {

// TypeScript and its like have colons and indentation as well: what stands in front of the colon tells them.
bool is_of_program(Bytes plain_key) {
  if (plain_key == "<<") return false;
  const std::size_t note = plain_key.find_first_of("([");  // "GitHub (work)", "GitHub [work]"
  if (note != Bytes::npos && note > 0 && is_blank(plain_key[note - 1]) &&
      plain_key.find_first_of(")]") + 1 == plain_key.size())
    plain_key = plain_key.substr(0, note);
  return plain_key.find_first_of("(){}[]<>=?;\"`") != Bytes::npos || plain_key.find(" '") != Bytes::npos;
}

// A member of a literal, a statement, the head of a block; not "Server=x;Password=y;".
bool is_of_program_by_end(Bytes plain_value) {
  const Bytes core = plain_value.substr(0, plain_value.find_last_not_of(",;{( ") + 1);
  return core.size() < plain_value.size() && core.find(';') == Bytes::npos && reads_like_program(core);
}

struct Line {
  std::size_t begin = 0;  // of the line
  std::size_t at = 0;     // of its first byte that is no blank
  std::size_t end = 0;    // of the line, without its newline
  std::size_t indent = 0;
  bool is_commented = false;
};

class Reader {
 public:
  explicit Reader(const MappedText& text) : text_(text), bytes_(text.text()) { cut_lines(); }

  Node read() {
    Node root;
    root.kind = Node::Kind::kObject;
    if (!lines_.empty()) root = read_block(lines_[0].indent, 0);
    root.span = text_.span();
    return root;
  }

 private:
  void cut_lines() {
    for (std::size_t begin = 0; begin < bytes_.size();) {
      Line line;
      line.begin = begin;
      line.end = std::min(bytes_.find('\n', begin), bytes_.size());
      begin = line.end + 1;
      line.at = std::min(bytes_.find_first_not_of(" \t\r", line.begin), line.end);
      if (bytes_.substr(line.at).starts_with("```")) return;
      if (line.at < line.end && bytes_[line.at] == '#') {
        line.is_commented = true;
        line.indent = line.at - line.begin;
        const std::size_t text = std::min(bytes_.find_first_not_of('#', line.at), line.end);
        const std::size_t next = std::min(bytes_.find_first_not_of(" \t\r", text), line.end);
        line.indent += next > text ? next - text - 1 : 0;  // "# " stands for nothing, more blanks are indentation
        line.at = next;
        if (!reads_like_member(bytes_.substr(line.at, line.end - line.at))) continue;
      } else {
        line.indent = line.at - line.begin;
      }
      while (line.end > line.at && is_blank(bytes_[line.end - 1])) --line.end;
      if (line.at >= line.end || bytes_.substr(line.at, line.end - line.at) == "---") continue;
      lines_.push_back(line);
    }
  }

  // In a comment: `KEY: value`, `- item`, one word before the colon.
  static bool reads_like_member(Bytes line) {
    if (line.starts_with("- ")) line.remove_prefix(2);
    const std::size_t colon = line.find(':');
    if (colon == Bytes::npos || colon == 0) return false;
    return line.substr(0, colon).find(' ') == Bytes::npos && (colon + 1 == line.size() || is_space(line[colon + 1]));
  }

  [[nodiscard]] bool is_item(const Line& line) const {
    return bytes_[line.at] == '-' && (line.at + 1 == line.end || is_blank(bytes_[line.at + 1]));
  }

  // The block of lines at `indent`, from the line `next_` on.
  Node read_block(std::size_t indent, unsigned depth) {
    Node node;
    node.kind = is_item(lines_[next_]) ? Node::Kind::kArray : Node::Kind::kObject;
    node.span = text_.span({lines_[next_].at, lines_[next_].at});
    while (next_ < lines_.size()) {
      Line& line = lines_[next_];
      if (line.indent < indent) break;
      if (line.indent > indent && !node.children.empty() && line.is_commented) {  // a comment further in: a member
        line.indent = indent;
      }
      if (node.kind == Node::Kind::kArray) {
        if (!is_item(line)) {
          if (line.indent == indent) break;
          ++next_;
          continue;
        }
        read_item(node, depth);
      } else {
        if (is_item(line) && line.indent == indent) break;
        read_member(node, depth);
      }
    }
    if (!node.children.empty()) node.span.end = std::max(node.span.end, node.children.back().span.end);
    return node;
  }

  void read_item(Node& parent, unsigned depth) {
    Line& line = lines_[next_];
    const bool commented = line.is_commented;
    const std::size_t item_indent = line.indent;
    std::size_t at = line.at + 1;
    while (at < line.end && is_blank(bytes_[at])) ++at;
    Node node;
    if (at >= line.end) {
      ++next_;
      node = read_deeper(item_indent + 1, depth);
    } else if (depth < kMaxDepth &&
               (has_key(at, line.end) || (bytes_[at] == '-' && at + 1 < line.end && is_blank(bytes_[at + 1])))) {
      line.indent += at - line.at;  // what follows the dash is a block of its own
      line.at = at;
      node = read_block(line.indent, depth + 1);
    } else {
      node = read_scalar(at, item_indent, depth);
    }
    node.is_commented = node.is_commented || commented;
    parent.children.push_back(std::move(node));
  }

  void read_member(Node& parent, unsigned depth) {
    const Line line = lines_[next_];
    std::size_t colon = 0;
    std::string key;
    if (!find_key(line.at, line.end, colon, key)) {
      ++next_;
      return;
    }
    std::size_t at = colon + 1;
    while (at < line.end && is_blank(bytes_[at])) ++at;
    skip_properties(at, line.end);
    Node node;
    if (at >= line.end || bytes_[at] == '#') {
      ++next_;
      node = read_deeper(line.indent, depth);
    } else {
      node = read_scalar(at, line.indent, depth);
    }
    node.key = std::move(key);
    node.key_span = text_.span({line.at, colon});
    node.is_commented = node.is_commented || line.is_commented;
    parent.children.push_back(std::move(node));
  }

  // &anchor, !tag
  void skip_properties(std::size_t& at, std::size_t end) const {
    while (at < end && (bytes_[at] == '&' || (bytes_[at] == '!' && at + 1 < end && !is_blank(bytes_[at + 1])))) {
      std::size_t next = at;
      while (next < end && !is_blank(bytes_[next])) ++next;
      if (bytes_[at] == '!' && next < end) return;  // `!vault x`, `!command arg`: a tag that says where the value is
      at = next;
      while (at < end && is_blank(bytes_[at])) ++at;
    }
  }

  // The block below a key: deeper than `indent`, or a sequence at the same one.
  Node read_deeper(std::size_t indent, unsigned depth) {
    Node empty;
    empty.value = text_.slice(0, 0);
    if (next_ >= lines_.size() || depth >= kMaxDepth) return empty;
    const Line& line = lines_[next_];
    const bool deeper = line.indent > indent || (line.indent == indent && is_item(line));
    if (!deeper) {
      const std::size_t at = lines_[next_ - 1].end;
      empty.value = text_.slice(at, at);
      empty.span = text_.span({at, at});
      return empty;
    }
    return read_block(line.indent, depth + 1);
  }

  [[nodiscard]] bool has_key(std::size_t at, std::size_t end) const {
    std::size_t colon = 0;
    std::string key;
    return find_key(at, end, colon, key);
  }

  bool find_key(std::size_t at, std::size_t end, std::size_t& colon, std::string& key) const {
    if (at < end && (bytes_[at] == '"' || bytes_[at] == '\'')) {
      bool closed = false;
      std::size_t next = at;
      const MappedText quoted = read_json_string(text_, next, closed);
      if (!closed || next >= end) return false;
      colon = next;
      key = std::string(quoted.text());
    } else {
      colon = at;
      while (colon < end && !(bytes_[colon] == ':' && (colon + 1 >= end || is_blank(bytes_[colon + 1])))) ++colon;
      if (colon >= end || colon == at || is_of_program(bytes_.substr(at, colon - at))) return false;
      key = std::string(bytes_.substr(at, colon - at));
      while (!key.empty() && is_blank(key.back())) key.pop_back();
    }
    return colon < end && bytes_[colon] == ':';
  }

  Node read_scalar(std::size_t at, std::size_t indent, unsigned depth) {
    const Line line = lines_[next_];
    const char c = bytes_[at];
    if (c == '|' || c == '>') return read_text_block(at, indent);
    if ((c == '{' || c == '[') && depth < kMaxDepth) {
      std::size_t end = at;
      Node node = read_yaml_flow(text_, end);
      skip_lines_before(std::max(end, line.end));
      return node;
    }
    Node node;
    if (c == '"' || c == '\'') {
      std::size_t end = at;
      node.kind = Node::Kind::kString;
      node.quote = c;
      node.value = read_json_string(text_, end, node.is_closed);
      node.span = text_.span({at, end});
    } else {
      std::size_t end = at;
      while (end < line.end && !(bytes_[end] == '#' && is_blank(bytes_[end - 1]))) ++end;
      while (end > at && is_blank(bytes_[end - 1])) --end;
      node.value = text_.slice(at, end);
      node.span = text_.span({at, end});
      node.is_expression = is_of_program_by_end(node.value.text());
    }
    ++next_;
    // A scalar may go on in deeper lines; nothing that is a secret does, so they are passed over.
    while (next_ < lines_.size() && lines_[next_].indent > indent && !lines_[next_].is_commented &&
           !has_key(lines_[next_].at, lines_[next_].end)) {
      ++next_;
    }
    return node;
  }

  Node read_text_block(std::size_t at, std::size_t indent) {
    Node node;
    node.kind = Node::Kind::kString;
    node.quote = '|';
    ++next_;
    MappedTextBuilder out;
    std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
    std::size_t own_indent = 0;
    while (next_ < lines_.size() && lines_[next_].indent > indent) {
      const Line& line = lines_[next_];
      if (own_indent == 0) own_indent = line.indent;
      const std::size_t begin = std::min(line.begin + own_indent, line.end);
      out.add(text_.slice(begin, line.end));
      out.add('\n', text_.offset(line.end));
      end = line.end;
      ++next_;
    }
    node.value = out.finish(text_.offset(end)).trimmed();
    node.span = text_.span({at, end});
    return node;
  }

  void skip_lines_before(std::size_t end) {
    while (next_ < lines_.size() && lines_[next_].begin < end) ++next_;
  }

  const MappedText& text_;
  Bytes bytes_;
  std::vector<Line> lines_;
  std::size_t next_ = 0;
};

}  // namespace

Node read_yaml(const MappedText& text) { return Reader(text).read(); }

}  // namespace leaksieve::mcp
