// leaksieve fix: references in place of secrets.
#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/audit_files.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/mcp_files.h"
#include "scanner/cli/terminal.h"
#include "scanner/git/repository.h"
#include "scanner/mcp/fix_document.h"
#include "scanner/report/report.h"
#include "scanner/report/unified_diff.h"
#include "scanner/scan/config.h"
#include "scanner/scan/scan.h"

namespace leaksieve::cli {
namespace {

namespace fs = std::filesystem;

struct Job {
  mcp::Store store = mcp::Store::kAuto;
  bool dry_run = false, check = false, ignore = false, example = false;
};

struct Outcome {
  std::string text;                       // for standard output
  std::vector<mcp::FixedSecret> secrets;  // of all files
  std::size_t changed = 0, left = 0, refused = 0;
};

Result<Job> job_of(const Invocation& invocation) {
  Job job;
  const std::string store = invocation.text("to", "auto");
  const auto named = mcp::store_named(store);
  if (!named) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--to: '{}' is no store: env, input, op, keychain, vault or auto", clean_line(store, 40))};
  }
  job.store = *named;
  job.dry_run = invocation.has("dry-run");
  job.check = invocation.has("check");
  job.ignore = invocation.has("ignore");
  job.example = invocation.has("example");
  return job;
}

// The text with each secret that was in it redacted.
std::string masked(const std::string& text, const std::vector<mcp::FixedSecret>& secrets) {
  std::string out;
  std::size_t at = 0;
  for (const mcp::FixedSecret& secret : secrets) {
    if (secret.span.begin < at) continue;
    out += text.substr(at, secret.span.begin - at) + secret.secret.redacted();
    at = secret.span.end;
  }
  return out + text.substr(at);
}

// Also those that were left: they stand in the new text as they did.
std::string without(std::string text, const std::vector<mcp::FixedSecret>& secrets) {
  for (const mcp::FixedSecret& secret : secrets) {
    const std::string& value = secret.secret.reveal();
    if (value.empty()) continue;
    const std::string redacted = secret.secret.redacted();
    for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + redacted.size()))
      text.replace(at, value.size(), redacted);
  }
  return text;
}

// The line that keeps `file` out of git, added to the .gitignore at the worktree's root (or beside the file).
Status ignore_file(const fs::path& file) {
  const fs::path absolute = fs::absolute(file).lexically_normal();
  fs::path root = absolute.parent_path();
  if (const auto repository = git::Repository::open(root); repository && repository->worktree()) {
    std::error_code error;
    const fs::path worktree = fs::canonical(*repository->worktree(), error);
    if (!error) root = worktree;
  }
  std::error_code error;
  const fs::path real = fs::canonical(absolute.parent_path(), error) / absolute.filename();
  std::string line = "/" + (error ? absolute : real).lexically_relative(root).generic_string();
  if (line.find('\n') != std::string::npos)
    return Error{ErrorKind::kUsage, "a name with a newline cannot stand in .gitignore"};
  std::string escaped;
  for (const char c : line) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') escaped += '\\';
    escaped += c;
  }
  if (escaped.ends_with(' ')) escaped.insert(escaped.size() - 1, "\\");
  const fs::path ignore = root / ".gitignore";
  std::string content;
  if (fs::exists(fs::symlink_status(ignore, error))) {
    const Result<McpFile> now = read_mcp_file(ignore, ignore.string());
    if (!now) return now.error();
    content = now->content;
  }
  if (("\n" + content + "\n").find("\n" + escaped + "\n") != std::string::npos) return {};
  if (!content.empty() && !content.ends_with('\n')) content += '\n';
  return report::write_file_atomically(ignore.string(), content + escaped + "\n");
}

Status write_changes(const McpFile& file, const std::string& text, const Job& job, Outcome& outcome) {
  if (has_changed(file)) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' has changed meanwhile; nothing was written", quote_path(file.shown))};
  }
  if (job.ignore) {
    if (Status status = ignore_file(file.path); !status) return status;
    outcome.text += "  added to .gitignore (a file that git tracks already stays tracked: git rm --cached)\n";
  }
  if (!job.example) return report::write_file_atomically(file.path.string(), text);
  const std::string example = file.path.string() + ".example";
  std::error_code error;
  if (fs::is_symlink(example, error)) {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is a symbolic link", quote_path(example))};
  }
  outcome.text += fmt::format("  written to {}.example; the file itself is as it was\n", quote_path(file.shown));
  return report::write_file_atomically(example, text);
}

