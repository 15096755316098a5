// Source: gitglossary(7), "pathspec".
#include <algorithm>
#include <string_view>

#include "scanner/git/walk.h"
#include "scanner/git/wildmatch.h"

namespace leaksieve::git {
namespace {

struct Pathspec {
  std::string_view pattern;
  bool excluded = false, glob = false, literal = false, folded = false, impossible = false;
};

void apply_word(std::string_view word, Pathspec& spec) {
  if (word == "exclude") spec.excluded = true;
  if (word == "glob") spec.glob = true;
  if (word == "literal") spec.literal = true;
  if (word == "icase") spec.folded = true;
  // "top" changes nothing: paths count from the top here. Attributes are not known here.
  if (word.starts_with("attr:")) spec.impossible = true;
}

// ":(word,word)pattern", ":!pattern", ":/pattern", ":^:/pattern".
Pathspec parse(std::string_view text) {
  Pathspec spec;
  if (text.starts_with(":(")) {
    const std::size_t end = std::min(text.find(')'), text.size());
    std::string_view words = text.substr(2, end - 2);
    while (!words.empty()) {
      const std::size_t comma = std::min(words.find(','), words.size());
      apply_word(words.substr(0, comma), spec);
      words.remove_prefix(std::min(comma + 1, words.size()));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  } else if (text.starts_with(':')) {
    text.remove_prefix(1);
    while (!text.empty() && (text.front() == '!' || text.front() == '^' || text.front() == '/')) {
      if (text.front() != '/') spec.excluded = true;
      text.remove_prefix(1);
    }
    if (text.starts_with(':')) text.remove_prefix(1);
  }
  while (text.starts_with("./")) text.remove_prefix(2);
  if (text == ".") text = "";
  spec.pattern = text;
  return spec;
}

bool same(std::string_view a, std::string_view b, bool folded) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return x == y || (folded && lower(x) == lower(y)); });
}

bool matches(const Pathspec& spec, std::string_view path) {
  if (spec.impossible) return false;
  std::string_view pattern = spec.pattern;
  if (pattern.empty()) return true;
  const bool folder = pattern.ends_with('/');
  if (folder) pattern.remove_suffix(1);
  if (path.size() > pattern.size() && path[pattern.size()] == '/' &&
      same(path.substr(0, pattern.size()), pattern, spec.folded)) {
    return true;
  }
  if (!folder && same(path, pattern, spec.folded)) return true;
  if (spec.literal || !is_glob(spec.pattern)) return false;
  return wildmatch(spec.pattern, path, spec.glob ? Slashes::kBoundary : Slashes::kPlain,
                   spec.folded ? Case::kFolded : Case::kSensitive);
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
