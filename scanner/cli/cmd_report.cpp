// leaksieve report: a scan, or the JSON of one, becomes a rotation plan. Both ways go through the JSON: so a plan never
// knows more than what a scan's redacted report tells.
#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/scan_jobs.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/values.h"
#include "scanner/cli/version.h"
#include "scanner/rotation/make_plan.h"
#include "scanner/rotation/plan_format.h"

namespace leaksieve::cli {
namespace {

struct Request {
  const rotation::PlanFormat* format = nullptr;
  report::WriteOptions write;
  std::string output;  // "" = standard output
  bool quiet = false;
  std::int64_t now = 0;
  int work_exit = kExitLeaks;
};

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

Result<const rotation::PlanFormat*> choose_format(const Invocation& invocation) {
  const Given* given = invocation.find("format");
  if (given == nullptr || given->values.empty()) {
    const std::string output = invocation.text("output");
    for (const rotation::PlanFormat& format : rotation::plan_formats()) {
      if (output.ends_with(format.file_suffix)) return &format;
    }
    return rotation::find_plan_format("text");
  }
  if (const rotation::PlanFormat* format = rotation::find_plan_format(given->values.back())) return format;
  std::string names;
  for (const rotation::PlanFormat& format : rotation::plan_formats()) {
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  }
  return error_of(*given, {ErrorKind::kUsage, fmt::format("'{}' is no format of a plan; there are: {}",
                                                          clean_line(given->values.back(), 60), names)});
}

Result<Request> read_request(const Invocation& invocation) {
  Request request;
  const Result<const rotation::PlanFormat*> format = choose_format(invocation);
  if (!format) return format.error();
  request.format = *format;
  request.output = invocation.text("output");
  if (invocation.has("output") && request.output.empty()) {
    return Error{ErrorKind::kUsage, "--output needs the name of a file"};
  }
  request.quiet = invocation.has("quiet");
  request.write.verbose = invocation.has("verbose");
  request.write.unicode = speaks_utf8();
  request.write.width = terminal_width(100);
  const std::string when = invocation.text("color", "auto");
  const Result<bool> color = wants_color(when);
  if (!color) return error_of(*invocation.find("color"), color.error());
  request.write.color = *color && (request.output.empty() || when == "always");
  request.now = std::time(nullptr);
  if (const Given* given = invocation.find("now")) {
    const Result<std::int64_t> now = parse_date(given->values.back(), DayEdge::kBegin, request.now);
    if (!now) return error_of(*given, now.error());
    request.now = *now;
  }
  if (const Given* given = invocation.find("exit-code")) {
    const Result<std::uint64_t> code = parse_count(given->values.back(), 0, 255);
    if (!code) return error_of(*given, code.error());
    request.work_exit = static_cast<int>(*code);
  }
  return request;
}

Result<std::string> read_file(const std::string& path) {
  if (path == "-") return read_stdin();
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad() || !file.is_open()) {
    return Error{ErrorKind::kUnreadable, fmt::format("--from: cannot read '{}'", quote_path(path))};
  }
  return text;
}

Result<std::vector<rotation::ScannedRun>> read_runs(const std::vector<std::string>& files) {
  std::vector<rotation::ScannedRun> runs;
  for (const std::string& file : files) {
    const Result<std::string> text = read_file(file);
    if (!text) return text.error();
    Result<rotation::ScannedRun> run = rotation::read_scan(*text, file == "-" ? "standard input" : quote_path(file));
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return runs;
}

struct Scanned {
  std::vector<rotation::ScannedRun> runs;
  std::size_t failed = 0;  // targets that could not be scanned; each was told
};

Result<Scanned> scan_targets(const Invocation& invocation, const Request& request) {
  ScanOutcome outcome;
  const std::vector<Target> targets = targets_of(invocation);
  const std::vector<ScanJob> jobs = prepare_jobs(invocation, targets, request.now, outcome);
  const bool silent = request.quiet || invocation.has("no-progress");
  scan_all(jobs, "", silent ? ProgressBar::Show::kNever : ProgressBar::Show::kOnTerminal, outcome);
  if (outcome.run.scans.empty()) return Error{ErrorKind::kUsage, "nothing could be scanned: there is no plan"};
  outcome.run.rules = &outcome.rules.rules();
  outcome.run.tool_version = kVersion;
  const std::string json = report::find_format("json")->write(outcome.run, {});
  Result<rotation::ScannedRun> run = rotation::read_scan(json, "the scan");
  if (!run) return Error{ErrorKind::kInternal, run.error().message};
  Scanned scanned{{}, outcome.failed};
  scanned.runs.push_back(std::move(*run));
  return scanned;
}

Status write_plan(const rotation::Plan& plan, const Request& request) {
  const std::string text = request.quiet && request.output.empty() ? "" : request.format->write(plan, request.write);
  if (request.output.empty()) return request.quiet ? Status{} : write_stdout(text);
  const Status status = report::write_file_atomically(request.output, text);
  if (!status || request.quiet) return status;
  write_stderr(fmt::format("leaksieve: {} secret{}; the plan is in '{}'\n", plan.leaks.size(),
                           plan.leaks.size() == 1 ? "" : "s", quote_path(request.output)));
  return status;
}

int exit_status(const rotation::Plan& plan, std::size_t failed, int work_exit) {
  const auto& targets = plan.targets;
  if (std::ranges::any_of(targets, [](const auto& target) { return target.interrupted; })) return kExitIncomplete;
  const auto is_open = [](const rotation::PlanLeak& leak) { return leak.state.name == "open"; };
  if (std::ranges::any_of(plan.leaks, is_open)) return work_exit;
  if (failed > 0) return kExitUsage;
  const bool complete = std::ranges::all_of(targets, [](const auto& target) { return target.complete; });
  return complete ? kExitClean : kExitIncomplete;
}

}  // namespace

int run_report(const Invocation& given) {
  Invocation invocation = given;
  if (invocation.has("from") && !invocation.operands().empty()) {
    return fail({ErrorKind::kUsage, "--from and a REPO do not go together: the file is the scan; leave one out"});
  }
  if (const Status status = invocation.add_environment(leaksieve_environment()); !status) return fail(status.error());
  const Result<Request> request = read_request(invocation);
  if (!request) return fail(request.error());
  const Result<rotation::Guidebook>& book = rotation::builtin_guidebook();
  if (!book) return fail(book.error());

  Scanned scanned;
  if (invocation.has("from")) {
    Result<std::vector<rotation::ScannedRun>> runs = read_runs(invocation.texts("from"));
    if (!runs) return fail(runs.error());
    scanned.runs = std::move(*runs);
  } else {
    Result<Scanned> fresh = scan_targets(invocation, *request);
    if (!fresh) return fail(fresh.error());
    scanned = std::move(*fresh);
  }
  const rotation::Plan plan = rotation::make_plan(scanned.runs, *book, rotation::moment_at(request->now));
  if (const Status status = write_plan(plan, *request); !status) return fail(status.error());
  return exit_status(plan, scanned.failed, request->work_exit);
}

}  // namespace leaksieve::cli
