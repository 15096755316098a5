// The workers of a job: a detector each, and what they found. Every text of a scan goes through here.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"
#include "scanner/finding/detector.h"
#include "scanner/scan/ignore_list.h"
#include "scanner/scan/options.h"
#include "scanner/scan/placed.h"
#include "scanner/scan/skips.h"

namespace leaksieve::scan {

// The number of threads that `options` ask for.
[[nodiscard]] unsigned threads_of(const ScanOptions& options);

class Sieve {
 public:
  // Borrows `options` and `ignored`.
  static Result<Sieve> make(std::shared_ptr<const match::PatternDb> db, const ScanOptions& options,
                            const IgnoreList& ignored);

  [[nodiscard]] unsigned workers() const { return static_cast<unsigned>(workers_.size()); }
  [[nodiscard]] const match::PatternDb& db() const { return *db_; }
  [[nodiscard]] const ScanOptions& options() const { return *options_; }

  // Scans `text` for `worker` (0-based; never twice at once with the same one). `place` says where it stands; its
  // finding is filled in. `path` is the path that the rules see, "" when it is not known yet. `what` names the text
  // should it be skipped: binary over the limit, an engine's error.
  struct Text {
    Bytes content;
    Bytes path;
    Origin origin = Origin::kBlob;
    Oid object;
    std::string place_path;
  };
  // True: something was found or skipped, whatever becomes of it.
  bool scan(const Text& text, unsigned worker) { return scan(text, nullptr, nullptr, worker); }
  // The same, for less where the text was made from a scanned one (match/edit.h). `edit` and `trace` may be null.
  bool scan(const Text& text, const match::Edit* edit, match::Trace* trace, unsigned worker);
  // A file's or a tree entry's name, as a text and for the rules that tell files by their path.
  void scan_name(const std::string& name, Origin origin, const std::string& place_path, unsigned worker);

  // Has the name of a tree's entry findings? They are not kept.
  [[nodiscard]] bool tells_name(const std::string& name, unsigned worker);

  [[nodiscard]] SkipList& skips() { return *skips_; }
  // What all workers found since the last call.
  [[nodiscard]] Findings take_findings();
  [[nodiscard]] std::uint64_t bytes() const;  // of scanned text
  // Of a text that need not be scanned again.
  void count_known(std::size_t bytes, unsigned worker) { workers_[worker]->bytes += bytes; }

 private:
  struct Worker {
    finding::Detector detector;
    Findings findings;
    std::vector<finding::Finding> buffer;
    std::uint64_t bytes = 0;
  };
  Sieve(std::shared_ptr<const match::PatternDb> db, const ScanOptions& options, const IgnoreList& ignored)
      : db_(std::move(db)), options_(&options), ignored_(&ignored), skips_(std::make_unique<SkipList>()) {}
  void keep(Worker& worker, const Text& text);

  std::shared_ptr<const match::PatternDb> db_;
  const ScanOptions* options_;
  const IgnoreList* ignored_;
  std::unique_ptr<SkipList> skips_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

// "blob 1234…", "file \"a b\"": how a report names what a text stands in.
[[nodiscard]] std::string describe(Origin origin, const Oid& object, const std::string& path);

}  // namespace leaksieve::scan
