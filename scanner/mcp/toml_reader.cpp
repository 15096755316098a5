// toml++ gives up at the first error and tells the place of a value in code points of a line; configs in the wild are
// cut from READMEs and half commented out, and `fix` needs bytes. What MCP configs use of TOML is small: headers,
// dotted keys, strings of four kinds, arrays and inline tables (read as JSON, whose ':' may be '=').
#include "scanner/mcp/toml_reader.h"

#include <algorithm>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/json_reader.h"

namespace leaksieve::mcp {
namespace {

struct Entry {
  std::vector<std::string> path;
  Node node;
};

// Members of the tables under `first..last` (sorted by path), from the component `depth` on.
using Iterator = std::vector<Entry>::iterator;
void assemble(Iterator first, Iterator last, std::size_t depth, Node& parent) {
  while (first != last) {
    if (first->path.size() == depth + 1 || depth + 1 >= kMaxDepth) {
      parent.children.push_back(std::move(first->node));
      ++first;
      continue;
    }
    const std::string& name = first->path[depth];
    const Iterator end = std::find_if(
        first, last, [&](const Entry& entry) { return entry.path.size() <= depth + 1 || entry.path[depth] != name; });
    Node table;
    table.kind = Node::Kind::kObject;
    table.key = name;
    table.key_span = table.span = {first->node.key_span.begin, first->node.key_span.begin};
    table.is_commented = first->node.is_commented;
    assemble(first, end, depth + 1, table);
    for (const Node& child : table.children) table.span.end = std::max(table.span.end, child.span.end);
    parent.children.push_back(std::move(table));
    first = end;
  }
}

class Reader {
 public:
  explicit Reader(const MappedText& text) : text_(text), bytes_(text.text()) {}

  Node read() {
    if (bytes_.starts_with("\xef\xbb\xbf")) at_ = 3;
    while (at_ < bytes_.size()) read_line();
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      // Members of one table keep their order: they are sorted by what stands before the last name.
      return std::lexicographical_compare(a.path.begin(), a.path.end() - 1, b.path.begin(), b.path.end() - 1);
    });
    Node root;
    root.kind = Node::Kind::kObject;
    root.span = text_.span();
    assemble(entries_.begin(), entries_.end(), 0, root);
    return root;
  }

 private:
  void read_line() {
    skip_blanks();
    bool commented = false;
    if (bytes_.substr(at_).starts_with("```")) at_ = bytes_.size();
    while (at_ < bytes_.size() && (bytes_[at_] == '#' || bytes_[at_] == ';')) {
      commented = true;
      ++at_;
      skip_blanks();
    }
    if (!commented) commented_table_.clear();
    if (at_ < bytes_.size() && bytes_[at_] == '[') {
      read_header(commented);
    } else {
      read_pair(commented);
    }
    skip_line();
  }

  void read_header(bool commented) {
    ++at_;
    const bool is_list = at_ < bytes_.size() && bytes_[at_] == '[';
    if (is_list) ++at_;
    std::vector<std::string> path = read_path();
    if (path.empty() || at_ >= bytes_.size() || bytes_[at_] != ']') return;
    if (is_list) path.push_back("#" + std::to_string(++lists_));
    (commented ? commented_table_ : table_) = std::move(path);
  }

  void read_pair(bool commented) {
    const std::size_t begin = at_;
    std::vector<std::string> names = read_path();
    const std::size_t key_end = at_;
    skip_blanks();
    if (names.empty() || at_ >= bytes_.size() || bytes_[at_] != '=') return;
    ++at_;
    skip_blanks();
    Entry entry;
    entry.path = commented && !commented_table_.empty() ? commented_table_ : table_;
    entry.node = read_value();
    if (commented && entry.node.kind == Node::Kind::kBare) return;  // prose, or a number
    entry.path.insert(entry.path.end(), names.begin(), names.end());
    entry.node.key = std::move(names.back());
    entry.node.key_span = text_.span({begin, key_end});
    entry.node.is_commented = commented;
    entries_.push_back(std::move(entry));
  }

  // a."b c".d
  std::vector<std::string> read_path() {
    std::vector<std::string> path;
    while (at_ < bytes_.size() && path.size() < kMaxDepth) {
      skip_blanks();
      if (at_ >= bytes_.size()) break;
      if (bytes_[at_] == '"' || bytes_[at_] == '\'') {
        bool closed = false;
        path.emplace_back(read_json_string(text_, at_, closed).text());
      } else {
        const std::size_t begin = at_;
        while (at_ < bytes_.size() && (is_alnum(bytes_[at_]) || bytes_[at_] == '_' || bytes_[at_] == '-')) ++at_;
        if (at_ == begin) break;
        path.emplace_back(bytes_.substr(begin, at_ - begin));
      }
      skip_blanks();
      if (at_ >= bytes_.size() || bytes_[at_] != '.') break;
      ++at_;
    }
    return path;
  }

  Node read_value() {
    Node node;
    const std::size_t begin = at_;
    for (const std::string_view quotes : {R"(""")", "'''"}) {
      if (!bytes_.substr(at_).starts_with(quotes)) continue;
      std::size_t end = bytes_.find(quotes, at_ + 3);
      node.is_closed = end != Bytes::npos;
      end = std::min(end, bytes_.size());
      std::size_t first = at_ + 3;
      if (first < end && bytes_[first] == '\n') ++first;  // the newline behind the quotes is none of the value
      node.kind = Node::Kind::kString;
      node.quote = quotes.front();
      node.value = text_.slice(std::min(first, end), end);
      at_ = std::min(end + 3, bytes_.size());
      node.span = text_.span({begin, at_});
      return node;
    }
    if (at_ < bytes_.size() && bytes_[at_] == '\'') {  // a literal string has no escapes
      const std::size_t end = std::min(bytes_.find_first_of("'\n", at_ + 1), bytes_.size());
      node.kind = Node::Kind::kString;
      node.quote = '\'';
      node.value = text_.slice(at_ + 1, end);
      node.is_closed = end < bytes_.size() && bytes_[end] == '\'';
      at_ = node.is_closed ? end + 1 : end;
      node.span = text_.span({begin, at_});
      return node;
    }
    if (at_ < bytes_.size() && (bytes_[at_] == '"' || bytes_[at_] == '{' || bytes_[at_] == '[')) {
      return read_json(text_, at_);
    }
    const std::size_t end = std::min(bytes_.find_first_of("#\n", at_), bytes_.size());
    node.value = text_.slice(at_, end).trimmed();
    at_ = end;
    node.span = node.value.span();
    return node;
  }

  void skip_blanks() {
    while (at_ < bytes_.size() && is_blank(bytes_[at_])) ++at_;
  }
  void skip_line() {
    const std::size_t newline = bytes_.find('\n', at_);
    at_ = newline == Bytes::npos ? bytes_.size() : newline + 1;
  }

  const MappedText& text_;
  Bytes bytes_;
  std::size_t at_ = 0;
  std::size_t lists_ = 0;
  std::vector<std::string> table_;
  std::vector<std::string> commented_table_;  // "# [x]": the table of the commented lines behind it
  std::vector<Entry> entries_;
};

}  // namespace

Node read_toml(const MappedText& text) { return Reader(text).read(); }

}  // namespace leaksieve::mcp
