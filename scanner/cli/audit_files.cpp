#include "scanner/cli/audit_files.h"

#include <algorithm>
#include <stop_token>

#include <fmt/format.h>

#include "scanner/cli/choose_config.h"
#include "scanner/cli/signals.h"
#include "scanner/git/index_file.h"
#include "scanner/git/repository.h"
#include "scanner/git/worktree_files.h"
#include "scanner/match/db_cache.h"
#include "scanner/mcp/clients.h"
#include "scanner/scan/scan.h"

namespace leaksieve::cli {
namespace {

namespace fs = std::filesystem;

mcp::AuditFinding whole_file(std::string_view rule, const McpFile& file, std::string detail, std::string remedy) {
  mcp::AuditFinding finding;
  finding.rule = &mcp::audit_rule(rule);
  finding.path = file.shown;
  finding.detail = std::move(detail);
  finding.remedy = std::move(remedy);
  return finding;
}

// "a*c" against a name; '*' is any bytes.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t star = std::string_view::npos;
  std::size_t from = 0;
  std::size_t p = 0;
  std::size_t n = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(fs::symlink_status(path, error));
}

// Appends what `pattern` (relative to `folder`, '*' within a part) names.
void expand(const fs::path& home, const std::string& folder, std::string_view pattern, std::set<std::string>& out) {
  const std::size_t slash = pattern.find('/');
  const std::string part(pattern.substr(0, slash));
  const auto go_on = [&](const std::string& name) {
    const std::string path = folder.empty() ? name : folder + "/" + name;
    if (slash != std::string_view::npos) {
      expand(home, path, pattern.substr(slash + 1), out);
    } else if (is_file(home / path)) {
      out.insert(path);
    }
  };
  if (part.find('*') == std::string::npos) return go_on(part);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(home / folder, error)) {
    const std::string name = entry.path().filename().string();
    if (matches(part, name)) go_on(name);
  }
}

mcp::AuditFinding of_history(const finding::Leak& leak, const finding::Occurrence& place, const ConfigsNow& now) {
  mcp::AuditFinding finding;
  finding.path = place.path;
  finding.position = place.position;
  finding.place = *place.mcp;
  // In a file of HEAD that is no client's config: a README, a script.
  const auto other =
      std::ranges::find_if(leak.head_paths, [&](const std::string& path) { return !now.paths.contains(path); });
  const bool is_other = other != leak.head_paths.end();
  if (is_other && *other != finding.path) {
    finding.path = *other;
    finding.position = {};
  }
  finding.rule = &mcp::audit_rule(is_other ? "tracked-by-git" : "secret-in-history");
  const char* exposure = leak.exposure.empty() ? "history" : finding::name_of(leak.exposure.furthest());
  finding.detail = fmt::format("{} ({}{})", leak.secret.redacted(), exposure,
                               place.commit.is_null() ? "" : ", commit " + place.commit.short_hex());
  finding.remedy = is_other
                       ? "take it out, and rotate it: the history keeps it"
                       : "rotate it; then git filter-repo --replace-text, git reflog expire --expire=now --all and "
                         "git gc --prune=now if the history has to be clean";
  return finding;
}

}  // namespace

std::shared_ptr<const RepositoryFacts> facts_of(const fs::path& folder) {
  const Result<git::Repository> repository = git::Repository::open(folder);
  if (!repository || !repository->worktree()) return nullptr;
  auto facts = std::make_shared<RepositoryFacts>();
  std::error_code error;
  facts->root = fs::canonical(*repository->worktree(), error);
  if (const auto index = git::read_index_file(repository->index_file())) {
    for (const git::IndexFileEntry& entry : index->entries) facts->tracked.insert(entry.path);
  }
  if (const auto list = git::list_worktree(*repository)) {
    for (const git::WorktreeFile& file : list->files) facts->visible.insert(file.path);
  }
  return facts;
}

std::vector<mcp::AuditFinding> audit_file(const McpFile& file, std::size_t secrets, const RepositoryFacts* facts) {
  std::vector<mcp::AuditFinding> findings;
  if (secrets == 0) return findings;
  if ((file.mode & 0044U) != 0) {
    findings.push_back(whole_file("readable-by-others", file, fmt::format("mode {:04o}", file.mode), "chmod 600"));
  }
  if (facts == nullptr) return findings;
  std::error_code error;
  const fs::path real = fs::canonical(file.path, error);
  if (error) return findings;
  const std::string path = real.lexically_relative(facts->root).generic_string();
  if (facts->tracked.contains(path)) {
    findings.push_back(whole_file("tracked-by-git", file, "in the index",
                                  "leaksieve fix, then git rm --cached or commit the clean file; rotate the secret"));
  } else if (facts->visible.contains(path)) {
    findings.push_back(
        whole_file("not-ignored", file, "not in .gitignore", "leaksieve fix --ignore, or a line in .gitignore"));
  }
  return findings;
}

Result<HistoryAudit> audit_history(const Invocation& invocation, const fs::path& path, const ConfigsNow& now) {
  const Result<scan::Config> config = choose_config(invocation, {TargetKind::kRepository, path.string()});
  if (!config) return config.error();
  auto db = match::PatternDb::compile(scan::rules_of(*config), {match::default_cache_directory()});
  if (!db) return db.error();
  const StopOnSignal stop;
  scan::ScanOptions options;
  options.sources.worktree = false;
  const Result<report::ScanReport> scanned =
      scan::scan_repository(path.string(), false, options, {*db, stop.token(), {}});
  if (!scanned) return scanned.error();
  HistoryAudit audit;
  if (!scanned->complete) audit.incomplete = "the history was not read whole; see leaksieve scan";
  for (const finding::Leak& leak : scanned->leaks) {
    if (now.secrets.contains(leak.secret.reveal())) continue;
    const auto found =
        std::ranges::find_if(leak.occurrences, [](const finding::Occurrence& place) { return place.mcp.has_value(); });
    if (found != leak.occurrences.end()) audit.findings.push_back(of_history(leak, *found, now));
  }
  return audit;
}

std::vector<std::string> user_configs(const fs::path& home) {
  std::set<std::string> found;
  for (const mcp::Client& client : mcp::builtin_clients().all()) {
    for (const std::string& pattern : client.user_paths) expand(home, "", pattern, found);
  }
  return {found.begin(), found.end()};
}

std::set<std::string> project_configs(const fs::path& root) {
  std::set<std::string> found;
  for (const mcp::Client& client : mcp::builtin_clients().all()) {
    for (const std::string& path : client.project_paths) {
      if (path.find('*') == std::string::npos && is_file(root / path)) found.insert(path);
    }
  }
  return found;
}

}  // namespace leaksieve::cli
