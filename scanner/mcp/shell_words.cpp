#include "scanner/mcp/shell_words.h"

#include <algorithm>

#include "scanner/mcp/chars.h"

namespace leaksieve::mcp {
namespace {

class Cutter {
 public:
  Cutter(const MappedText& text, std::size_t at) : text_(text), bytes_(text.text()), at_(at) {}

  std::vector<MappedText> cut() {
    std::vector<MappedText> words;
    while (skip_blanks()) {
      const std::size_t before = at_;
      words.push_back(read_word());
      if (at_ == before) break;
    }
    return words;
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  [[nodiscard]] bool joins_lines(std::size_t at) const {
    if (at >= bytes_.size() || (bytes_[at] != '\\' && bytes_[at] != '`' && bytes_[at] != '^')) return false;
    const Bytes rest = bytes_.substr(at + 1);
    return rest.starts_with("\n") || rest.starts_with("\r\n");
  }
  static bool ends_command(char c) { return c == '\n' || c == ';' || c == '|' || c == '&' || c == '`'; }

  // False at the end of the command.
  bool skip_blanks() {
    while (at_ < bytes_.size()) {
      if (is_blank(bytes_[at_])) {
        ++at_;
      } else if (joins_lines(at_)) {
        at_ = bytes_.find('\n', at_) + 1;
      } else {
        break;
      }
    }
    return at_ < bytes_.size() && !ends_command(bytes_[at_]) && bytes_[at_] != '#';
  }

  MappedText read_word() {
    const std::size_t begin = at_;
    while (at_ < bytes_.size() && !is_plain_end(bytes_[at_]) && !is_special(bytes_[at_])) ++at_;
    if (at_ >= bytes_.size() || is_plain_end(bytes_[at_])) return text_.slice(begin, at_);
    MappedTextBuilder out;
    out.add(text_.slice(begin, at_));
    while (at_ < bytes_.size() && !is_plain_end(bytes_[at_]) && !joins_lines(at_)) {
      if (is_quote(bytes_[at_]) && (at_ == begin || opens(at_))) {
        read_quoted(out);
      } else {
        if (bytes_[at_] == '\\' && at_ + 1 < bytes_.size()) ++at_;
        const std::size_t run = at_++;
        while (at_ < bytes_.size() && !is_plain_end(bytes_[at_]) && !is_special(bytes_[at_]) && !joins_lines(at_)) {
          ++at_;
        }
        out.add(text_.slice(run, at_));
      }
    }
    return out.finish(text_.offset(at_));
  }

  // Does the quote in a word open a string? Prose has apostrophes ("don't"), and quotes that belong to what stands
  // around a command: with them a word would go on until the next one, and hide all that stands there.
  [[nodiscard]] bool opens(std::size_t at) const {
    if (bytes_[at - 1] == '=' || bytes_[at - 1] == ':') return true;
    const Bytes behind = bytes_.substr(at + 1);
    const Bytes line = behind.substr(0, behind.find('\n'));
    return line.find(bytes_[at]) != Bytes::npos;
  }

  void read_quoted(MappedTextBuilder& out) {
    const char quote = bytes_[at_++];
    while (at_ < bytes_.size() && bytes_[at_] != quote) {
      const bool escapes =
          quote == '"' && bytes_[at_] == '\\' && at_ + 1 < bytes_.size() &&
          (bytes_[at_ + 1] == '"' || bytes_[at_ + 1] == '\\' || bytes_[at_ + 1] == '$' || bytes_[at_ + 1] == '`');
      if (escapes) ++at_;
      const std::size_t run = at_++;
      while (at_ < bytes_.size() && bytes_[at_] != quote && bytes_[at_] != '\\') ++at_;
      out.add(text_.slice(run, at_));
    }
    if (at_ < bytes_.size()) ++at_;
  }

  [[nodiscard]] bool is_plain_end(char c) const { return is_space(c) || ends_command(c); }
  static bool is_quote(char c) { return c == '\'' || c == '"'; }
  static bool is_special(char c) { return is_quote(c) || c == '\\'; }

  const MappedText& text_;
  Bytes bytes_;
  std::size_t at_;
};

}  // namespace

std::vector<MappedText> shell_words(const MappedText& text, std::size_t& at) {
  Cutter cutter(text, at);
  std::vector<MappedText> words = cutter.cut();
  at = std::max(cutter.at(), at);
  return words;
}

}  // namespace leaksieve::mcp
