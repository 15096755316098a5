// A repository in which leaksieve's hooks are installed, by the program itself.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/repo_builder.h"
#include "tests/support/run_command.h"

namespace leaksieve::test {

class HookedRepo : public RepoBuilder {
 public:
  explicit HookedRepo(const std::vector<std::string>& init_arguments = {}, const std::string& name = "repo")
      : RepoBuilder(name, init_arguments) {}

  // Both run in the repository, or in `folder`.
  CommandResult leaksieve(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& env = {},
                          const std::string& folder = "") const;
  CommandResult git_with(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& env = {},
                         const std::string& folder = "") const;
  // `leaksieve hook install`; fails the test when that fails. Gives what it said.
  std::string install(const std::vector<std::string>& arguments = {}) const;
  // An executable script below the repository.
  void write_hook(const std::string& file, const std::string& script);
  std::string read(const std::string& file) const;  // "" when it is not there
};

}  // namespace leaksieve::test
