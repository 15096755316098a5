// leaksieve baseline create, update, diff: a scan of the repository here beside its baseline.
#include <ctime>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scanner/base/day.h"
#include "scanner/base/quote.h"
#include "scanner/cli/choose_config.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/progress.h"
#include "scanner/cli/scan_request.h"
#include "scanner/cli/signals.h"
#include "scanner/cli/terminal.h"
#include "scanner/git/repository.h"
#include "scanner/report/words.h"
#include "scanner/scan/baseline_update.h"
#include "scanner/scan/debt.h"
#include "scanner/scan/scan.h"

namespace leaksieve::cli {
namespace {

namespace fs = std::filesystem;

using finding::BaselineEntry;

constexpr std::size_t kLongestText = 500;  // bytes

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

struct Outcome {
  std::string file;
  scan::Debt debt;  // as it stands
  scan::BaselineDiff diff;
  bool complete = false;
};

// The baseline's file. Errors: none was named, and there is no worktree.
Result<std::string> baseline_file(const Invocation& invocation, const git::Repository& repository) {
  if (invocation.has("baseline")) return invocation.text("baseline");
  if (repository.worktree()) return (*repository.worktree() / finding::kBaselineName).string();
  return Error{ErrorKind::kUsage, "a bare repository has no baseline of its own: name a file with --baseline"};
}

// The baseline and the ledger as they stand; a baseline that is not there yet is empty.
Result<scan::Debt> read_debt(const std::string& file, const git::Repository& repository) {
  std::error_code error;
  std::vector<std::string> baselines;
  if (fs::exists(file, error)) baselines.push_back(file);
  Result<scan::Debt> named = scan::load_debt({}, baselines);
  if (!named) return named.error();
  Result<finding::Ledger> ledger = scan::load_ledger(repository.worktree().value_or(fs::path()));
  if (!ledger) return ledger.error();
  named->ledger = std::move(*ledger);
  return named;
}

// A scan of the repository here without its debt; `db` gets what holds the report's rules.
Result<report::RunReport> scan_all(const Invocation& given, std::shared_ptr<const match::PatternDb>& db) {
  Invocation settings = given;
  if (const Status status = settings.add_environment(leaksieve_environment()); !status) return status.error();
  const Result<scan::Config> config = choose_config(settings, {TargetKind::kCurrentRepository, "."});
  if (!config) return config.error();
  settings.add_settings(*config);
  Result<scan::ScanOptions> options = make_scan_options(settings, std::time(nullptr));
  if (!options) return options.error();
  options->settle_debt = false;
  auto compiled = match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
  if (!compiled) return compiled.error();
  db = std::move(*compiled);
  const StopOnSignal stop;
  ProgressBar bar(settings.has("no-progress") ? ProgressBar::Show::kNever : ProgressBar::Show::kOnTerminal);
  Result<report::ScanReport> report = scan::scan_repository(".", true, *options, {db, stop.token(), bar.callback()});
  bar.clear();
  if (!report) return report.error();
  report::RunReport run;
  run.rules = &db->rule_set();
  run.scans.push_back(std::move(*report));
  return run;
}

Result<Outcome> look(const Invocation& invocation) {
  git::OpenOptions open;
  open.use_environment = true;
  const Result<git::Repository> repository = git::Repository::open(".", open);
  if (!repository) return repository.error();
  const Result<std::string> file = baseline_file(invocation, *repository);
  if (!file) return file.error();
  Result<scan::Debt> debt = read_debt(*file, *repository);
  if (!debt) return debt.error();
  std::shared_ptr<const match::PatternDb> db;
  const Result<report::RunReport> run = scan_all(invocation, db);
  if (!run) return run.error();
  Outcome outcome;
  outcome.file = *file;
  outcome.diff = scan::compare_baseline(debt->baseline, debt->ledger, *run, today());
  outcome.complete = run->scans.front().complete;
  outcome.debt = std::move(*debt);
  return outcome;
}

// Owner, reason and last day of new entries.
Result<BaselineEntry> facts_of(const Invocation& invocation) {
  BaselineEntry facts;
  facts.owner = clean_line(invocation.text("owner"), kLongestText);
  facts.reason = clean_line(invocation.text("reason"), kLongestText);
  facts.expires = invocation.text("expires");
  if (facts.expires.empty() || is_day(facts.expires)) return facts;
  return Error{ErrorKind::kUsage,
               fmt::format("--expires: '{}' is no date like 2030-01-31", clean_line(facts.expires, 40))};
}

void add_fresh(const BaselineEntry& facts, const std::vector<BaselineEntry>& fresh, finding::Baseline& baseline) {
  for (BaselineEntry entry : fresh) {
    entry.owner = facts.owner;
    entry.reason = facts.reason;
    entry.expires = facts.expires;
    baseline.add(std::move(entry));
  }
}

std::string leaks(std::size_t count) { return report::counted(count, "leak"); }

void tell_incomplete(const Outcome& outcome) {
  if (!outcome.complete)
    print_warning("not everything could be read (leaksieve scan tells what): there may be leaks that were not seen");
}

std::string line_of(const char* mark, const BaselineEntry& entry) {
  std::string line = fmt::format("{} {}  {}", mark, entry.fingerprint, clean_line(entry.rule, 60));
  if (!entry.path.empty()) line += "  " + clean_line(entry.path);
  if (!entry.expires.empty()) line += "  expires " + entry.expires;
  if (!entry.owner.empty()) line += "  owner " + clean_line(entry.owner, 80);
  return line + "\n";
}

std::string text_of(const scan::BaselineDiff& diff) {
  std::string text;
  for (const BaselineEntry& entry : diff.fresh) text += line_of("new    ", entry);
  for (const BaselineEntry& entry : diff.expired) text += line_of("expired", entry);
  for (const BaselineEntry& entry : diff.gone) text += line_of("gone   ", entry);
  return text + fmt::format("{} new, {} accepted, {} of them expired, {} gone\n", leaks(diff.fresh.size()),
                            diff.kept.size(), diff.expired.size(), diff.gone.size());
}

std::string json_of(const Outcome& outcome) {
  using Json = nlohmann::ordered_json;
  const auto list = [](const std::vector<BaselineEntry>& entries) {
    Json all = Json::array();
    for (const BaselineEntry& entry : entries) {
      Json& json = all.emplace_back();
      json["fingerprint"] = entry.fingerprint;
      json["aliases"] = entry.aliases;
      for (const auto& [key, value] : {std::pair("rule", &entry.rule),
                                       {"path", &entry.path},
                                       {"owner", &entry.owner},
                                       {"reason", &entry.reason},
                                       {"expires", &entry.expires}}) {
        json[key] = value->empty() ? Json(nullptr) : Json(to_valid_utf8(*value));
      }
    }
    return all;
  };
  Json document;
  document["version"] = 1;
  document["complete"] = outcome.complete;
  document["new"] = list(outcome.diff.fresh);
  document["expired"] = list(outcome.diff.expired);
  document["gone"] = list(outcome.diff.gone);
  document["accepted"] = outcome.diff.kept.size();
  document["rotated"] = outcome.diff.rotated;
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Status write(const Outcome& outcome, const finding::Baseline& baseline) {
  return scan::write_shared_file(outcome.file, baseline.text());
}

}  // namespace

int run_baseline_create(const Invocation& invocation) {
  const Result<BaselineEntry> facts = facts_of(invocation);
  if (!facts) return fail(facts.error());
  const Result<Outcome> outcome = look(invocation);
  if (!outcome) return fail(outcome.error());
  finding::Baseline baseline;
  for (const BaselineEntry& entry : outcome->diff.kept) baseline.add(entry);
  add_fresh(*facts, outcome->diff.fresh, baseline);
  if (const Status status = write(*outcome, baseline); !status) return fail(status.error());
  const std::size_t expired = outcome->diff.expired.size();
  const std::string note = expired == 0 ? "" : fmt::format("; {} of them expired and count again", expired);
  const Status told = write_stdout(fmt::format("{} accepted in '{}'{}: commit it, so that it counts for others\n",
                                               leaks(baseline.entries().size()), quote_path(outcome->file), note));
  if (!told) return fail(told.error());
  tell_incomplete(*outcome);
  return outcome->complete ? kExitClean : kExitIncomplete;
}

int run_baseline_update(const Invocation& invocation) {
  const Result<BaselineEntry> facts = facts_of(invocation);
  if (!facts) return fail(facts.error());
  const Result<Outcome> outcome = look(invocation);
  if (!outcome) return fail(outcome.error());
  finding::Baseline baseline;
  for (const BaselineEntry& entry : outcome->diff.kept) baseline.add(entry);
  if (!outcome->complete) {
    for (const BaselineEntry& entry : outcome->diff.gone) baseline.add(entry);
  }
  const bool adds = invocation.has("add");
  if (adds) add_fresh(*facts, outcome->diff.fresh, baseline);
  if (const Status status = write(*outcome, baseline); !status) return fail(status.error());
  const Status told =
      write_stdout(fmt::format("{}: {} dropped, {} {}, {} accepted\n", quote_path(outcome->file),
                               outcome->complete ? outcome->diff.gone.size() : 0, outcome->diff.fresh.size(),
                               adds ? "added" : "new and not added (--add)", baseline.entries().size()));
  if (!told) return fail(told.error());
  tell_incomplete(*outcome);
  if (!adds && !outcome->diff.fresh.empty()) return kExitLeaks;
  return outcome->complete ? kExitClean : kExitIncomplete;
}

int run_baseline_diff(const Invocation& invocation) {
  const std::string format = invocation.text("format", "text");
  if (format != "text" && format != "json") {
    return fail(
        {ErrorKind::kUsage, fmt::format("--format: '{}' is no format; there are: text, json", clean_line(format, 60))});
  }
  const Result<Outcome> outcome = look(invocation);
  if (!outcome) return fail(outcome.error());
  const Status told = write_stdout(format == "json" ? json_of(*outcome) : text_of(outcome->diff));
  if (!told) return fail(told.error());
  tell_incomplete(*outcome);
  if (!outcome->diff.fresh.empty() || !outcome->diff.expired.empty()) return kExitLeaks;
  return outcome->complete ? kExitClean : kExitIncomplete;
}

}  // namespace leaksieve::cli
