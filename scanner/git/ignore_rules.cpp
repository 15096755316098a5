#include "scanner/git/ignore_rules.h"

namespace leaksieve::git {

IgnoreRules::IgnoreRules(std::string_view text, Case letters) : letters_(letters) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void IgnoreRules::add(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  line = line.substr(0, line.find('\0'));  // git's lines are C strings
  if (line.starts_with('#')) return;
  // Spaces at the end do not count, unless a backslash stands in front.
  std::size_t end = line.size();
  while (end > 0 && line[end - 1] == ' ') --end;
  std::size_t backslashes = 0;
  while (backslashes < end && line[end - 1 - backslashes] == '\\') ++backslashes;
  if (end < line.size() && backslashes % 2 == 1) ++end;
  line = line.substr(0, end);

  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.folders_only = true;
    line.remove_suffix(1);
  }
  if (line.empty()) return;
  pattern.by_name = line.find('/') == std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  pattern.glob = line;
  pattern.literal = literal_size(line) == line.size();
  patterns_.push_back(std::move(pattern));
}

std::optional<bool> IgnoreRules::decide(std::string_view path, bool is_folder) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders_only && !is_folder) continue;
    const std::string_view text = pattern->by_name ? name : path;
    const bool matches = pattern->literal ? same_text(pattern->glob, text, letters_)
                                          : wildmatch_from_glob(pattern->glob, text, Slashes::kBoundary, letters_);
    if (matches) return !pattern->negated;
  }
  return std::nullopt;
}

}  // namespace leaksieve::git
