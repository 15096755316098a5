// A CI job as a system runs it: a server, a clone such as the system makes, the variables that it sets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/repo_builder.h"
#include "tests/support/run_command.h"

namespace leaksieve::test {

using Variables = std::map<std::string, std::string>;

// A work repository whose pushes go to a bare server, and clones of that server.
class CiForge {
 public:
  CiForge();

  RepoBuilder work;  // of a developer: branch main is on the server
  [[nodiscard]] const std::string& server() const { return server_; }
  // `git push` of these refspecs, forced.
  void push(const std::vector<std::string>& refspecs);
  [[nodiscard]] std::string id(const std::string& revision) { return work.git({"rev-parse", revision}); }

  // A new clone, as actions/checkout makes it: fetches `refspecs`, `depth` commits deep (0: all), checks out the last
  // one.
  std::string clone(const std::vector<std::string>& refspecs, unsigned depth = 0);
  // All branches, and what `ref` names checked out, as with fetch-depth: 0.
  std::string full_clone(const std::string& ref = "refs/heads/main");
  // git in a clone.
  CommandResult git_in(const std::string& clone, const std::vector<std::string>& arguments) const;
  // A file outside of all repositories; gives its path.
  std::string write_outside(const std::string& name, const std::string& content);

 private:
  std::string server_;
  unsigned clones_ = 0;
};

// `leaksieve ci ARGUMENTS` in a clone, in an environment of `variables` alone.
CommandResult run_ci(const std::string& clone, const Variables& variables,
                     const std::vector<std::string>& arguments = {});

// What GitHub sets for events; the event file is written outside of the repositories.
Variables github_request(CiForge& forge, const std::string& base, const std::string& head,
                         const std::string& event = "pull_request");
Variables github_push(CiForge& forge, const std::string& before, const std::string& after,
                      const std::string& ref = "refs/heads/main");
// What GitLab sets for a merge request (a detached pipeline), and for a push.
Variables gitlab_request(const std::string& base, const std::string& head);
Variables gitlab_push(const std::string& before, const std::string& after, const std::string& branch = "main");

inline const std::string kNoCommit(40, '0');

}  // namespace leaksieve::test
