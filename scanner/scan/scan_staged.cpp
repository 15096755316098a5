#include "scanner/scan/scan_staged.h"

#include <set>
#include <unordered_set>

#include "scanner/git/objects.h"
#include "scanner/git/staged.h"
#include "scanner/scan/file_scan.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {
namespace {

class StagedScan {
 public:
  StagedScan(Sieve& sieve, git::ObjectReader reader) : sieve_(sieve), reader_(std::move(reader)) {}

  // Scans the staged blob and leaves the findings that are new in it.
  void scan(const git::StagedChange& change, Findings& out) {
    const std::optional<std::string> content = read(change, change.id);
    if (!content) return;
    sieve_.scan({*content, change.path, Origin::kStaged, change.id, change.path}, 0);
    if (change.old_id.is_null()) scan_path(sieve_, change.path, Origin::kStaged, 0);
    Findings found = sieve_.take_findings();
    if (!found.placed.empty() && !change.old_id.is_null()) {
      const std::set<LeakKey> known = known_in(change);
      std::erase_if(found.placed, [&known](const Placed& place) { return known.contains(key_of(place.finding)); });
    }
    out.append(std::move(found));
  }

 private:
  std::optional<std::string> read(const git::StagedChange& change, const Oid& id) {
    Result<git::Object> blob = reader_.read(id);
    if (blob) return std::move(blob->content);
    sieve_.skips().add(describe(Origin::kStaged, id, change.path), blob.error().message);
    return std::nullopt;
  }

  std::set<LeakKey> known_in(const git::StagedChange& change) {
    std::set<LeakKey> known;
    Result<git::Object> old = reader_.read(change.old_id);
    if (!old) return known;  // then all of it counts as new
    sieve_.scan({old->content, change.path, Origin::kStaged, change.old_id, change.path}, 0);
    for (const Placed& place : sieve_.take_findings().placed) known.insert(key_of(place.finding));
    return known;
  }

  Sieve& sieve_;
  git::ObjectReader reader_;
};

}  // namespace

Result<report::ScanReport> scan_staged(const git::Repository& repository, const ScanOptions& options,
                                       const JobContext& context, const IgnoreList& ignored, Sieve& sieve) {
  const Result<std::vector<git::StagedChange>> changes = git::staged_changes(repository);
  if (!changes) return changes.error();
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  StagedScan staged(sieve, std::move(*reader));
  report::ScanReport report;
  Findings found;
  for (const git::StagedChange& change : *changes) {
    if (!selects_path(options, change.path)) continue;
    if (context.stop.stop_requested()) {
      report.interrupted = true;
      report.complete = false;
      break;
    }
    staged.scan(change, found);
    ++report.files;
  }
  report.sources = source_names(options);
  add_leaks({sieve.db(), options, ignored, {}}, std::move(found), report);
  report.bytes = sieve.bytes();
  sieve.skips().move_to(report);
  return report;
}

}  // namespace leaksieve::scan
