// One call of a command: its operands and the values of its flags, from the command line, the environment and the
// config.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/result.h"
#include "scanner/cli/flags.h"
#include "scanner/scan/config.h"

namespace leaksieve::cli {

// The values of one flag and the words that name their origin in messages: "--since", "LEAKSIEVE_SINCE", "x.toml:3:9:
// since".
struct Given {
  std::vector<std::string> values;  // one "" for a switch
  std::string where;
  Origin origin = Origin::kCommandLine;
};

class Invocation {
 public:
  // Parses `arguments` (behind the command's name). Errors (kUsage): unknown flag, missing value, a flag given twice.
  static Result<Invocation> parse(const Command& command, const std::vector<std::string>& arguments);

  [[nodiscard]] const Command& command() const { return *command_; }
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }
  [[nodiscard]] bool wants_help() const { return has("help"); }

  [[nodiscard]] bool has(std::string_view flag) const { return given_.contains(flag); }
  [[nodiscard]] const Given* find(std::string_view flag) const;
  [[nodiscard]] bool on_command_line(std::string_view flag) const;
  // The last value, or `fallback`.
  [[nodiscard]] std::string text(std::string_view flag, std::string_view fallback = "") const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view flag) const;

  // Fills in what was not given. Environment first, then the config: the first value stays.
  [[nodiscard]] Status add_environment(const std::map<std::string, std::string>& environment);
  void add_settings(const scan::Config& config);

 private:
  explicit Invocation(const Command& command) : command_(&command) {}

  const Command* command_;
  std::vector<std::string> operands_;
  std::map<std::string, Given, std::less<>> given_;
};

// All variables of this process whose name begins with LEAKSIEVE_.
[[nodiscard]] std::map<std::string, std::string> leaksieve_environment();

// `error` with the flag's origin in front: "--since: 'x' is no date: ...".
[[nodiscard]] Error error_of(const Given& given, const Error& error);

}  // namespace leaksieve::cli
