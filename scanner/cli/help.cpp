#include "scanner/cli/help.h"

#include <algorithm>

#include <fmt/format.h>

namespace leaksieve::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kFlagColumn = 27;

// Appends `text` wrapped at blanks; lines but the first begin at column `indent`, where the cursor is now.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent) {
  const std::size_t room = kWidth - indent;
  while (text.size() > room) {
    const std::size_t blank = text.rfind(' ', room);
    if (blank == std::string_view::npos) break;
    out.append(text.substr(0, blank)).append("\n").append(indent, ' ');
    text.remove_prefix(blank + 1);
  }
  out.append(text).append("\n");
}

void append_flag(std::string& out, const Flag& flag) {
  const std::string usage = "  " + flag_usage(flag);
  out += usage;
  if (usage.size() + 2 > kFlagColumn) {
    out.append("\n").append(kFlagColumn, ' ');
  } else {
    out.append(kFlagColumn - usage.size(), ' ');
  }
  std::string help(flag.help);
  if (flag.times == Times::kRepeatable) help += "; may be repeated";
  append_wrapped(out, help, kFlagColumn);
}

void append_paragraphs(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    append_wrapped(out, text.substr(0, end), 0);
    text.remove_prefix(std::min(end + 2, text.size()));
    if (!text.empty()) out += "\n";
  }
}

}  // namespace

std::string flag_usage(const Flag& flag) {
  std::string usage = flag.letter == 0 ? "    " : fmt::format("-{}, ", flag.letter);
  usage += fmt::format("--{}", flag.name);
  if (!flag.value.empty()) usage += fmt::format(" {}", flag.value);
  return usage;
}

std::string command_usage(const Command& command) {
  std::string usage(command.name);
  if (!command.flags.empty()) usage += " [flags]";
  if (!command.operands.empty()) usage += fmt::format(" {}", command.operands);
  return usage;
}

std::string command_help(const Command& command) {
  std::string out = fmt::format("{}\n\nUsage: leaksieve {}\n\n", command.summary, command_usage(command));
  append_paragraphs(out, command.text);
  std::string_view group;
  for (const Flag& flag : command.flags) {
    if (flag.group != group) out += fmt::format("\n{}:\n", flag.group);
    group = flag.group;
    append_flag(out, flag);
  }
  out += "\n";
  append_flag(out, help_flag());
  out += "\nExamples:\n";
  for (const Example& example : command.examples) out += fmt::format("  {}\n      {}\n", example.command, example.what);
  if (command.name == "scan") {
    out +=
        "\nExit status: 0 no leaks and everything read, 1 leaks, 2 wrong usage, wrong\n"
        "configuration or no such repository, 3 no leaks but not everything was read, or\n"
        "the scan was stopped.\n";
  }
  return out;
}

std::string program_help() {
  std::string out =
      "leaksieve finds the secrets that a git repository still holds: in history,\n"
      "reflogs, stashes, the index, the worktree and unreachable objects.\n\n"
      "Usage: leaksieve COMMAND [flags] [operands]\n\nCommands:\n";
  std::size_t width = 0;
  for (const Command& command : all_commands()) width = std::max(width, command.name.size());
  const auto append = [&](std::string_view name, std::string_view what) {
    out += fmt::format("  {:<{}}  {}\n", name, width, what);
  };
  for (const Command& command : all_commands()) append(command.name, command.summary);
  out += "\n";
  append("-h, --help", "Show this help, or with a command that command's");
  append("-V, --version", "Show the version and those of the engines");
  out += "\nBegin with:  leaksieve scan\n";
  return out;
}

}  // namespace leaksieve::cli
