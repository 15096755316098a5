// leaksieve completions: scripts for bash, zsh and fish, from the table of flags. A command of two words ("rules list")
// is its first word for the shell, and the second one its first operand.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/terminal.h"

namespace leaksieve::cli {
namespace {

std::string join(const std::vector<std::string>& parts, std::string_view separator = " ") {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : std::string(separator)) + part;
  return out;
}

// 'text' for a shell: single quotes, with those inside closed, escaped and opened again.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

struct Word {
  std::string word;
  std::string_view summary;
};

std::string_view first_word(const Command& command) { return command.name.substr(0, command.name.find(' ')); }

// The first words, each once, and for each the second ones.
std::vector<Word> first_words() {
  std::vector<Word> words;
  for (const Command& command : all_commands()) {
    if (!words.empty() && words.back().word == first_word(command)) continue;
    const bool several = command.name.find(' ') != std::string_view::npos;
    words.push_back({std::string(first_word(command)), several ? "List, show, check and test rules" : command.summary});
  }
  return words;
}

std::vector<Word> second_words(std::string_view first) {
  std::vector<Word> words;
  for (const Command& command : all_commands()) {
    const std::size_t blank = command.name.find(' ');
    if (blank == std::string_view::npos || command.name.substr(0, blank) != first) continue;
    words.push_back({std::string(command.name.substr(blank + 1)), command.summary});
  }
  return words;
}

// Flags of all commands that begin with `first`, each once.
std::vector<const Flag*> flags_of(std::string_view first) {
  std::vector<const Flag*> flags;
  for (const Command& command : all_commands()) {
    if (first_word(command) != first) continue;
    for (const Flag& flag : command.flags) {
      if (std::ranges::none_of(flags, [&](const Flag* each) { return each->name == flag.name; }))
        flags.push_back(&flag);
    }
  }
  flags.push_back(&help_flag());
  return flags;
}

std::vector<std::string> words_only(const std::vector<Word>& words) {
  std::vector<std::string> out;
  for (const Word& word : words) out.push_back(word.word);
  return out;
}

// What may follow the command when it is not a flag: second words, shells, else files.
std::vector<std::string> operand_words(std::string_view first) {
  if (first == "completions") return {"bash", "zsh", "fish"};
  return words_only(second_words(first));
}

std::string bash_script() {
  std::string out =
      "# bash completion for leaksieve\n_leaksieve() {\n  local cur=${COMP_WORDS[COMP_CWORD]} "
      "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  COMPREPLY=()\n  if [[ $COMP_CWORD -eq 1 ]]; then\n";
  out += fmt::format(
      "    COMPREPLY=($(compgen -W {} -- \"$cur\"))\n    return\n  fi\n  case \"${{COMP_WORDS[1]}} $prev\" in\n",
      shell_quoted(join(words_only(first_words())) + " --help --version"));
  for (const Word& command : first_words()) {
    for (const Flag* flag : flags_of(command.word)) {
      if (flag->kind == ValueKind::kSwitch) continue;
      std::string pattern = fmt::format("'{} --{}'", command.word, flag->name);
      if (flag->letter != 0) pattern += fmt::format("|'{} -{}'", command.word, flag->letter);
      std::string action = ":";
      if (flag->choices != nullptr)
        action = fmt::format("COMPREPLY=($(compgen -W {} -- \"$cur\"))", shell_quoted(join(flag->choices())));
      if (flag->kind == ValueKind::kFile) action = "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"))";
      if (flag->kind == ValueKind::kFolder) action = "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\"))";
      out += fmt::format("    {}) {}; return ;;\n", pattern, action);
    }
  }
  out += "  esac\n  case \"${COMP_WORDS[1]}\" in\n";
  for (const Word& command : first_words()) {
    std::vector<std::string> names;
    for (const Flag* flag : flags_of(command.word)) names.push_back("--" + std::string(flag->name));
    out += fmt::format("    {})\n      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W {} -- \"$cur\"))\n",
                       command.word, shell_quoted(join(names)));
    const std::vector<std::string> operands = operand_words(command.word);
    if (!operands.empty()) {
      out += fmt::format("      elif [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W {} -- \"$cur\"))\n",
                         shell_quoted(join(operands)));
    }
    out += "      else compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")); fi ;;\n";
  }
  return out + "  esac\n}\ncomplete -F _leaksieve leaksieve\n";
}

