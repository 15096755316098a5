// The texts that a change adds, and its parents' where they matter: each goes through the sieve once. Inner header of
// the gate layer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/gate/change.h"
#include "scanner/gate/changed_entries.h"
#include "scanner/git/object_stream.h"
#include "scanner/git/objects.h"
#include "scanner/report/report.h"
#include "scanner/scan/object_sinks.h"
#include "scanner/scan/options.h"
#include "scanner/scan/placed.h"
#include "scanner/scan/progress_ticker.h"
#include "scanner/scan/scan.h"
#include "scanner/scan/sieve.h"

namespace leaksieve::gate {

inline constexpr std::size_t kMostEntries = 3'000'000;  // changed files of all commits together

struct CommitRow {
  git::Commit commit;
  ChangedEntries changes;
};

class AddedTexts {
 public:
  // Borrows all but `reader` and `sieve`, which has to keep what comments allow.
  AddedTexts(const git::Repository& repository, const Change& change, const scan::ScanOptions& options,
             const scan::JobContext& context, git::ObjectReader reader, scan::Sieve sieve)
      : repository_(repository),
        change_(change),
        options_(options),
        context_(context),
        reader_(std::move(reader)),
        sieve_(std::move(sieve)),
        ticker_(context.progress) {}

  // Errors: the store cannot be read; what else cannot be read is a skip.
  [[nodiscard]] Status read();
  // Counts, skips and notes.
  void tell(report::ScanReport& report);

  // The commits, oldest first.
  [[nodiscard]] const std::vector<CommitRow>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<scan::Placed>& placed() const { return placed_; }
  // Indices into placed(); null: there are none.
  [[nodiscard]] const std::vector<std::size_t>* found_in(const Oid& object) const;
  [[nodiscard]] const std::vector<std::size_t>* found_in_name(const std::string& path) const;  // in its last part

  [[nodiscard]] const match::PatternDb& db() const { return sieve_.db(); }
  [[nodiscard]] scan::SkipList& skips() { return sieve_.skips(); }
  [[nodiscard]] git::ObjectReader& reader() { return reader_; }
  // nullopt, and a skip: it cannot be read.
  std::optional<git::Commit> read_commit(const Oid& id);

 private:
  [[nodiscard]] bool stopped() const { return context_.stop.stop_requested(); }
  void compare_commits();
  git::StreamOptions stream_options();
  Status scan_objects(std::vector<Oid> ids);
  void take_findings();
  Status scan_changes();
  Status scan_parents();

  const git::Repository& repository_;
  const Change& change_;
  const scan::ScanOptions& options_;
  const scan::JobContext& context_;
  git::ObjectReader reader_;
  scan::Sieve sieve_;
  scan::ProgressTicker ticker_;
  git::RescueLog rescue_log_;
  std::vector<CommitRow> rows_;
  OidSet seen_;
  std::vector<scan::Placed> placed_;
  std::unordered_map<Oid, std::vector<std::size_t>, OidHash> by_object_;
  std::map<std::string, std::vector<std::size_t>> by_name_;
  scan::ObjectCounts counts_;
};

}  // namespace leaksieve::gate
