#include "scanner/cli/run.h"

#include <csignal>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/help.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/nearest.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/git/repository.h"
#include "scanner/match/matcher.h"
#include "scanner/rules/load.h"

namespace leaksieve::cli {
namespace {

int print(const std::string& text) {
  const Status status = write_stdout(text);
  if (status) return kExitClean;
  print_error(status.error());
  return kExitUsage;
}

int fail(const std::string& message) {
  print_error({ErrorKind::kUsage, message});
  return kExitUsage;
}

std::string version_text() {
  return fmt::format("leaksieve {}\nlibgit2 {}\nHyperscan {}\n{} built-in rules\n", kVersion, git::libgit2_version(),
                     match::hyperscan_version(), rules::builtin_rules().rules.size());
}

// The longest name that the arguments begin with, and how many of them it takes.
struct Found {
  const Command* command = nullptr;
  std::size_t words = 0;
};

Found find(const std::vector<std::string>& arguments) {
  if (arguments.size() >= 2) {
    if (const Command* command = find_command(arguments[0] + " " + arguments[1])) return {command, 2};
  }
  return {find_command(arguments[0]), 1};
}

// "rules" alone, or "rules lst": its commands are told.
std::string family_of(const std::string& word) {
  std::string names;
  for (const Command& command : all_commands()) {
    if (command.name.starts_with(word + " ")) names += (names.empty() ? "" : ", ") + std::string(command.name);
  }
  return names;
}

// The command that was meant; or the word is what should be scanned.
std::string meant_by(const std::string& word) {
  std::error_code error;
  if (std::filesystem::exists(word, error)) return "scan " + clean_line(word, 80);
  std::vector<std::string_view> names;
  for (const Command& command : all_commands()) names.push_back(command.name);
  const std::string_view name = nearest(word, names);
  return name.empty() ? "scan " + clean_line(word, 80) : std::string(name);
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  (void)std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is told by EPIPE
  if (arguments.empty()) {
    write_stderr(program_help());
    return kExitUsage;
  }
  const std::string& first = arguments[0];
  if (first == "--version" || first == "-V") return print(version_text());
  if (first == "--help" || first == "-h") return print(program_help());
  if (first == "help") {
    const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
    if (rest.empty()) return print(program_help());
    if (const Found found = find(rest); found.command != nullptr) return print(command_help(*found.command));
    return fail(fmt::format("there is no command '{}' (see `leaksieve --help`)", clean_line(rest[0], 80)));
  }
  const Found found = find(arguments);
  if (found.command == nullptr) {
    if (const std::string family = family_of(first); !family.empty()) {
      const bool wants_help = arguments.size() > 1 && (arguments[1] == "--help" || arguments[1] == "-h");
      if (wants_help) return print(program_help());
      return fail(fmt::format("which '{}' command? There are: {}", first, family));
    }
    return fail(fmt::format("there is no command '{}' (see `leaksieve --help`); did you mean `leaksieve {}`?",
                            clean_line(first, 80), meant_by(first)));
  }
  const auto begin = arguments.begin() + static_cast<std::ptrdiff_t>(found.words);
  const Result<Invocation> invocation = Invocation::parse(*found.command, {begin, arguments.end()});
  if (!invocation) return fail(invocation.error().message);
  if (invocation->wants_help()) return print(command_help(*found.command));
  return found.command->run(*invocation);
}

}  // namespace leaksieve::cli
