// A command line's words, one after the other: a flag and its value, KEY=VALUE, a header, a command inside a command.
#include <algorithm>

#include <re2/re2.h>

#include "scanner/mcp/chars.h"
#include "scanner/mcp/names.h"
#include "scanner/mcp/server_values.h"
#include "scanner/mcp/shell_words.h"

namespace leaksieve::mcp {
namespace {

constexpr unsigned kDeepest = 4;  // commands inside commands

re2::StringPiece piece(Bytes text) { return {text.data(), text.size()}; }

bool is_env_flag(Bytes word) { return word == "-e" || word == "--env" || word == "-E" || word == "--environment"; }
bool is_header_flag(Bytes word) {
  return word == "-H" || word == "--header" || word == "--headers" || word == "--http-header" ||
         word == "--add-header" || word == "--extra-header";
}
bool is_shell_flag(Bytes word) {
  return word == "-c" || word == "/c" || word == "/C" || word == "-lc" || word == "-ic" || word == "-Command";
}
// NAME=...
bool is_assignment(Bytes word) {
  if (!is_alpha(word.front()) && word.front() != '_') return false;
  std::size_t at = 1;
  while (at < word.size() && (is_alnum(word[at]) || word[at] == '_')) ++at;
  return at < word.size() && word[at] == '=';
}
bool is_flag(Bytes word) { return word.size() > 1 && word.front() == '-' && (word[1] == '-' || is_alpha(word[1])); }

class Walker {
 public:
  Walker(const std::vector<MappedText>& words, std::string field, unsigned depth, std::vector<ServerValue>& out)
      : words_(words), field_(std::move(field)), depth_(depth), out_(out) {}

  void walk() {
    while (next_ < words_.size()) walk_word();
  }

 private:
  [[nodiscard]] std::string field(std::size_t i) const {
    return depth_ == 0 ? field_ + "[" + std::to_string(i) + "]" : field_;
  }
  void add(const MappedText& value, std::size_t i, std::string name, PlaceKind kind) {
    out_.push_back({value, field(i), std::move(name), kind, false, false, false});
  }

  void walk_word() {
    const std::size_t i = next_++;
    const MappedText& word = words_[i];
    const Bytes text = word.text();
    if (text.empty()) return;
    const MappedText* behind = next_ < words_.size() ? &words_[next_] : nullptr;
    if (is_env_flag(text) && behind != nullptr) {
      ++next_;
      add_assignment(*behind, i + 1);
    } else if (is_header_flag(text) && behind != nullptr) {
      ++next_;
      walk_header(*behind, i + 1);
    } else if (is_shell_flag(text) && behind != nullptr && behind->text().find(' ') != Bytes::npos) {
      ++next_;
      walk_command(*behind, i + 1);
    } else if (is_flag(text)) {
      walk_flag(word, i, behind);
    } else {
      walk_positional(word, i);
    }
  }

  void walk_flag(const MappedText& word, std::size_t i, const MappedText* behind) {
    const Bytes text = word.text();
    const std::size_t equals = text.find('=');
    if (equals != Bytes::npos) {
      const Bytes flag = text.substr(0, equals);
      const MappedText value = word.slice(equals + 1, text.size());
      if (is_env_flag(flag)) return add_assignment(value, i);
      if (is_header_flag(flag)) return add_header(value, i);
      static const RE2 kJoined(R"(-[eE]([A-Za-z_]\w*))");  // -eKEY=VALUE
      re2::StringPiece key;
      if (RE2::FullMatch(piece(flag), kJoined, &key))
        return add(value, i, std::string(key.data(), key.size()), PlaceKind::kEnv);
      return add(value, i, std::string(flag), PlaceKind::kArgument);
    }
    if (behind == nullptr || behind->empty() || (is_flag(behind->text()) && behind->size() < 24)) return;
    // The value of a flag that says nothing is a word of its own: `-y package`, `--rm image`.
    if (kind_of_name(text) == NameKind::kNeutral) return;
    ++next_;
    if (kind_of_name(text) != NameKind::kHarmless) add(*behind, i + 1, std::string(text), PlaceKind::kArgument);
  }

  void walk_positional(const MappedText& word, std::size_t i) {
    const Bytes text = word.text();
    static const RE2 kHeader(
        R"((?i)(?:authorization|proxy-authorization|cookie|x-[\w-]+|[\w-]*(?:api-?key|token|secret))\s*:\s*\S(?s:.*))");
    const bool is_command = text.find(' ') != Bytes::npos && text.find("://") != text.find(':') && text.front() != '{';
    const bool holds_arguments = text.find('=') != Bytes::npos || text.find("--") != Bytes::npos;
    if (is_assignment(text) && (text.find(' ') == Bytes::npos || text.find('"') < text.find(' '))) {
      add_assignment(word, i);
    } else if (text.find(':') != Bytes::npos && RE2::FullMatch(piece(text), kHeader)) {
      add_header(word, i);
    } else if (is_command && depth_ < kDeepest && holds_arguments) {
      walk_command(word, i);
    } else {
      add(word, i, "", PlaceKind::kArgument);
    }
  }

  void add_assignment(const MappedText& word, std::size_t i) {
    const Bytes text = word.text();
    const std::size_t equals = text.find('=');
    if (equals == Bytes::npos) return;  // `-e KEY`: taken from the environment
    add(word.slice(equals + 1, text.size()), i, std::string(text.substr(0, equals)), PlaceKind::kEnv);
  }

  // `--header "Name: value"`; `--header Name value`; a header in JSON
  void walk_header(const MappedText& word, std::size_t i) {
    const Bytes text = word.text();
    const bool name_alone =
        text.find_first_of(":={ ") == Bytes::npos && next_ < words_.size() && !is_flag(words_[next_].text());
    if (!name_alone) return add_header(word, i);
    add(words_[next_], i + 1, std::string(text), PlaceKind::kHeader);
    ++next_;
  }

  void add_header(const MappedText& word, std::size_t i) {
    const Bytes text = word.text();
    if (text.empty()) return;
    const std::size_t colon = text.front() == '{' ? Bytes::npos : text.find_first_of(":=");
    if (colon == Bytes::npos) return add(word, i, "headers", PlaceKind::kHeader);
    std::string name(word.slice(0, colon).trimmed().text());
    add(word.slice(colon + 1, text.size()), i, std::move(name), PlaceKind::kHeader);
  }

  void walk_command(const MappedText& word, std::size_t i) {
    if (depth_ >= kDeepest) return;
    for (std::size_t at = 0; at < word.size(); ++at) {  // one command after the other: `export X=y; npx z`
      const std::vector<MappedText> words = shell_words(word, at);
      Walker(words, field(i), depth_ + 1, out_).walk();
    }
  }

  const std::vector<MappedText>& words_;
  std::string field_;
  unsigned depth_;
  std::vector<ServerValue>& out_;
  std::size_t next_ = 0;
};

}  // namespace

void append_arguments(const std::vector<MappedText>& words, const std::string& field, std::vector<ServerValue>& out) {
  Walker(words, field, 0, out).walk();
}

}  // namespace leaksieve::mcp
