#include "scanner/gate/added_texts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "scanner/scan/missing.h"
#include "scanner/scan/selection.h"

namespace leaksieve::gate {
namespace {

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

Status AddedTexts::read() {
  ticker_.begin("comparing commits");
  compare_commits();
  ticker_.begin("reading objects");
  if (Status status = scan_changes(); !status) return status;
  return scan_parents();
}

void AddedTexts::tell(report::ScanReport& report) {
  scan::add_missing(repository_, change_.missing, sieve_.skips(), report.notes);
  report.blobs = counts_.blobs;
  report.commits = counts_.commits;
  report.tags = counts_.tags;
  report.bytes = sieve_.bytes();
  report.interrupted = stopped();
  if (report.interrupted) report.complete = false;
  if (auto note = rescue_log_.note()) report.notes.push_back(std::move(*note));
  if (counts_.lfs_pointers > 0) {
    report.notes.push_back(fmt::format("{} Git LFS pointer{}: the files themselves are not in the repository",
                                       counts_.lfs_pointers, counts_.lfs_pointers == 1 ? "" : "s"));
  }
  sieve_.skips().move_to(report);
}

std::optional<git::Commit> AddedTexts::read_commit(const Oid& id) {
  const Result<git::Object> object = reader_.read(id);
  auto commit = object ? git::parse_commit(id, object->content) : std::nullopt;
  if (!commit) {
    sieve_.skips().add("commit " + id.hex(), object ? "it has no tree" : object.error().message);
  }
  return commit;
}

// Oldest first, so that the last removal is the one that counts.
void AddedTexts::compare_commits() {
  EntryDiff diff(reader_);
  std::size_t entries = 0;
  for (auto id = change_.commits.rbegin(); id != change_.commits.rend() && !stopped(); ++id) {
    auto commit = read_commit(*id);
    if (!commit) continue;
    std::vector<Oid> parents;
    for (const Oid& parent : commit->parents) {
      if (const auto read = read_commit(parent)) parents.push_back(read->tree);
    }
    CommitRow row{std::move(*commit), {}};
    const Status status = diff.run(row.commit.tree, std::move(parents), kMostEntries - entries, row.changes);
    if (!status) sieve_.skips().add("commit " + id->hex(), status.error().message);
    entries += row.changes.entries.size();
    rows_.push_back(std::move(row));
    if (!status && status.error().kind == ErrorKind::kLimit) break;
  }
}

git::StreamOptions AddedTexts::stream_options() {
  git::StreamOptions stream;
  stream.threads = sieve_.workers();
  stream.max_memory_bytes = options_.max_memory_bytes;
  stream.stop = context_.stop;
  stream.progress = ticker_.counters();
  stream.verify_objects = options_.verify_objects;
  stream.rescue_log = &rescue_log_;
  return stream;
}

Status AddedTexts::scan_objects(std::vector<Oid> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  scan::TextSink sink(sieve_, nullptr);
  const Status status = git::stream_objects(repository_, ids, stream_options(), sink);
  const scan::ObjectCounts counts = sink.counts();
  counts_.blobs += counts.blobs;
  counts_.commits += counts.commits;
  counts_.tags += counts.tags;
  counts_.lfs_pointers += counts.lfs_pointers;
  take_findings();
  return status;
}

void AddedTexts::take_findings() {
  scan::Findings found = sieve_.take_findings();
  for (scan::Placed& placed : found.placed) {
    const std::size_t number = placed_.size();
    if (placed.origin == scan::Origin::kName) {
      by_name_[placed.path].push_back(number);
    } else {
      by_object_[placed.object].push_back(number);
    }
    placed_.push_back(std::move(placed));
  }
}

Status AddedTexts::scan_changes() {
  std::vector<Oid> ids = change_.tags;
  std::set<std::string> names;
  for (const CommitRow& row : rows_) {
    ids.push_back(row.commit.id);
    for (const ChangedEntry& entry : row.changes.entries) {
      if (!entry.now.is_null() && scan::selects_path(options_, entry.path)) ids.push_back(entry.now);
    }
    for (const std::string& path : row.changes.names) names.insert(name_of(path));
  }
  for (const std::string& name : names) {
    if (stopped()) break;
    sieve_.scan_name(name, scan::Origin::kName, name, 0);
  }
  seen_.insert(ids.begin(), ids.end());
  return scan_objects(std::move(ids));
}

// The parents' side of the commits that hold something.
Status AddedTexts::scan_parents() {
  std::vector<Oid> ids;
  std::set<std::string> names;
  for (const CommitRow& row : rows_) {
    const auto holds = [this](const ChangedEntry& entry) { return by_object_.contains(entry.now); };
    if (std::ranges::any_of(row.changes.entries, holds)) {
      for (const ChangedEntry& entry : row.changes.entries) {
        for (const Oid& id : entry.before) {
          if (!id.is_null() && seen_.insert(id).second) ids.push_back(id);
        }
      }
    }
    if (by_name_.empty()) continue;
    for (const std::string& path : row.changes.old_names) names.insert(name_of(path));
  }
  for (const std::string& name : names) {
    if (!by_name_.contains(name)) sieve_.scan_name(name, scan::Origin::kName, name, 0);
  }
  return scan_objects(std::move(ids));
}

const std::vector<std::size_t>* AddedTexts::found_in(const Oid& object) const {
  const auto found = by_object_.find(object);
  return found == by_object_.end() ? nullptr : &found->second;
}

const std::vector<std::size_t>* AddedTexts::found_in_name(const std::string& path) const {
  const auto found = by_name_.find(name_of(path));
  return found == by_name_.end() ? nullptr : &found->second;
}

}  // namespace leaksieve::gate
