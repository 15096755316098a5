#include "scanner/scan/scan_staged.h"

#include <set>

#include "scanner/git/objects.h"
#include "scanner/git/staged.h"
#include "scanner/git/verifying_sink.h"
#include "scanner/scan/file_scan.h"
#include "scanner/scan/leak_builder.h"
#include "scanner/scan/selection.h"

namespace leaksieve::scan {
namespace {

class StagedScan {
 public:
  StagedScan(Sieve& sieve, git::ObjectReader reader, const std::vector<Oid>& removed, bool verify)
      : sieve_(sieve), reader_(std::move(reader)), removed_(removed), verify_(verify) {}

  // Scans the staged blob and leaves the findings that are new in it.
  void scan(const git::StagedChange& change, Findings& out) {
    const Result<git::Object> blob = reader_.read(change.id);
    if (!blob) return sieve_.skips().add(describe(Origin::kStaged, change.id, change.path), blob.error().message);
    if (verify_) verify({change.id, blob->type, blob->content}, change.path);
    sieve_.scan({blob->content, change.path, Origin::kStaged, change.id, change.path}, 0);
    if (change.old_id.is_null()) scan_path(sieve_, change.path, Origin::kStaged, 0);
    Findings found = sieve_.take_findings();
    if (!found.placed.empty()) drop_known(change, found);
    out.append(std::move(found));
  }

 private:
  void verify(const git::ObjectView& blob, const std::string& path) {
    if (const auto wrong = git::check_id(blob)) {
      sieve_.skips().add(describe(Origin::kStaged, blob.id, path), wrong->message);
    }
  }

  // What HEAD's version of the file had, or a file that is gone (a rename).
  void drop_known(const git::StagedChange& change, Findings& found) {
    std::set<LeakKey> known;
    if (change.old_id.is_null()) {
      for (const Oid& id : removed_) add_keys(id, change.path, known);
    } else {
      add_keys(change.old_id, change.path, known);
    }
    std::erase_if(found.placed, [&known](const Placed& place) {
      return place.finding.position.line > 0 && known.contains(key_of(place.finding));
    });
  }

  // An old version that cannot be read makes nothing known: then all counts as new.
  void add_keys(const Oid& id, const std::string& path, std::set<LeakKey>& keys) {
    const Result<git::Object> old = reader_.read(id);
    if (!old) return;
    sieve_.scan({old->content, path, Origin::kStaged, id, path}, 0);
    for (const Placed& place : sieve_.take_findings().placed) keys.insert(key_of(place.finding));
  }

  Sieve& sieve_;
  git::ObjectReader reader_;
  const std::vector<Oid>& removed_;
  bool verify_;
};

}  // namespace

Result<report::ScanReport> scan_staged(const git::Repository& repository, const ScanOptions& options,
                                       const JobContext& context, const IgnoreList& ignored, Sieve& sieve) {
  const Result<git::StagedChanges> changes = git::staged_changes(repository);
  if (!changes) return changes.error();
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  StagedScan staged(sieve, std::move(*reader), changes->removed, options.verify_objects);
  report::ScanReport report;
  Findings found;
  for (const git::StagedChange& change : changes->files) {
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
