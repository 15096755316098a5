// leaksieve audit: what is wrong with an MCP set-up.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/cli/audit_files.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/exit_status.h"
#include "scanner/cli/invocation.h"
#include "scanner/cli/mcp_files.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/mcp/judge_documents.h"
#include "scanner/report/audit.h"
#include "scanner/report/report.h"

namespace leaksieve::cli {
namespace {

namespace fs = std::filesystem;

class Auditor {
 public:
  explicit Auditor(const Invocation& invocation) : invocation_(invocation) { report_.tool_version = kVersion; }

  // A file that the user named, or that was found. `missing_is_error`: it was named.
  Status add_file(const fs::path& path, const std::string& shown) {
    const Result<McpFile> file = read_mcp_file(path, shown);
    if (!file) return file.error();
    std::error_code error;
    const fs::path folder = fs::canonical(fs::absolute(path).parent_path(), error);
    audit(*file, facts(folder));
    return {};
  }

  Status add_folder(const fs::path& folder, bool use_environment) {
    const Result<McpPaths> found = find_mcp_files(folder, use_environment);
    if (!found) return found.error();
    for (const std::string& place : found->unreadable) report_.skipped.push_back(place);
    if (found->root.empty()) return add_history(folder);  // bare
    std::set<std::string> paths(found->paths.begin(), found->paths.end());
    paths.merge(project_configs(found->root));
    now_ = {};
    for (const std::string& path : paths) {
      if (const Status status = add_file(found->root / path, path); !status)
        report_.skipped.push_back(status.error().message);
    }
    now_.paths = std::move(paths);
    const auto known = facts(found->root);
    return known ? add_history(known->root) : Status{};
  }

  Status add_home() {
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return Error{ErrorKind::kUsage, "--user: HOME is not set"};
    for (const std::string& path : user_configs(home)) {
      if (const Status status = add_file(fs::path(home) / path, "~/" + path); !status)
        report_.skipped.push_back(status.error().message);
    }
    return {};
  }

  report::AuditReport take() {
    mcp::sort_findings(report_.findings);
    report_.answers = mcp::audit_answers(report_.findings, report_.logs, databases_);
    return std::move(report_);
  }

 private:
  std::shared_ptr<const RepositoryFacts> facts(const fs::path& folder) {
    const auto [at, is_new] = facts_.emplace(folder.string(), nullptr);
    if (is_new) at->second = facts_of(folder);
    return at->second;
  }

  void audit(const McpFile& file, const std::shared_ptr<const RepositoryFacts>& known) {
    const std::string place = fs::absolute(file.path).lexically_normal().generic_string();
    mcp::DocumentAudit audit = mcp::audit_document(file.content, place);
    ++report_.files;
    report_.servers += audit.servers;
    databases_ += audit.databases;
    for (mcp::AuditFinding& finding : audit.findings) {
      finding.path = file.shown;
      report_.findings.push_back(std::move(finding));
    }
    for (mcp::AuditFinding& finding : audit_file(file, audit.secrets, known.get()))
      report_.findings.push_back(std::move(finding));
    for (const mcp::AuditLog& log : audit.logs) {
      const bool is_new =
          std::ranges::none_of(report_.logs, [&](const mcp::AuditLog& one) { return one.service == log.service; });
      if (is_new) report_.logs.push_back(log);
    }
    for (const mcp::JudgedValue& value : mcp::judge_documents(file.content, place)) {
      if (value.judgement == mcp::Judgement::kSecret) now_.secrets.insert(value.value);
    }
  }

  Status add_history(const fs::path& root) {
    if (invocation_.has("no-history")) return {};
    Result<HistoryAudit> history = audit_history(invocation_, root, now_);
    if (!history) return history.error();
    for (mcp::AuditFinding& finding : history->findings) report_.findings.push_back(std::move(finding));
    if (!history->incomplete.empty()) report_.skipped.push_back(history->incomplete);
    return {};
  }

  const Invocation& invocation_;
  report::AuditReport report_;
  std::map<std::string, std::shared_ptr<const RepositoryFacts>> facts_;
  ConfigsNow now_;
  std::size_t databases_ = 0;
};

int fail(const Error& error) {
  print_error(error);
  return kExitUsage;
}

Status add_targets(const Invocation& invocation, Auditor& auditor) {
  if (invocation.has("user")) {
    if (!invocation.operands().empty()) return Error{ErrorKind::kUsage, "--user takes no TARGET"};
    return auditor.add_home();
  }
  if (invocation.operands().empty()) return auditor.add_folder(".", true);
  for (const std::string& target : invocation.operands()) {
    std::error_code error;
    const bool is_folder = fs::is_directory(target, error);
    const Status status = is_folder ? auditor.add_folder(target, false) : auditor.add_file(target, target);
    if (!status) return status;
  }
  return {};
}

}  // namespace

int run_audit(const Invocation& invocation) {
  const std::string name = invocation.text("format", "text");
  const auto formats = report::all_audit_formats();
  const auto format = std::ranges::find(formats, name, &report::AuditFormat::name);
  if (format == formats.end()) {
    return fail({ErrorKind::kUsage,
                 fmt::format("--format: '{}' is none of text, json, sarif, markdown, html", clean_line(name, 40))});
  }
  Auditor auditor(invocation);
  if (const Status status = add_targets(invocation, auditor); !status) return fail(status.error());
  const report::AuditReport report = auditor.take();
  const std::string output = invocation.text("output");
  Status written;
  if (!output.empty()) {
    written = report::write_file_atomically(output, format->write(report));
  } else if (!invocation.has("quiet")) {
    written = write_stdout(format->write(report));
  }
  if (!written) return fail(written.error());
  if (!report.findings.empty()) return kExitLeaks;
  return report.skipped.empty() ? kExitClean : kExitIncomplete;
}

}  // namespace leaksieve::cli
