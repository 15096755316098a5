// leaksieve ci: the gate in a CI job.
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/choose_config.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/run_formats.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/gate/commit_files.h"
#include "scanner/gate/log_text.h"
#include "scanner/gate/tell.h"
#include "scanner/report/mask.h"
#include "scanner/scan/config.h"

namespace leaksieve::cli {
namespace {

int fail(const Error& error) {
  print_error({error.kind, gate::harmless_in_log(error.message)});
  return kExitUsage;
}

struct ExtraReport {
  const report::Format* format = nullptr;
  std::string file;
};

Result<std::vector<ExtraReport>> extra_reports(const Invocation& invocation) {
  std::vector<ExtraReport> reports;
  const Given* given = invocation.find("report");
  if (given == nullptr) return reports;
  for (const std::string& value : given->values) {
    const std::size_t equals = std::min(value.find('='), value.size());
    const report::Format* format = find_run_format(value.substr(0, equals));
    if (format == nullptr || equals + 1 >= value.size()) {
      return error_of(*given, {ErrorKind::kUsage,
                               fmt::format("'{}' is not FORMAT=FILE, as sarif=leaks.sarif", clean_line(value, 80))});
    }
    reports.push_back({format, value.substr(equals + 1)});
  }
  return reports;
}

Result<const gate::System*> choose_system(const Invocation& invocation, const gate::Environment& environment) {
  const Given* given = invocation.find("system");
  if (given == nullptr) return gate::recognise_system(environment);
  if (const gate::System* system = gate::find_system(given->values.back())) return system;
  std::string names;
  for (const gate::System& system : gate::all_systems())
    names += (names.empty() ? "" : ", ") + std::string(system.name);
  return error_of(*given, {ErrorKind::kUsage, fmt::format("there is no system '{}'; there are: {}",
                                                          clean_line(given->values.back(), 40), names)});
}

// What the command line tells stands above what the system tells.
Result<gate::Told> tell_change(const Invocation& invocation, const gate::System* system,
                               const gate::Environment& environment) {
  using Kind = gate::Name::Kind;
  const std::string base = invocation.text("base"), head = invocation.text("head");
  gate::Told told;
  if (invocation.has("full")) {
    told.event = told.subject = "everything";
    return told;
  }
  if (system == nullptr && base.empty()) {
    return Error{
        ErrorKind::kUsage,
        "no CI system is recognised by its variables: name what the change is added to, as `leaksieve ci --base "
        "main`, or look at everything with --full"};
  }
  if (system != nullptr) {
    Result<gate::Told> read = system->read(environment);
    if (read) told = std::move(*read);
    if (!read && (base.empty() || head.empty())) return read;  // else the two name the change
  }
  if (!head.empty()) told.heads = {{Kind::kRevision, head}};
  if (base.empty()) return told;
  told.scope = gate::Scope::kRequest;
  told.bases = {{Kind::kRevision, base}};
  if (told.subject.empty()) told.subject = (head.empty() ? "HEAD" : head) + " against " + base;
  return told;
}

int exit_status(const gate::Verdict& verdict, int leaks_exit) {
  if (verdict.report.interrupted) return kExitIncomplete;
  if (!verdict.report.leaks.empty()) return leaks_exit;
  return verdict.report.complete ? kExitClean : kExitIncomplete;
}

// What a job's page shows besides its log. A page that cannot be written does not change the verdict.
std::string publish_summary(const gate::System* system, const gate::Environment& environment,
                            const std::string& summary) {
  constexpr std::size_t kMostBytes = 1'000'000;  // GitHub: 1 MiB for a step
  if (system == nullptr || summary.size() > kMostBytes) return "";
  std::filesystem::path file;
  if (system->commands == gate::LogCommands::kGithub) file = environment.get("GITHUB_STEP_SUMMARY");
  const bool is_azure = system->commands == gate::LogCommands::kAzure;
  if (is_azure && environment.has("AGENT_TEMPDIRECTORY")) {
    file = std::filesystem::path(environment.get("AGENT_TEMPDIRECTORY")) / "leaksieve-summary.md";
  }
  if (file.empty()) return "";
  std::ofstream out(file, is_azure ? std::ios::binary : std::ios::binary | std::ios::app);
  out << summary;
  out.flush();
  if (!out) {
    print_warning(fmt::format("cannot write the summary to '{}'", quote_path(file.string())));
    return "";
  }
  return is_azure ? fmt::format("##vso[task.uploadsummary]{}\n", file.string()) : "";
}

// A change could put a link where the job writes its report, and have it write elsewhere.
Status check_way(const git::Repository& repository, const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code code;
  const fs::path root = fs::canonical(repository.worktree().value_or(repository.git_dir()), code);
  const fs::path way = fs::absolute(file).lexically_normal();
  const fs::path relative = way.lexically_relative(root);
  if (code || relative.empty() || *relative.begin() == "..") return {};
  fs::path step = root;
  bool is_linked = false;
  for (const fs::path& part : relative) is_linked = is_linked || fs::is_symlink(step /= part, code);
  if (!is_linked) return {};
  return Error{ErrorKind::kUsage, fmt::format("'{}' leads through a symbolic link of the worktree, which could be the "
                                              "change's: write the report elsewhere",
                                              quote_path(file))};
}

class Job {
 public:
  explicit Job(const Invocation& given) : invocation_(given), environment_(gate::Environment::of_process()) {}

