#include "tests/support/hooked_repo.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace leaksieve::test {
namespace fs = std::filesystem;

CommandResult HookedRepo::leaksieve(const std::vector<std::string>& arguments,
                                    const std::map<std::string, std::string>& env, const std::string& folder) const {
  std::vector<std::string> command{program_path()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  CommandOptions options;
  options.directory = folder.empty() ? path().string() : folder;
  options.env = env;
  return run_command(command, options);
}

CommandResult HookedRepo::git_with(const std::vector<std::string>& arguments,
                                   const std::map<std::string, std::string>& env, const std::string& folder) const {
  std::vector<std::string> command{"git"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  CommandOptions options;
  options.directory = folder.empty() ? path().string() : folder;
  options.env = env;
  return run_command(command, options);
}

std::string HookedRepo::install(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{"hook", "install"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const CommandResult result = leaksieve(command);
  if (result.exit != 0) throw std::runtime_error("hook install: " + result.err);
  return result.out;
}

void HookedRepo::write_hook(const std::string& file, const std::string& script) {
  write(file, script);
  fs::permissions(path() / file, fs::perms::owner_all);
}

std::string HookedRepo::read(const std::string& file) const {
  std::ifstream stream(path() / file, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  return text.str();
}

}  // namespace leaksieve::test
