// CLI11 takes the command line apart; it knows no defaults, no environment and no config of its own, so that the order
// "flag, environment, file" stands in one place, here.
#include "scanner/cli/invocation.h"

#include <algorithm>
#include <filesystem>
#include <list>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "scanner/base/quote.h"
#include "scanner/cli/nearest.h"
#include "scanner/cli/values.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace leaksieve::cli {
namespace {

struct Slot {
  const Flag* flag;
  std::vector<std::string> values;
  CLI::Option* option = nullptr;
};

void add_option(CLI::App& app, Slot& slot) {
  std::string names = "--" + std::string(slot.flag->name);
  if (slot.flag->letter != 0) names += std::string(",-") + slot.flag->letter;
  if (slot.flag->kind == ValueKind::kSwitch) {
    slot.option = app.add_flag(names);
    return;
  }
  // One value for each time it is given: "--path a b" leaves b to the operands.
  slot.option = app.add_option(names, slot.values)->allow_extra_args(false)->type_name(std::string(slot.flag->value));
}

Error usage(const Command& command, const std::string& message) {
  return {ErrorKind::kUsage, fmt::format("{} (see `leaksieve {} --help`)", message, command.name)};
}

std::string unknown_flag(const Command& command, const std::string& told) {
  std::vector<std::string> flags;
  for (const Flag& flag : command.flags) flags.push_back("--" + std::string(flag.name));
  const std::string_view meant = nearest(told.substr(0, told.find('=')), {flags.begin(), flags.end()});
  const std::string message = fmt::format("unknown flag '{}'", clean_line(told, 80));
  return meant.empty() ? message : fmt::format("{}; did you mean {}?", message, meant);
}

Result<Given> given_by(const Command& command, const Slot& slot) {
  const std::string name = "--" + std::string(slot.flag->name);
  if (slot.flag->kind == ValueKind::kSwitch) {
    const bool bare =
        std::ranges::all_of(slot.option->results(), [](const std::string& text) { return text == "true"; });
    if (!bare) return usage(command, fmt::format("{} takes no value", name));
    return Given{{""}, name, Origin::kCommandLine};
  }
  if (slot.flag->times == Times::kOnce && slot.values.size() > 1) {
    return usage(command, fmt::format("{} is given {} times: give it once", name, slot.values.size()));
  }
  return Given{slot.values, name, Origin::kCommandLine};
}

Status check_operands(const Command& command, const std::vector<std::string>& operands) {
  for (const std::string& operand : operands) {
    if (operand.empty()) return usage(command, "an operand is empty");
  }
  if (operands.size() <= command.most_operands) return {};
  if (command.most_operands == 0) return usage(command, fmt::format("unexpected '{}'", clean_line(operands[0], 80)));
  return usage(command, fmt::format("too many operands: '{}'", clean_line(operands[command.most_operands], 80)));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

Result<Invocation> Invocation::parse(const Command& command, const std::vector<std::string>& arguments) {
  Invocation invocation(command);
  // What stands behind "--" is an operand, whatever it looks like; CLI11 gets the rest, last argument first.
  const auto dashes = std::ranges::find(arguments, "--");
  std::vector<std::string> reversed(arguments.begin(), dashes);
  std::ranges::reverse(reversed);
  CLI::App app;
  std::list<Slot> slots;  // a list: CLI11 keeps pointers into it
  try {
    app.set_help_flag();
    app.allow_extras();  // operands; as CLI11 positionals, "[a]" would be taken apart
    slots.push_back({&help_flag(), {}, nullptr});
    for (const Flag& flag : command.flags) slots.push_back({&flag, {}, nullptr});
    for (Slot& slot : slots) add_option(app, slot);
    app.parse(reversed);
    invocation.operands_ = app.remaining();
  } catch (const CLI::Error& error) {
    return usage(command, clean_line(error.what(), 300));
  }
  for (const std::string& extra : invocation.operands_) {
    if (extra.size() > 1 && extra[0] == '-') {
      return usage(command, unknown_flag(command, extra));
    }
  }
  if (dashes != arguments.end()) {
    invocation.operands_.insert(invocation.operands_.end(), dashes + 1, arguments.end());
  }
  for (const Slot& slot : slots) {
    if (slot.option->count() == 0) continue;
    Result<Given> given = given_by(command, slot);
    if (!given) return given.error();
    invocation.given_[std::string(slot.flag->name)] = std::move(*given);
  }
  if (invocation.wants_help()) return invocation;
  if (const Status status = check_operands(command, invocation.operands_); !status) return status.error();
  return invocation;
}

const Given* Invocation::find(std::string_view flag) const {
  const auto found = given_.find(flag);
  return found == given_.end() ? nullptr : &found->second;
}

bool Invocation::on_command_line(std::string_view flag) const {
  const Given* given = find(flag);
  return given != nullptr && given->origin == Origin::kCommandLine;
}

std::string Invocation::text(std::string_view flag, std::string_view fallback) const {
  const Given* given = find(flag);
  return given == nullptr || given->values.empty() ? std::string(fallback) : given->values.back();
}

std::vector<std::string> Invocation::texts(std::string_view flag) const {
  const Given* given = find(flag);
  return given == nullptr ? std::vector<std::string>{} : given->values;
}

Status Invocation::add_environment(const std::map<std::string, std::string>& environment) {
  for (const Flag& flag : command_->flags) {
    const std::string name = environment_name(flag);
    const auto found = environment.find(name);
    if (flag.origin == Origin::kCommandLine || has(flag.name) || found == environment.end()) continue;
    Given given{{found->second}, name, Origin::kEnvironment};
    if (flag.kind == ValueKind::kSwitch) {
      const Result<bool> on = parse_switch(found->second);
      if (!on) return error_of(given, on.error());
      if (!*on) continue;
    } else if (found->second.empty()) {
      continue;  // an empty variable is as good as none
    }
    if (flag.times == Times::kRepeatable) given.values = lines_of(found->second);
    given_[std::string(flag.name)] = std::move(given);
  }
  return {};
}

void Invocation::add_settings(const scan::Config& config) {
  for (const scan::Setting& setting : config.settings) {
    const Flag* flag = find_flag(*command_, setting.name);
    if (flag == nullptr || flag->origin != Origin::kConfig || has(setting.name)) continue;
    Given given{setting.values, setting.where + ": " + setting.name, Origin::kConfig};
    if (flag->kind == ValueKind::kFile) {  // relative to the file that says so
      for (std::string& value : given.values) value = (config.file.parent_path() / value).string();
    }
    given_[setting.name] = std::move(given);
  }
}

std::map<std::string, std::string> leaksieve_environment() {
  std::map<std::string, std::string> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (!text.starts_with("LEAKSIEVE_") || equals == std::string_view::npos) continue;
    found.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

Error error_of(const Given& given, const Error& error) { return {error.kind, given.where + ": " + error.message}; }

}  // namespace leaksieve::cli