  int run() {
    if (Status status = invocation_.add_environment(leaksieve_environment()); !status) return fail(status.error());
    const Result<const gate::System*> system = choose_system(invocation_, environment_);
    if (!system) return fail(system.error());
    verdict_.system = *system;
    // What the user said is checked before anything is read.
    if (const auto options = make_scan_options(invocation_, std::time(nullptr)); !options) return fail(options.error());
    if (const auto options = make_report_options(invocation_); !options) return fail(options.error());
    const auto extras = extra_reports(invocation_);
    if (!extras) return fail(extras.error());
    extras_ = *extras;
    Result<gate::Told> told = tell_change(invocation_, verdict_.system, environment_);
    if (!told) return fail(told.error());
    verdict_.told = std::move(*told);
    git::OpenOptions open;
    open.use_environment = true;
    const Result<git::Repository> repository = git::Repository::open(".", open);
    if (!repository) return fail(repository.error());
    Result<gate::Change> change = gate::find_change(*repository, verdict_.told, verdict_.system);
    if (!change) return fail(change.error());
    verdict_.change = std::move(*change);
    if (verdict_.change.obstacle) return tell_obstacle();
    if (verdict_.change.scope == gate::Scope::kNothing) return tell_nothing();
    return judge(*repository);
  }

 private:
  int tell_obstacle() {
    const gate::Obstacle& obstacle = *verdict_.change.obstacle;
    write_stderr(gate::tell_obstacle(obstacle, verdict_.system));
    if (invocation_.has("quiet")) return kExitIncomplete;
    const Status status = write_stdout(gate::annotate_obstacle(obstacle, verdict_.system));
    return status ? kExitIncomplete : fail(status.error());
  }

  int tell_nothing() {
    if (invocation_.has("quiet")) return kExitClean;
    const Status status = write_stdout("leaksieve: nothing to check: the branch was deleted\n");
    return status ? kExitClean : fail(status.error());
  }

  [[nodiscard]] gate::JudgeWishes wishes() const {
    gate::JudgeWishes wishes;
    if (const Given* config = invocation_.find("config")) wishes.config = config->values.back();
    wishes.no_config = invocation_.has("no-config") && !invocation_.on_command_line("config");
    return wishes;
  }

  // The base's, or, when everything is looked at, the repository's.
  Result<scan::Config> read_config(std::optional<gate::CommitFiles>& base) {
    if (!base) return choose_config(invocation_, {TargetKind::kCurrentRepository, "."});
    Result<scan::Config> config = gate::read_config(*base, wishes());
    if (!config && verdict_.change.base) {
      return Error{config.error().kind,
                   fmt::format("in the base, {}: {}", verdict_.change.base->short_hex(), config.error().message)};
    }
    if (config && !invocation_.has("quiet")) {
      for (const std::string& warning : config->rules.warnings) print_warning(gate::harmless_in_log(warning));
    }
    return config;
  }

