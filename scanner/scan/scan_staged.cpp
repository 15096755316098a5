#include "scanner/scan/scan_staged.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "scanner/base/day.h"
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

  // Scans the staged blob: the findings that are new in it go to `out`, the others to `known`.
  void scan(const git::StagedChange& change, Findings& out, Findings& known) {
    const Result<git::Object> blob = reader_.read(change.id);
    if (!blob) return sieve_.skips().add(describe(Origin::kStaged, change.id, change.path), blob.error().message);
    if (verify_) verify({change.id, blob->type, blob->content}, change.path);
    sieve_.scan({blob->content, change.path, Origin::kStaged, change.id, change.path}, 0);
    if (change.old_id.is_null()) scan_path(sieve_, change.path, Origin::kStaged, 0);
    Findings found = sieve_.take_findings();
    if (!found.placed.empty()) part_known(change, found, known);
    out.append(std::move(found));
  }

 private:
  void verify(const git::ObjectView& blob, const std::string& path) {
    if (const auto wrong = git::check_id(blob)) {
      sieve_.skips().add(describe(Origin::kStaged, blob.id, path), wrong->message);
    }
  }

  // What HEAD's version of the file had, or a file that is gone (a rename), or what a merge brings from elsewhere.
  void part_known(const git::StagedChange& change, Findings& found, Findings& known) {
    std::set<LeakKey> keys;
    if (change.old_id.is_null() && change.merged_ids.empty()) {
      for (const Oid& id : removed_) add_keys(id, change.path, keys);
    } else if (!change.old_id.is_null()) {
      add_keys(change.old_id, change.path, keys);
    }
    for (const Oid& id : change.merged_ids) add_keys(id, change.path, keys);
    const auto is_new = [&keys](const Placed& place) {
      return place.finding.position.line == 0 || !keys.contains(key_of(place.finding));
    };
    for (auto next = found.placed.begin(); next != found.placed.end();) {
      const auto place = next++;
      if (!is_new(*place)) known.placed.splice(known.placed.end(), found.placed, place);
    }
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
                                       const JobContext& context, const Decisions& decisions, Sieve& sieve) {
  Result<git::ObjectReader> reader = git::ObjectReader::open(repository);
  if (!reader) return reader.error();
  const Result<git::StagedChanges> changes = git::staged_changes(repository, *reader);
  if (!changes) return changes.error();
  StagedScan staged(sieve, std::move(*reader), changes->removed, options.verify_objects);
  report::ScanReport report;
  Findings found, known;
  for (const git::StagedChange& change : changes->files) {
    if (!selects_path(options, change.path)) continue;
    if (context.stop.stop_requested()) {
      report.interrupted = true;
      report.complete = false;
      break;
    }
    staged.scan(change, found, known);
    ++report.files;
  }
  report.sources = source_names(options);
  add_leaks({sieve.db(), options, decisions.ignored, {}}, std::move(found), report);
  settle_leaks(decisions.debt, Judged::kChange, today(), report);
  report::ScanReport held;
  add_leaks({sieve.db(), options, decisions.ignored, {}}, std::move(known), held);
  settle_leaks(decisions.debt, Judged::kCommitted, today(), held);
  report.known = std::move(held.leaks);
  report.settled = std::move(held.settled);
  report.bytes = sieve.bytes();
  sieve.skips().move_to(report);
  return report;
}

}  // namespace leaksieve::scan
