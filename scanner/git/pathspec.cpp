// A pathspec is read as git reads it at the top of a worktree. One that git would refuse (an unknown word, a path out
// of the worktree) matches nothing here, nor do attributes: --exclude must never leave out more than was asked for.
// Source: gitglossary(7), "pathspec".
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/git/walk.h"
#include "scanner/git/wildmatch.h"

namespace leaksieve::git {
namespace {

struct Pathspec {
  std::string pattern;
  bool excluded = false, glob = false, literal = false, from_top = false, impossible = false;
  Case letters = Case::kSensitive;
};

void apply_word(std::string_view word, Pathspec& spec) {
  if (word.empty()) return;
  if (word == "exclude") {
    spec.excluded = true;
  } else if (word == "glob") {
    spec.glob = true;
  } else if (word == "literal") {
    spec.literal = true;
  } else if (word == "icase") {
    spec.letters = Case::kFolded;
  } else if (word == "top") {
    spec.from_top = true;
  } else {
    spec.impossible = true;
  }
}

// ":(word,word)": gives what stands behind it.
std::string_view take_words(std::string_view text, Pathspec& spec) {
  const std::size_t end = text.find(')');
  if (end == std::string_view::npos) {
    spec.impossible = true;
    return {};
  }
  std::string_view words = text.substr(2, end - 2);
  while (!words.empty()) {
    const std::size_t comma = std::min(words.find(','), words.size());
    apply_word(words.substr(0, comma), spec);
    words.remove_prefix(std::min(comma + 1, words.size()));
  }
  if (spec.literal && spec.glob) spec.impossible = true;
  return text.substr(end + 1);
}

// ":!", ":^", ":/" and their mixtures, with or without a ':' behind.
std::string_view take_signs(std::string_view text, Pathspec& spec) {
  static constexpr std::string_view kReserved = "\"#%&',-;<=>@_`~";
  text.remove_prefix(1);
  for (; !text.empty() && text.front() != ':'; text.remove_prefix(1)) {
    if (text.front() == '!' || text.front() == '^') {
      spec.excluded = true;
    } else if (text.front() == '/') {
      spec.from_top = true;
    } else {
      spec.impossible = spec.impossible || kReserved.find(text.front()) != std::string_view::npos;
      break;
    }
  }
  if (text.starts_with(':')) text.remove_prefix(1);
  return text;
}

// Without "." and empty parts, ".." undone; a '/' at the end stays. False when it leads out of the worktree.
bool normalize(std::string_view path, std::string& out) {
  if (path.starts_with('/')) return false;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    const bool is_folder = slash != std::string_view::npos;
    path.remove_prefix(is_folder ? slash + 1 : path.size());
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (out.empty()) return false;
      if (out.back() == '/') out.pop_back();
      const std::size_t above = out.rfind('/');
      out.resize(above == std::string::npos ? 0 : above + 1);
      continue;
    }
    out += part;
    if (is_folder) out += '/';
  }
  return true;
}

Pathspec parse(std::string_view text) {
  Pathspec spec;
  if (text.empty()) {
    spec.impossible = true;
  } else if (text.starts_with(":(")) {
    text = take_words(text, spec);
  } else if (text.starts_with(':')) {
    text = take_signs(text, spec);
  }
  if (spec.from_top) {
    spec.pattern = text;
  } else if (!normalize(text, spec.pattern)) {
    spec.impossible = true;
  }
  return spec;
}

bool matches(const Pathspec& spec, std::string_view path) {
  if (spec.impossible) return false;
  const std::string_view pattern = spec.pattern;
  if (pattern.empty()) return true;
  if (same_text(path.substr(0, pattern.size()), pattern, spec.letters) &&
      (path.size() == pattern.size() || pattern.back() == '/' || path[pattern.size()] == '/')) {
    return true;
  }
  if (spec.literal || literal_size(pattern) == pattern.size()) return false;
  return wildmatch_from_glob(pattern, path, spec.glob ? Slashes::kBoundary : Slashes::kPlain, spec.letters);
}

}  // namespace

bool pathspec_matches(const std::vector<std::string>& pathspecs, const std::string& path) {
  bool any_positive = false, matched = false;
  for (const std::string& text : pathspecs) {
    const Pathspec spec = parse(text);
    if (spec.excluded) {
      if (matches(spec, path)) return false;
      continue;
    }
    any_positive = true;
    matched = matched || matches(spec, path);
  }
  return matched || !any_positive;
}

}  // namespace leaksieve::git