  Status check_ways(const git::Repository& repository) const {
    std::vector<std::string> files;
    if (const std::string output = invocation_.text("output"); !output.empty()) files.push_back(output);
    for (const ExtraReport& extra : extras_) files.push_back(extra.file);
    for (const std::string& file : files) {
      if (Status status = check_way(repository, file); !status) return status;
    }
    return {};
  }

  int judge(const git::Repository& repository) {
    if (Status status = check_ways(repository); !status) return fail(status.error());
    std::optional<gate::CommitFiles> base;
    if (verdict_.change.scope != gate::Scope::kAll) {
      Result<gate::CommitFiles> files = gate::CommitFiles::open(repository, verdict_.change.base, verdict_.change.head);
      if (!files) return fail(files.error());
      base.emplace(std::move(*files));
    }
    const Result<scan::Config> config = read_config(base);
    if (!config) return fail(config.error());
    invocation_.add_settings(*config);
    Result<scan::ScanOptions> options = make_scan_options(invocation_, std::time(nullptr));
    if (!options) return fail(options.error());
    const Result<ReportOptions> report_options = make_report_options(invocation_);
    if (!report_options) return fail(report_options.error());
    auto db = match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
    if (!db) return fail(db.error());

    gate::GateOptions gate_options{std::move(*options), wishes(), invocation_.has("trust-head")};
    if (!base) gate_options.scan.sources = scan::Sources::none();
    gate_options.scan.sources.history = true;
    const StopOnSignal stop;
    const scan::JobContext context{*db, stop.token(), {}};
    Result<gate::Verdict> verdict =
        base ? gate::judge_change(repository, std::move(verdict_), gate_options, *base, context)
             : gate::judge_everything(std::move(verdict_), gate_options, context);
    if (!verdict) return fail(verdict.error());
    verdict_ = std::move(*verdict);
    const Status status = tell(*report_options, (*db)->rule_set());
    return status ? exit_status(verdict_, report_options->leaks_exit) : fail(status.error());
  }

  Status tell(const ReportOptions& options, const rules::RuleSet& rules) {
    report::RunReport run;
    run.rules = &rules;
    run.tool_version = kVersion;
    run.started = std::time(nullptr) - static_cast<std::int64_t>(verdict_.report.seconds);
    run.scans.push_back(verdict_.report);
    for (const ExtraReport& extra : extras_) {
      const std::string bytes = extra.format->write(run, options.write);
      if (Status status = report::write_file_atomically(extra.file, bytes); !status) return status;
    }
    // "text" is the verdict itself, but in a file it is the report that `leaksieve scan` writes.
    const bool is_verdict = options.output.empty() && options.format->name == "text";
    if (!options.output.empty()) {
      const std::string bytes = options.format->write(run, options.write);
      if (Status status = report::write_file_atomically(options.output, bytes); !status) return status;
    }
    if (options.quiet) return {};
    const bool is_stdout_taken = options.output.empty() && !is_verdict;
    if (is_stdout_taken) {
      const std::string bytes = options.format->write(run, options.write);
      const bool is_json = bytes.starts_with('{') || bytes.starts_with('[');
      const std::string shown = is_json ? gate::harmless_json_in_log(bytes) : gate::harmless_in_log(bytes);
      if (Status status = write_stdout(shown); !status) return status;
    }
    const report::RunReport masked = report::mask_secrets(run);
    const gate::Telling telling{verdict_, masked};
    const std::string upload = publish_summary(verdict_.system, environment_, gate::tell_summary(telling));
    const std::string words = gate::tell_text(telling) + gate::tell_annotations(telling) + upload;
    if (!is_stdout_taken) return write_stdout(words);
    write_stderr(words);
    return {};
  }

  Invocation invocation_;
  gate::Environment environment_;
  std::vector<ExtraReport> extras_;
  gate::Verdict verdict_;
};

}  // namespace

int run_ci(const Invocation& invocation) { return Job(invocation).run(); }

}  // namespace leaksieve::cli
