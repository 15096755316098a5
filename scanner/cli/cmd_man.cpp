// leaksieve man: the manual page in roff (groff_man(7)), from the table of flags.
#include <algorithm>

#include <fmt/format.h>

#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/help.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

namespace leaksieve::cli {
namespace {

// Text for roff: '\' and '-' are escaped, and no line can begin with a request ('.' or '\'').
std::string roff(std::string_view text) {
  std::string out;
  bool line_begin = true;
  for (const char c : text) {
    if (line_begin && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begin = c == '\n';
  }
  return out;
}

void append_flag(std::string& out, const Flag& flag) {
  std::string usage;
  if (flag.letter != 0) usage += fmt::format("\\fB\\-{}\\fR, ", flag.letter);
  usage += fmt::format("\\fB\\-\\-{}\\fR", roff(flag.name));
  if (!flag.value.empty()) usage += fmt::format(" \\fI{}\\fR", roff(flag.value));
  out += fmt::format(".TP\n{}\n{}", usage, roff(flag.help));
  if (flag.times == Times::kRepeatable) out += "; may be repeated";
  out += ".\n";
  if (flag.origin != Origin::kCommandLine) {
    out += fmt::format("Environment: \\fB{}\\fR", environment_name(flag));
    if (flag.origin == Origin::kConfig) out += fmt::format("; in the config: \\fB{}\\fR", roff(flag.name));
    out += ".\n";
  }
}

void append_paragraphs(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    out += ".PP\n" + roff(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

void append_command(std::string& out, const Command& command) {
  out += fmt::format(".SS \"leaksieve {}\"\n", roff(command_usage(command)));
  out += roff(command.summary) + ".\n";
  append_paragraphs(out, command.text);
  for (const Flag& flag : command.flags) append_flag(out, flag);
}

std::string man_page() {
  std::string out = fmt::format(".TH LEAKSIEVE 1 \"\" \"leaksieve {}\" \"User Commands\"\n", kVersion);
  out += ".SH NAME\nleaksieve \\- find the secrets that a git repository still holds\n.SH SYNOPSIS\n";
  for (const Command& command : all_commands()) {
    out += fmt::format("\\fBleaksieve\\fR {}\n.br\n", roff(command_usage(command)));
  }
  out += "\\fBleaksieve\\fR \\-\\-help | \\-\\-version\n.SH COMMANDS\n";
  for (const Command& command : all_commands()) append_command(out, command);
  out += ".SH EXIT STATUS\n";
  const auto status = [&](int number, std::string_view text) { out += fmt::format(".TP\n.B {}\n{}\n", number, text); };
  status(kExitClean, "Nothing found, and everything asked for was read.");
  status(kExitLeaks,
         "Leaks were found; the scan may be incomplete as well. \\fB\\-\\-exit\\-code\\fR changes this number.");
  status(kExitUsage, "Wrong usage or configuration, or no such repository.");
  status(kExitIncomplete, "Nothing found, but the scan is incomplete.");
  out +=
      ".SH FILES\n.TP\n.I .leaksieve.toml\nRules and settings, at the root of the worktree.\n"
      ".TP\n.I .leaksieveignore\nFingerprints of leaks to leave out.\n"
      ".TP\n.I ~/.cache/leaksieve\nCompiled rules. It holds no secret and may be deleted.\n.SH EXAMPLES\n";
  for (const Command& command : all_commands()) {
    for (const Example& example : command.examples) {
      out += fmt::format(".TP\n.B {}\n{}\n", roff(example.command), roff(example.what));
    }
  }
  return out;
}

}  // namespace

int run_man(const Invocation&) {
  const Status status = write_stdout(man_page());
  if (status) return kExitClean;
  print_error(status.error());
  return kExitUsage;
}

}  // namespace leaksieve::cli