// Inside _arguments' specifications brackets and colons have a meaning.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_flag(const Flag& flag) {
  std::string action;
  if (flag.kind != ValueKind::kSwitch) {
    action = ":" + zsh_text(flag.value) + ":";
    if (flag.choices != nullptr) action += "(" + join(flag.choices()) + ")";
    if (flag.kind == ValueKind::kFile) action += "_files";
    if (flag.kind == ValueKind::kFolder) action += "_files -/";
  }
  const std::string star = flag.times == Times::kRepeatable ? "*" : "";
  std::string out = shell_quoted(fmt::format("{}--{}[{}]{}", star, flag.name, zsh_text(flag.help), action));
  if (flag.letter != 0)
    out += " " + shell_quoted(fmt::format("{}-{}[{}]{}", star, flag.letter, zsh_text(flag.help), action));
  return out;
}

std::string zsh_script() {
  std::string out = "#compdef leaksieve\n_leaksieve() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(";
  for (const Word& command : first_words()) out += shell_quoted(command.word + ":" + zsh_text(command.summary)) + " ";
  out +=
      ")\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n  shift words\n  (( CURRENT-- "
      "))\n  case $command in\n";
  for (const Word& command : first_words()) {
    out += fmt::format("    {})\n      _arguments -S", command.word);
    for (const Flag* flag : flags_of(command.word)) out += " \\\n        " + zsh_flag(*flag);
    const std::vector<std::string> operands = operand_words(command.word);
    if (!operands.empty()) out += " \\\n        " + shell_quoted("1:operand:(" + join(operands) + ")");
    out += " \\\n        '*:file:_files' ;;\n";
  }
  return out + "  esac\n}\n_leaksieve \"$@\"\n";
}

std::string fish_flag(std::string_view command, const Flag& flag) {
  std::string out = fmt::format("complete -c leaksieve -n '__fish_seen_subcommand_from {}' -l {}", command, flag.name);
  if (flag.letter != 0) out += fmt::format(" -s {}", flag.letter);
  if (flag.choices != nullptr) {
    out += " -x -a " + shell_quoted(join(flag.choices()));
  } else if (flag.kind == ValueKind::kFile) {
    out += " -r -F";
  } else if (flag.kind == ValueKind::kFolder) {
    out += " -x -a '(__fish_complete_directories)'";
  } else if (flag.kind == ValueKind::kText) {
    out += " -x";
  }
  std::string help(flag.help);
  std::ranges::replace(help, '\'', '"');  // fish escapes otherwise than POSIX shells do
  return out + " -d '" + help + "'\n";
}

std::string fish_script() {
  std::string out = "# fish completion for leaksieve\ncomplete -c leaksieve -n __fish_use_subcommand -f\n";
  for (const Word& command : first_words()) {
    out += fmt::format("complete -c leaksieve -n __fish_use_subcommand -a {} -d {}\n", command.word,
                       shell_quoted(command.summary));
  }
  for (const Word& command : first_words()) {
    const std::vector<std::string> operands = operand_words(command.word);
    if (!operands.empty()) {
      out += fmt::format(
          "complete -c leaksieve -n '__fish_seen_subcommand_from {}; and not __fish_seen_subcommand_from {}' -f -a "
          "'{}'\n",
          command.word, join(operands), join(operands));
    }
    for (const Flag* flag : flags_of(command.word)) out += fish_flag(command.word, *flag);
  }
  return out;
}

}  // namespace

int run_completions(const Invocation& invocation) {
  const std::map<std::string, std::string (*)()> shells = {
      {"bash", bash_script}, {"zsh", zsh_script}, {"fish", fish_script}};
  const auto shell = invocation.operands().empty() ? shells.end() : shells.find(invocation.operands().front());
  if (shell == shells.end()) {
    print_error({ErrorKind::kUsage, "name a shell: `leaksieve completions bash`, `zsh` or `fish`"});
    return kExitUsage;
  }
  const Status status = write_stdout(shell->second());
  if (status) return kExitClean;
  print_error(status.error());
  return kExitUsage;
}

}  // namespace leaksieve::cli
