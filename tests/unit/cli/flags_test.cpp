// Walks the table of flags: whatever is added to it has to parse, be told by --help, man page and completions, and have
// the defaults that it claims.
#include "scanner/cli/flags.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "scanner/cli/help.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/version.h"
#include "scanner/scan/config.h"
#include "tests/support/catch.h"
#include "tests/support/run_command.h"

namespace leaksieve::cli {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string a_value(const Flag& flag) { return flag.choices == nullptr ? "value" : flag.choices().front(); }

test::CommandResult program(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {test::program_path()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return test::run_command(all);
}

TEST_CASE("names of commands, flags and letters are unique and well formed") {
  std::set<std::string_view> commands;
  for (const Command& command : all_commands()) {
    INFO(command.name);
    CHECK(commands.insert(command.name).second);
    CHECK(find_command(command.name) == &command);
    CHECK_FALSE(command.examples.empty());
    CHECK_FALSE(command.summary.ends_with('.'));
    std::set<std::string_view> names = {"help"};
    std::set<char> letters = {'h'};
    for (const Flag& flag : command.flags) {
      INFO(flag.name);
      CHECK(names.insert(flag.name).second);
      if (flag.letter != 0) CHECK(letters.insert(flag.letter).second);
      CHECK((flag.kind == ValueKind::kSwitch) == flag.value.empty());
      CHECK((flag.kind == ValueKind::kChoice) == (flag.choices != nullptr));
      CHECK_FALSE(flag.help.empty());
      CHECK_FALSE(flag.help.ends_with('.'));
      CHECK(find_flag(command, flag.name) == &flag);
    }
  }
  CHECK(find_command("rules") == nullptr);
}

TEST_CASE("every flag is parsed in each of its forms") {
  for (const Command& command : all_commands()) {
    for (const Flag& flag : command.flags) {
      INFO(command.name << " --" << flag.name);
      const std::string name = "--" + std::string(flag.name);
      const bool is_switch = flag.kind == ValueKind::kSwitch;
      std::vector<std::vector<std::string>> forms;
      if (is_switch) {
        forms = {{name}};
      } else {
        forms = {{name, a_value(flag)}, {name + "=" + a_value(flag)}};
      }
      if (flag.letter != 0) {
        const std::string letter = std::string("-") + flag.letter;
        forms.push_back(is_switch ? std::vector{letter} : std::vector{letter, a_value(flag)});
      }
      for (const auto& form : forms) {
        const auto invocation = Invocation::parse(command, form);
        REQUIRE(invocation.ok());
        CHECK(invocation->on_command_line(flag.name));
        CHECK(invocation->operands().empty());
        if (!is_switch) CHECK(invocation->text(flag.name) == a_value(flag));
      }
      if (is_switch) continue;
      CHECK_FALSE(Invocation::parse(command, {name}).ok());
      const auto twice = Invocation::parse(command, {name, "a", name, "b"});
      CHECK(twice.ok() == (flag.times == Times::kRepeatable));
      if (twice.ok()) CHECK(twice->texts(flag.name) == std::vector<std::string>{"a", "b"});
    }
  }
}

TEST_CASE("help tells every flag and example in 80 columns") {
  for (const Command& command : all_commands()) {
    const std::string help = command_help(command);
    for (const Flag& flag : command.flags) CHECK(holds(help, flag_usage(flag)));
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      const bool example =
          std::ranges::any_of(command.examples, [&](const auto& each) { return holds(line, each.command); });
      CHECK((example || line.size() <= 80));
    }
    CHECK(program_help().find("  " + std::string(command.name) + "  ") != std::string::npos);  // and a blank behind it
  }
}

TEST_CASE("the first screen has 80 columns") {
  std::istringstream lines(program_help());
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(line.size() <= 80);
  }
}

TEST_CASE("the man page and the completions tell every flag") {
  const auto man = program({"man"});
  const auto bash = program({"completions", "bash"});
  const auto zsh = program({"completions", "zsh"});
  const auto fish = program({"completions", "fish"});
  REQUIRE(man.exit == 0);
  for (const Command& command : all_commands()) {
    for (const Flag& flag : command.flags) {
      INFO(flag.name);
      std::string escaped;
      for (const char c : flag.name) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
      CHECK(holds(man.out, "\\-\\-" + escaped));
      if (flag.origin != Origin::kCommandLine) CHECK(holds(man.out, environment_name(flag)));
      CHECK(holds(bash.out, "--" + std::string(flag.name)));
      CHECK(holds(zsh.out, "--" + std::string(flag.name) + "["));
      CHECK(holds(fish.out, " -l " + std::string(flag.name)));
    }
  }
  CHECK(program({"completions", "tcsh"}).exit == 2);
  CHECK(program({"completions"}).exit == 2);
}

TEST_CASE("shells can read their completions") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    if (test::run_command({"sh", "-c", std::string("command -v ") + shell}).exit != 0) continue;
    INFO(shell);
    test::CommandOptions options;
    options.input = program({"completions", shell}).out;
    const auto read = test::run_command({shell, "-n", "/dev/stdin"}, options);
    INFO(read.err);
    CHECK(read.exit == 0);
  }
}

TEST_CASE("bash completes commands, flags and choices") {
  const std::string script = program({"completions", "bash"}).out + R"(
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leaksieve; echo "${COMPREPLY[*]}"; }
compopt() { :; }
try leaksieve s
try leaksieve scan --for
try leaksieve scan --format s
try leaksieve rules sh
)";
  test::CommandOptions options;
  options.input = script;
  CHECK(test::run_command({"bash", "-s"}, options).out == "scan\n--format\nsarif\nshow\n");
}

TEST_CASE("flags that the config may set are those that [scan] knows") {
  const Command& command = *find_command("scan");
  std::set<std::string_view> flags;
  for (const Flag& flag : command.flags) {
    if (flag.origin == Origin::kConfig) flags.insert(flag.name);
  }
  std::set<std::string_view> keys;
  for (const scan::SettingKey& key : scan::setting_keys()) {
    keys.insert(key.name);
    const Flag* flag = find_flag(command, key.name);
    REQUIRE(flag != nullptr);
    CHECK((flag->times == Times::kRepeatable) == (key.type == scan::SettingType::kTexts));
  }
  CHECK(flags == keys);
}

TEST_CASE("documentation names every flag, key and variable of scan") {
  std::ifstream file(std::string(LEAKSIEVE_SOURCE_DIR) + "/docs/configuration.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const Flag& flag : find_command("scan")->flags) {
    INFO(flag.name);
    CHECK(holds(page, "`--" + std::string(flag.name)));
    if (flag.origin != Origin::kCommandLine) CHECK(holds(page, "`" + environment_name(flag) + "`"));
    if (flag.origin == Origin::kConfig) CHECK(holds(page, "`" + std::string(flag.name) + "`"));
  }
}

TEST_CASE("the version is the project's") {
  std::ifstream file(std::string(LEAKSIEVE_SOURCE_DIR) + "/CMakeLists.txt");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  CHECK(holds(text, "project(leaksieve VERSION " + std::string(kVersion) + " "));
  const auto version = program({"--version"});
  CHECK(version.exit == 0);
  CHECK(holds(version.out, "leaksieve " + std::string(kVersion) + "\n"));
  CHECK(holds(version.out, "Hyperscan "));
}

}  // namespace
}  // namespace leaksieve::cli
