// Runs a program and gives what it said. Used by tests that drive git and leaksieve as a person does.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace leaksieve::test {

struct CommandResult {
  int exit = -1;  // exit status; 128+n when a signal ended it
  std::string out;
  std::string err;
};

struct CommandOptions {
  std::string directory;                   // "" = this process's
  std::string input;                       // written to standard input
  std::map<std::string, std::string> env;  // on top of a clean environment (see run_command)
  int timeout_seconds = 120;               // then it is killed and the test fails
};

// The leaksieve that is tested: $LEAKSIEVE_PROGRAM, or this build's.
std::string program_path();

// Runs `arguments[0]` with the rest. The environment is clean: PATH, HOME of its own, LC_ALL=C, TZ=UTC,
// GIT_CONFIG_NOSYSTEM=1, GIT_CONFIG_GLOBAL=/dev/null, fixed author and committer names and dates, plus `env`.
CommandResult run_command(const std::vector<std::string>& arguments, const CommandOptions& options = {});

}  // namespace leaksieve::test
