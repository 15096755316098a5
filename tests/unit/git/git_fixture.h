// What the tests of the git layer share.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/git/repository.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace leaksieve::test {

using Texts = std::vector<std::string>;
using TextSet = std::set<std::string>;

inline git::Repository open_repository(const std::filesystem::path& path, const git::OpenOptions& options = {}) {
  Result<git::Repository> repository = git::Repository::open(path, options);
  if (!repository) FAIL(repository.error().message);
  return std::move(*repository);
}

// The parts of what `git ... -z` says.
inline TextSet split_at_nul(std::string_view text) {
  TextSet parts;
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    parts.emplace(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

// Texts made of the given pieces; the same in every run for the same seed.
class RandomTexts {
 public:
  explicit RandomTexts(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }
  const std::string& one_of(const Texts& choices) { return choices[below(choices.size())]; }
  std::string some_of(const Texts& choices, std::size_t most) {
    std::string text;
    for (std::size_t i = 1 + below(most); i > 0; --i) text += one_of(choices);
    return text;
  }

 private:
  std::mt19937 random_;
};

// Sets a variable of this process for a while.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~ScopedVariable() { old_.empty() ? unsetenv(name_) : setenv(name_, old_.c_str(), 1); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  std::string old_;
};

}  // namespace leaksieve::test