void tell(const McpFile& file, const mcp::FixedDocument& fixed, Outcome& outcome) {
  for (const mcp::FixedSecret& secret : fixed.secrets) {
    const LineColumn at = line_column_at(file.content, secret.span.begin);
    outcome.text += fmt::format("{}:{}:{}  {}  {} -> {}\n", quote_path(file.shown), at.line, at.column,
                                clean_line(mcp::describe(secret.place)), secret.secret.redacted(),
                                secret.reference.empty() ? "left as it is" : secret.reference);
    if (!secret.note.empty()) outcome.text += "  " + secret.note + "\n";
    if (secret.reference.empty()) ++outcome.left;
    outcome.secrets.push_back(secret);
  }
}

// What stands around the secrets may hold others: of the same file, told by the rules.
std::string without_others(std::string diff, const std::string& content) {
  auto db = match::PatternDb::compile(scan::rules_of({}), {match::default_cache_directory()});
  if (!db) return {};
  scan::ScanOptions options;
  options.respect_allow_comments = false;
  const Result<report::ScanReport> scanned = scan::scan_text(content, "config", options, {*db, {}, {}});
  if (!scanned) return {};
  for (const finding::Leak& leak : scanned->leaks) {
    const std::string& value = leak.secret.reveal();
    const std::string redacted = leak.secret.redacted();
    for (std::size_t at = diff.find(value); at != std::string::npos; at = diff.find(value, at + redacted.size()))
      diff.replace(at, value.size(), redacted);
  }
  return diff;
}

Status fix_file(const fs::path& path, const std::string& shown, const Job& job, Outcome& outcome) {
  const Result<McpFile> file = read_mcp_file(path, shown);
  if (!file) return file.error();
  const std::string place = fs::absolute(path).lexically_normal().generic_string();
  const mcp::FixedDocument fixed = mcp::fix_document(file->content, place, job.store);
  if (fixed.secrets.empty()) return {};
  if (job.dry_run) {
    outcome.text += without_others(
        report::unified_diff(masked(file->content, fixed.secrets), without(fixed.text, fixed.secrets), shown),
        file->content);
  } else {
    tell(*file, fixed, outcome);
  }
  if (!fixed.is_changed(file->content)) return {};
  ++outcome.changed;
  return job.dry_run || job.check ? Status{} : write_changes(*file, fixed.text, job, outcome);
}

void add_steps(const Job& job, Outcome& outcome) {
  if (outcome.changed == 0 || job.dry_run || job.check) return;
  outcome.text += "\nPut the secrets where they are looked for now (bash, zsh; nothing is shown):\n";
  for (const std::string& line : mcp::store_lines(outcome.secrets)) outcome.text += "  " + line + "\n";
  outcome.text += "\nWhat stood in the file may be in git's history, in backups and in logs: rotate it.\n";
}

struct Target {
  fs::path path;
  std::string shown;
};

Result<std::vector<Target>> targets_of(const Invocation& invocation) {
  std::vector<Target> targets;
  for (const std::string& file : invocation.operands()) targets.push_back({file, file});
  if (!targets.empty()) return targets;
  const Result<McpPaths> found = find_mcp_files(".", true);
  if (!found) return found.error();
  std::set<std::string> paths(found->paths.begin(), found->paths.end());
  if (!found->root.empty()) paths.merge(project_configs(found->root));
  for (const std::string& path : paths) targets.push_back({found->root / path, path});
  for (const std::string& place : found->unreadable) print_warning(clean_line(place));
  return targets;
}

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

}  // namespace

int run_fix(const Invocation& invocation) {
  const Result<Job> job = job_of(invocation);
  if (!job) return fail(job.error());
  const Result<std::vector<Target>> targets = targets_of(invocation);
  if (!targets) return fail(targets.error());
  Outcome outcome;
  for (const Target& target : *targets) {
    const Status status = fix_file(target.path, target.shown, *job, outcome);
    if (status) continue;
    print_error(status.error());
    ++outcome.refused;
  }
  add_steps(*job, outcome);
  if (outcome.text.empty() && outcome.refused == 0) outcome.text = "no secret in the MCP configs here\n";
  if (!invocation.has("quiet")) {
    if (const Status status = write_stdout(outcome.text); !status) return fail(status.error());
  }
  if (outcome.refused > 0) return kExitUsage;
  return outcome.left > 0 || (job->check && outcome.changed > 0) ? kExitLeaks : kExitClean;
}

}  // namespace leaksieve::cli
