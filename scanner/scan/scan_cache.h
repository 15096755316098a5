// What scans have learned, on disk: a snapshot of each repository as it was read last (scan/snapshot.h). A snapshot is
// believed only when everything that went into it is the same: the program and its libraries, the rules, the options,
// every file that holds objects, every ref, reflog and index. Else the scan reads everything, and writes a new one.
//
// Beside them lie what is known of single packs (scan/known_packs.h).
//
// Files: "<repository and options>.snapshot" in the cache's folder `scans` (base/cache_file.h). Several processes may
// read and write at once: files are replaced whole, and the last one stays.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scanner/git/refs.h"
#include "scanner/git/repository.h"
#include "scanner/match/matcher.h"
#include "scanner/scan/options.h"
#include "scanner/scan/snapshot.h"

namespace leaksieve::scan {

class ScanCache {
 public:
  // nullopt: the options want none, or what is to be scanned cannot be told apart from what was scanned before.
  static std::optional<ScanCache> open(const git::Repository& repository, const git::Roots& roots,
                                       const match::PatternDb& db, const ScanOptions& options);

  // With the names that it holds, read again. nullopt: there is none of this state.
  [[nodiscard]] std::optional<Snapshot> load(git::ObjectReader& reader, NamePlaces& names) const;
  // Nothing happens when the state could still change without a sign, or the cache cannot be written.
  void store(const Snapshot& snapshot, const NamePlaces& names) const;

 private:
  std::filesystem::path file_;
  std::string key_;
  bool is_settled_ = false;
};

// What decides whether something is found in an object: the program, the rules, the options. 64 hex digits; empty: the
// options want no cache, or the program cannot be told.
[[nodiscard]] std::string detection_key(const match::PatternDb& db, const ScanOptions& options);
// False: a file that was changed at `youngest` (nanoseconds since 1970) might change again without a sign.
[[nodiscard]] bool is_settled(std::int64_t youngest);

// True when one of the secrets would stand in the snapshot's file.
[[nodiscard]] bool holds_secrets(const Snapshot& snapshot, const NamePlaces& names,
                                 const std::vector<const Secret*>& secrets);

}  // namespace leaksieve::scan
