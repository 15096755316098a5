// leaksieve hook: install, uninstall, status, run.
#include <ctime>
#include <filesystem>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/choose_config.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/git/repository.h"
#include "scanner/hook/agent_call.h"
#include "scanner/hook/agent_config.h"
#include "scanner/hook/install.h"
#include "scanner/hook/run.h"
#include "scanner/scan/config.h"

namespace leaksieve::cli {
namespace {

constexpr int kExitPass = 0;
constexpr int kExitRefuse = 1;
constexpr int kExitInterrupted = 130;  // as a shell tells Ctrl-C

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

int print(const Result<std::string>& text) {
  if (!text) return fail(text.error());
  const Status status = write_stdout(*text);
  return status ? kExitClean : fail(status.error());
}

Result<git::Repository> open_here() {
  git::OpenOptions open;
  open.use_environment = true;
  return git::Repository::open(".", open);
}

Result<const hook::Agent*> agent_named(const std::string& name) {
  if (const hook::Agent* agent = hook::find_agent(name)) return agent;
  std::string names;
  for (const hook::Agent& agent : hook::all_agents()) names += (names.empty() ? "" : ", ") + std::string(agent.name);
  return Error{ErrorKind::kUsage, fmt::format("there is no agent '{}'; there are: {}", clean_line(name, 40), names)};
}

Result<hook::InstallOptions> install_options(const Invocation& invocation) {
  hook::InstallOptions options;
  int scopes = 0;
  const auto take = [&](std::string_view flag, hook::Scope scope) {
    if (!invocation.has(flag)) return;
    options.scope = scope;
    ++scopes;
  };
  take("local", hook::Scope::kLocal);
  take("global", hook::Scope::kGlobal);
  take("worktree", hook::Scope::kWorktree);
  take("template", hook::Scope::kTemplate);
  if (scopes > 1) return Error{ErrorKind::kUsage, "--local, --global, --worktree and --template: name one of them"};
  options.types = invocation.texts("type");
  options.by_config = invocation.has("config-based");
  options.version = kVersion;
  std::error_code error;
  options.program = std::filesystem::read_symlink("/proc/self/exe", error).string();
  if (error) return Error{ErrorKind::kUnreadable, "cannot tell where this program is: /proc is not mounted"};
  return options;
}

struct AgentJob {
  Result<std::string> (*run)(const hook::AgentInstall&);
};

// Each agent that is named, in the worktree that this is.
Result<std::string> change_agents(const Invocation& invocation, const std::string& program, AgentJob job) {
  const Result<git::Repository> repository = open_here();
  if (!repository) return repository.error();
  const std::filesystem::path root = repository->worktree().value_or(std::filesystem::path());
  if (root.empty()) return Error{ErrorKind::kUsage, "an agent works in a worktree: this repository is bare"};
  std::string text;
  for (const std::string& name : invocation.texts("agent")) {
    const Result<const hook::Agent*> agent = agent_named(name);
    if (!agent) return agent.error();
    const Result<std::string> done = job.run({*agent, root, program, invocation.has("prompts")});
    if (!done) return done;
    text += *done;
  }
  return text;
}

using Job = Result<std::string> (*)(const git::Repository*, const hook::InstallOptions&);

int change_hooks(const Invocation& invocation, Job job, AgentJob agent_job) {
  const Result<hook::InstallOptions> options = install_options(invocation);
  if (!options) return fail(options.error());
  if (invocation.has("agent")) return print(change_agents(invocation, options->program, agent_job));
  if (invocation.has("prompts")) return fail({ErrorKind::kUsage, "--prompts goes with --agent"});
  const bool needs_repository = options->scope == hook::Scope::kLocal || options->scope == hook::Scope::kWorktree;
  if (!needs_repository) return print(job(nullptr, *options));
  const Result<git::Repository> repository = open_here();
  if (!repository) return fail(repository.error());
  return print(job(&*repository, *options));
}

// `repository`: the current one where it is open; null: its settings are looked for.
Result<hook::Context> make_context(const Invocation& given, std::stop_token stop, const git::Repository* repository) {
  Invocation invocation = given;
  if (Status status = invocation.add_environment(leaksieve_environment()); !status) return status.error();
  const Result<scan::Config> config = repository != nullptr
                                          ? choose_config(invocation, *repository)
                                          : choose_config(invocation, {TargetKind::kCurrentRepository, "."});
  if (!config) return config.error();
  invocation.add_settings(*config);
  Result<scan::ScanOptions> options = make_scan_options(invocation, std::time(nullptr));
  if (!options) return options.error();
  auto db = match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
  if (!db) return db.error();
  return hook::Context{std::move(*db), std::move(*options), std::move(stop)};
}

// `hook run agent`: one call of an agent's hook, on standard input. What cannot be checked is refused.
int answer_call(const Invocation& invocation) {
  const Result<const hook::Agent*> agent = agent_named(invocation.text("agent"));
  if (!agent) return fail(agent.error());
  const Result<std::string> input = read_stdin();
  if (!input) return fail(input.error());
  const Result<hook::AgentCall> call = hook::parse_agent_call(*input);
  if (!call) return fail(call.error());
  const StopOnSignal stop;
  const Result<hook::Context> context = make_context(invocation, stop.token(), nullptr);
  if (!context) return fail(context.error());
  const Result<hook::Outcome> outcome = hook::run_agent_call(*call, *context);
  if (!outcome) return fail(outcome.error());
  const hook::AgentAnswer answer = hook::answer_agent(**agent, *call, *outcome);
  write_stderr(answer.error);
  const Status status = write_stdout(answer.out);
  return status ? answer.exit : fail(status.error());
}

}  // namespace

int run_hook_install(const Invocation& invocation) {
  return change_hooks(invocation, hook::install, {hook::install_agent});
}
int run_hook_uninstall(const Invocation& invocation) {
  return change_hooks(invocation, hook::uninstall, {hook::uninstall_agent});
}

int run_hook_status(const Invocation&) {
  const Result<git::Repository> repository = open_here();
  return repository ? print(hook::tell_status(*repository)) : fail(repository.error());
}

int run_hook_run(const Invocation& invocation) {
  const std::vector<std::string>& operands = invocation.operands();
  if (operands.empty()) return fail({ErrorKind::kUsage, "which hook? leaksieve hook run TYPE"});
  if (operands[0] == "agent") return answer_call(invocation);
  hook::Call call{hook::find_hook_type(operands[0]), {operands.begin() + 1, operands.end()}, ""};
  if (call.type == nullptr) {
    return fail({ErrorKind::kUsage, fmt::format("there is no hook '{}' (see `leaksieve hook install --help`)",
                                                clean_line(operands[0], 40))});
  }
  if (hook::reads_input(call.type->name)) {
    Result<std::string> input = read_stdin();
    if (!input) return fail(input.error());
    call.input = std::move(*input);
  }
  const StopOnSignal stop;
  // Static: they live until the process ends, which gives all memory back at once.
  static const Result<git::Repository> kRepository = open_here();
  if (!kRepository) return fail(kRepository.error());
  static const Result<hook::Context> kContext = make_context(invocation, stop.token(), &*kRepository);
  if (!kContext) return fail(kContext.error());
  const Result<hook::Outcome> outcome = hook::run_hook(call, *kContext, *kRepository);
  if (!outcome) return fail(outcome.error());
  if (stop.token().stop_requested()) return call.type->blocks ? kExitInterrupted : kExitPass;
  write_stderr(outcome->text);
  return outcome->refused ? kExitRefuse : kExitPass;
}

}  // namespace leaksieve::cli
