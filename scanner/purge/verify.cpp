// Each value becomes a rule of its own, and the rules a database that lives in memory only: so the same machinery that
// found the secrets, encodings and archives included, proves that they are gone, and attribution says where they are if
// not.
#include "scanner/purge/verify.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "scanner/base/quote.h"
#include "scanner/git/repository.h"
#include "scanner/purge/expressions.h"
#include "scanner/purge/private_file.h"

namespace leaksieve::purge {
namespace {

namespace fs = std::filesystem;

// Whose the expressions are, as a plan's .leaks file tells; a plan without one is verified all the same.
struct Owners {
  struct Owner {
    std::string fingerprint, rule;
  };
  std::map<std::size_t, Owner> by_line;
  std::set<std::string> files;  // fingerprints of leaks that are files
};

Owners read_owners(const fs::path& expressions) {
  Owners owners;
  fs::path path = expressions;
  path += ".leaks";
  const Result<std::string> text = read_private_file(path);
  if (!text) return owners;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    std::size_t number = 0;
    if (std::from_chars(line.data(), line.data() + first, number).ec != std::errc()) continue;
    const std::string fingerprint(line.substr(first + 1, second - first - 1));
    if (number == 0) owners.files.insert(fingerprint);
    owners.by_line[number] = {fingerprint, std::string(line.substr(second + 1))};
  }
  return owners;
}

rules::RuleSet rules_for(const std::vector<Sought>& values, const Owners& owners) {
  rules::RuleSet set;
  for (const Sought& value : values) {
    const auto owner = owners.by_line.find(value.line);
    rules::Rule rule;
    rule.id = fmt::format("purged-{:08}", value.line);  // sorted as the set demands; in no ignore file
    rule.description = owner == owners.by_line.end()
                           ? fmt::format("Left of line {} of the plan", value.line)
                           : fmt::format("Left of {} ({})", owner->second.fingerprint, owner->second.rule);
    rule.kind = "token";
    rule.severity = rules::Severity::kHigh;
    rule.confidence = rules::Confidence::kHigh;
    rule.regex = value.regex;
    rule.placeholders = false;
    rule.source = "plan";
    set.rules.push_back(std::move(rule));
  }
  return set;
}

// What the user left out of a scan counts here all the same.
scan::ScanOptions thorough(const scan::ScanOptions& options) {
  scan::ScanOptions all;
  all.threads = options.threads;
  all.max_memory_bytes = options.max_memory_bytes;
  all.max_blob_bytes = options.max_blob_bytes;
  all.archive_depth = std::max(options.archive_depth, all.archive_depth);
  all.decode_depth = std::max(options.decode_depth, all.decode_depth);
  all.respect_allow_comments = false;
  return all;
}

// Of the .git folder everything but objects, which the repository's scan reads, and the plan itself.
Result<report::ScanReport> scan_git_folder(const git::Repository& repository, const fs::path& expressions,
                                           const scan::ScanOptions& options, const scan::JobContext& context) {
  std::error_code error;
  const fs::path folder = fs::canonical(repository.common_dir(), error);
  scan::ScanOptions own = options;
  own.excludes = {"objects"};
  const fs::path plan = fs::weakly_canonical(expressions, error).lexically_relative(folder);
  if (!plan.empty() && *plan.begin() != "..") {
    for (const char* suffix : {"", ".blobs", ".paths", ".leaks"}) own.excludes.push_back(plan.string() + suffix);
  }
  return scan::scan_folder(folder.string(), own, context);
}

void name_owners(report::ScanReport& scan, const rules::RuleSet& rules, const Owners& owners) {
  for (finding::Leak& leak : scan.leaks) {
    std::size_t line = 0;
    const std::string& id = rules.rules[leak.rule].id;
    std::from_chars(id.data() + id.rfind('-') + 1, id.data() + id.size(), line);
    if (const auto owner = owners.by_line.find(line); owner != owners.by_line.end()) {
      leak.fingerprint = owner->second.fingerprint;
    }
  }
}

}  // namespace

Result<Verified> verify(const std::string& path, bool use_environment, const fs::path& expressions,
                        const scan::ScanOptions& options, const scan::JobContext& context) {
  const Result<std::string> text = read_private_file(expressions);
  if (!text) return text.error();
  const Owners owners = read_owners(expressions);
  Result<std::vector<Sought>> values = read_expressions(*text);
  const bool only_files = text->empty() && !owners.files.empty();
  if (!values && !only_files) {
    return Error{values.error().kind, fmt::format("{}: {}", quote_path(expressions.string()), values.error().message)};
  }
  git::OpenOptions open;
  open.use_environment = use_environment;
  const Result<git::Repository> repository = git::Repository::open(path, open);
  if (!repository) return repository.error();
  Verified verified;
  const scan::ScanOptions all = thorough(options);
  if (!owners.files.empty()) {
    Result<report::ScanReport> files = scan::scan_repository(path, use_environment, all, context);
    if (!files) return files.error();
    std::erase_if(files->leaks, [&](const finding::Leak& leak) { return !owners.files.contains(leak.fingerprint); });
    verified.left = files->leaks.size();
    verified.values = owners.files.size();
    verified.db = context.db;
    verified.scans.push_back(std::move(*files));
    if (verified.left > 0 || only_files) return verified;
    verified.scans.clear();
  }
  verified.values += values->size();
  // No cache: a compiled database holds the values.
  Result<std::shared_ptr<const match::PatternDb>> db = match::PatternDb::compile(rules_for(*values, owners), {});
  if (!db) return db.error();
  verified.db = std::move(*db);
  const scan::JobContext searching{verified.db, context.stop, context.progress};
  Result<report::ScanReport> store = scan::scan_repository(path, use_environment, all, searching);
  if (!store) return store.error();
  Result<report::ScanReport> folder = scan_git_folder(*repository, expressions, all, searching);
  if (!folder) return folder.error();
  for (report::ScanReport* scan : {&*store, &*folder}) {
    name_owners(*scan, verified.db->rule_set(), owners);
    verified.left += scan->leaks.size();
    verified.scans.push_back(std::move(*scan));
  }
  return verified;
}

}  // namespace leaksieve::purge
