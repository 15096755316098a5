// Remotes, as the configuration names them.
#pragma once

#include <string>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/git/repository.h"

namespace leaksieve::git {

struct Remote {
  std::string name;
  std::vector<std::string> urls;               // fetch and push URLs
  std::vector<std::string> tracking_patterns;  // destinations of its fetch refspecs: "refs/remotes/origin/*"
};

[[nodiscard]] Result<std::vector<Remote>> read_remotes(const Repository& repository);

// True when `ref` is what a pattern names; '*' stands for any text.
[[nodiscard]] bool matches_refspec(const std::string& pattern, const std::string& ref);

}  // namespace leaksieve::git
