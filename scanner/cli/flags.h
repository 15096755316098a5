// The one table of commands and flags. Parsing, --help, the man page, completions and the environment variables all
// come from it: a flag is added here and nowhere else.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leaksieve::cli {

enum class ValueKind : std::uint8_t { kSwitch, kText, kChoice, kFile, kFolder };
// Where a flag's value may come from besides the command line.
enum class Origin : std::uint8_t { kCommandLine, kEnvironment, kConfig };  // kConfig: environment and .leaksieve.toml
enum class Times : std::uint8_t { kOnce, kRepeatable };

struct Flag {
  std::string_view group;  // heading in --help
  std::string_view name;   // without dashes
  char letter = 0;         // short form; 0 = none
  std::string_view value;  // placeholder in --help; "" for switches
  ValueKind kind = ValueKind::kText;
  Times times = Times::kOnce;
  Origin origin = Origin::kCommandLine;
  std::string_view help;                            // one or two sentences, no period at the end
  std::vector<std::string> (*choices)() = nullptr;  // for completions; parsing checks on its own
};

struct Example {
  std::string_view command;
  std::string_view what;
};

class Invocation;

struct Command {
  std::string_view name;      // "scan", "rules list"
  std::string_view summary;   // one line
  std::string_view operands;  // "[REPO...]"; "" = none
  std::size_t most_operands;
  std::string_view text;  // paragraphs for --help and the man page, divided by blank lines
  std::span<const Flag> flags;
  std::span<const Example> examples;
  int (*run)(const Invocation&);
};

[[nodiscard]] std::span<const Command> all_commands();
[[nodiscard]] const Command* find_command(std::string_view name);
[[nodiscard]] const Flag* find_flag(const Command& command, std::string_view name);
// --help of every command; not in its table.
[[nodiscard]] const Flag& help_flag();

// "LEAKSIEVE_MAX_BLOB_SIZE".
[[nodiscard]] std::string environment_name(const Flag& flag);

}  // namespace leaksieve::cli
