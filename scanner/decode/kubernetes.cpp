// Not a YAML parser: it reads what `kubectl` writes and people copy, one line a key, and gives up where it sees
// anything else.
#include "scanner/decode/kubernetes.h"

#include <algorithm>

#include "scanner/decode/base64.h"
#include "scanner/decode/text_likeness.h"

namespace leaksieve::decode {
namespace {

constexpr std::size_t kMostAround = std::size_t{256} << 10;
constexpr std::size_t kShortestValue = 4;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Values {
 public:
  explicit Values(Bytes document) : text_(document) {}

  std::vector<KubernetesValue> find() {
    for (std::size_t at = text_.find("data"); at != Bytes::npos; at = text_.find("data", std::max(at + 4, done_))) {
      if (at > 0 && text_[at - 1] == '"') {
        read_json(at + 4);
      } else {
        read_yaml(at);
      }
    }
    return std::move(values_);
  }

 private:
  void add(const ByteSpan& key, const ByteSpan& value) {
    if (value.size() < kShortestValue) return;
    std::optional<std::string> plain = decode_base64(value.of(text_));
    if (plain && looks_like_text(*plain)) values_.push_back({key, value, std::move(*plain)});
  }

  std::size_t skip_space(std::size_t at) const {
    while (at < text_.size() && (is_blank(text_[at]) || text_[at] == '\n')) ++at;
    return at;
  }

  // The string that begins with the quote at `at`; an empty one at npos when there is none. Base64 needs no escapes.
  ByteSpan json_string(std::size_t at) const {
    if (at >= text_.size() || text_[at] != '"') return {Bytes::npos, Bytes::npos};
    const std::size_t end = text_.find('"', at + 1);
    return end == Bytes::npos ? ByteSpan{end, end} : ByteSpan{at + 1, end};
  }

  // Behind `"data`.
  void read_json(std::size_t at) {
    if (at >= text_.size() || text_[at] != '"') return;
    for (const char mark : {':', '{'}) {
      at = skip_space(at + 1);
      if (at >= text_.size() || text_[at] != mark) return;
    }
    do {
      const ByteSpan key = json_string(skip_space(at + 1));
      if (key.begin == Bytes::npos) return;
      at = skip_space(key.end + 1);
      if (at >= text_.size() || text_[at] != ':') return;
      const ByteSpan value = json_string(skip_space(at + 1));
      if (value.begin == Bytes::npos) return;
      add(key, value);
      at = skip_space(value.end + 1);
      done_ = at;
    } while (at < text_.size() && text_[at] == ',');
  }

  struct Line {
    std::size_t indent = 0;
    ByteSpan content;  // without blanks at either side, and without the newline
    std::size_t next = 0;
    [[nodiscard]] bool is_empty(Bytes text) const { return content.empty() || text[content.begin] == '#'; }
  };
  Line line_at(std::size_t begin) const {
    Line line;
    std::size_t end = std::min(text_.find('\n', begin), text_.size());
    line.next = std::min(end + 1, text_.size());
    std::size_t at = begin;
    while (at < end && text_[at] == ' ') ++at;
    line.indent = at - begin;
    while (end > at && is_blank(text_[end - 1])) --end;
    line.content = {at, end};
    return line;
  }

  // At `data`.
  void read_yaml(std::size_t at) {
    const std::size_t begin = begin_of_line(text_, at);
    const Line head = line_at(begin);
    if (head.content.of(text_) != "data:") return;
    for (std::size_t next = head.next; next < text_.size();) {
      const Line line = line_at(next);
      next = line.next;
      if (line.is_empty(text_)) continue;
      if (line.indent <= head.indent) break;
      next = read_pair(line);
      done_ = next;
    }
  }

  // Gives where the next pair begins.
  std::size_t read_pair(const Line& line) {
    const Bytes content = line.content.of(text_);
    const std::size_t colon = content.find(':');
    if (colon == Bytes::npos) return line.next;
    ByteSpan key{line.content.begin, line.content.begin + colon};
    ByteSpan value{key.end + 1, line.content.end};
    if (const std::size_t comment = value.of(text_).find(" #"); comment != Bytes::npos)
      value.end = value.begin + comment;
    trim(key);
    trim(value);
    if (value.empty() || (text_[value.begin] != '|' && text_[value.begin] != '>')) {
      add(key, value);
      return line.next;
    }
    std::size_t next = line.next;
    ByteSpan block{next, next};
    while (next < text_.size()) {
      const Line more = line_at(next);
      if (!more.content.empty() && more.indent <= line.indent) break;
      if (!more.content.empty()) {
        if (block.empty()) block.begin = more.content.begin;
        block.end = more.content.end;
      }
      next = more.next;
    }
    add(key, block);
    return next;
  }

  // Takes blanks and one pair of quotes away.
  void trim(ByteSpan& span) const {
    while (!span.empty() && is_blank(text_[span.begin])) ++span.begin;
    while (!span.empty() && is_blank(text_[span.end - 1])) --span.end;
    const bool is_quoted = span.size() >= 2 && (text_[span.begin] == '"' || text_[span.begin] == '\'') &&
                           text_[span.end - 1] == text_[span.begin];
    if (is_quoted) span = {span.begin + 1, span.end - 1};
  }

  Bytes text_;
  std::size_t done_ = 0;
  std::vector<KubernetesValue> values_;
};

}  // namespace

ByteSpan yaml_document_around(Bytes text, std::size_t at) {
  constexpr std::string_view kMark = "\n---";
  const std::size_t low = at - std::min(at, kMostAround);
  const std::size_t before = text.substr(low, at - low).rfind(kMark);
  const Bytes behind = text.substr(at, kMostAround);
  return {before == Bytes::npos ? low : low + before + kMark.size(), at + std::min(behind.find(kMark), behind.size())};
}

std::vector<KubernetesValue> kubernetes_values(Bytes document) { return Values(document).find(); }

}  // namespace leaksieve::decode
