#include "scanner/scan/scan_unstaged.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "scanner/git/objects.h"
#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/git/staged.h"
#include "scanner/git/walk.h"
#include "scanner/git/worktree_files.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/selection.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;

// The take with its paths as git reads them at the top of the worktree.
struct Wanted {
  bool tracked = false, everything = false;
  std::vector<std::string> pathspecs;
};

Wanted at_top(const WorktreeTake& take, const fs::path& folder, const fs::path& top) {
  Wanted wanted{take.tracked, take.everything, {}};
  for (const std::string& path : take.paths) {
    if (path.starts_with(':')) {  // magic words: what they leave out is not worth a leak
      wanted.everything = true;
      continue;
    }
    const std::string relative = (folder / path).lexically_normal().lexically_relative(top).string();
    if (relative == "." || relative.empty()) wanted.everything = true;
    if (!relative.starts_with(".."))
      wanted.pathspecs.push_back(relative.ends_with('/') ? relative.substr(0, relative.size() - 1) : relative);
  }
  return wanted;
}

class UnstagedScan {
 public:
  UnstagedScan(Sieve& sieve, git::ObjectReader reader) : sieve_(sieve), reader_(std::move(reader)) {}

  Status learn(const git::Repository& repository) {
    const Result<git::Roots> roots = git::read_roots(repository);
    if (!roots) return roots.error();
    for (const git::IndexEntry& entry : roots->index) {
      if (entry.stage == 0 && entry.worktree.empty()) old_ids_[entry.path] = entry.id;
    }
    const Result<git::StagedChanges> changes = git::staged_changes(repository, reader_);
    if (!changes) return changes.error();
    for (const git::StagedChange& change : changes->files) old_ids_[change.path] = change.old_id;
    return {};
  }

  [[nodiscard]] bool is_tracked(const std::string& path) const { return old_ids_.contains(path); }

  void scan(const git::WorktreeFile& file, Findings& out) {
    const Result<std::string> content = git::read_worktree_file(file, kMostBytes);
    if (!content) return sieve_.skips().add(describe(Origin::kFile, {}, file.path), content.error().message);
    sieve_.scan({*content, file.path, Origin::kFile, {}, file.path}, 0);
    Findings found = sieve_.take_findings();
    const std::set<LeakKey> known = found.placed.empty() ? std::set<LeakKey>() : keys_before(file.path);
    std::erase_if(found.placed, [&](const Placed& place) { return known.contains(key_of(place.finding)); });
    out.append(std::move(found));
  }

 private:
  std::set<LeakKey> keys_before(const std::string& path) {
    std::set<LeakKey> keys;
    const auto id = old_ids_.find(path);
    if (id == old_ids_.end() || id->second.is_null()) return keys;
    const Result<git::Object> old = reader_.read(id->second);
    if (!old) return keys;
    sieve_.scan({old->content, path, Origin::kFile, {}, path}, 0);
    for (const Placed& place : sieve_.take_findings().placed) keys.insert(key_of(place.finding));
    return keys;
  }

  Sieve& sieve_;
  git::ObjectReader reader_;
  std::map<std::string, Oid> old_ids_;  // HEAD's blobs by path; null: HEAD has none
};

// Files that are named as such and that no list holds: ignored ones.
void add_named(const Wanted& wanted, const fs::path& top, git::FileList& list) {
  std::set<std::string> listed;
  for (const git::WorktreeFile& file : list.files) listed.insert(file.path);
  for (const std::string& path : wanted.pathspecs) {
    std::error_code error;
    const fs::path file = top / path;
    if (listed.contains(path) || !fs::is_regular_file(fs::symlink_status(file, error))) continue;
    list.files.push_back({path, file, fs::file_size(file, error), false, false});
  }
}

}  // namespace

Result<report::ScanReport> scan_unstaged(const std::string& folder, const WorktreeTake& take,
                                         const ScanOptions& options, const JobContext& context) {
  const Result<git::Repository> repository = git::Repository::open(folder);
  if (!repository) return repository.error();
  if (!repository->worktree()) return Error{ErrorKind::kUsage, "a bare repository has no worktree"};
  std::error_code error;
  const fs::path top = fs::canonical(*repository->worktree(), error);
  const fs::path here = fs::canonical(folder, error);
  const Wanted wanted = at_top(take, here, top);
  Result<git::FileList> list = git::list_worktree(*repository);
  if (!list) return list.error();
  add_named(wanted, top, *list);
  const Result<IgnoreList> ignored = IgnoreList::load(top, options.ignore_files);
  if (!ignored) return ignored.error();
  Result<Sieve> sieve = Sieve::make(context.db, options, *ignored);
  if (!sieve) return sieve.error();
  Result<git::ObjectReader> reader = git::ObjectReader::open(*repository);
  if (!reader) return reader.error();
  UnstagedScan scan(*sieve, std::move(*reader));
  if (Status status = scan.learn(*repository); !status) return status.error();
  report::ScanReport report;
  Findings found;
  for (const git::WorktreeFile& file : list->files) {
    const bool is_named = !wanted.pathspecs.empty() && git::pathspec_matches(wanted.pathspecs, file.path);
    const bool is_taken = wanted.everything || is_named || (wanted.tracked && scan.is_tracked(file.path));
    if (file.matches_index || !is_taken || !selects_path(options, file.path)) continue;
    if (context.stop.stop_requested()) {
      report.interrupted = true;
      report.complete = false;
      break;
    }
    scan.scan(file, found);
    ++report.files;
  }
  report.target = folder;
  report.sources = {"worktree"};
  add_leaks({sieve->db(), options, *ignored, {}}, std::move(found), report);
  report.bytes = sieve->bytes();
  sieve->skips().move_to(report);
  return report;
}

}  // namespace leaksieve::scan
