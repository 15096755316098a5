// Which files git leaves alone. Inner header of the git layer. Source: gitignore(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/git/wildmatch.h"

namespace leaksieve::git {

// The patterns of one file: a .gitignore, info/exclude, core.excludesFile.
class IgnoreRules {
 public:
  // `text` is the file's content; the patterns count from the folder that the file stands in. `letters`:
  // core.ignoreCase.
  explicit IgnoreRules(std::string_view text, Case letters = Case::kSensitive);

  // What the last pattern that matches says: true = ignored, false = taken back by '!'; nullopt when none matches.
  // `path` is relative to that folder.
  [[nodiscard]] std::optional<bool> decide(std::string_view path, bool is_folder) const;
  [[nodiscard]] bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::string glob;
    bool negated = false, folders_only = false;
    bool by_name = false;  // has no '/': matches the last part of the path
    bool literal = false;
  };
  void add(std::string_view line);

  Case letters_;
  std::vector<Pattern> patterns_;
};

}  // namespace leaksieve::git
