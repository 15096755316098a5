// Every knob of a scan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leaksieve::scan {

// Where to look; a set.
struct Sources {
  bool history = true;  // everything that refs reach
  bool reflog = true;
  bool stash = true;  // refs/stash and its reflog
  bool index = true;
  bool worktree = true;     // files that git does not ignore
  bool unreachable = true;  // objects that nothing reaches

  [[nodiscard]] bool all() const { return history && reflog && stash && index && worktree && unreachable; }
  static Sources none() { return {false, false, false, false, false, false}; }
};

// What the commits of `include` reach and those of `exclude` do not; revisions as `git rev-parse` reads them.
struct CommitSet {
  std::vector<std::string> include, exclude;
};

struct ScanOptions {
  Sources sources;
  bool staged = false;                 // only what the next commit would add (index against HEAD)
  std::vector<std::string> ranges;     // "A..B", "A...B": only what these commits hold that their excluded side has not
  std::vector<CommitSet> commit_sets;  // the same, with any number of tips on both sides; each set on its own
  std::vector<std::string> branches;   // only these refs' history
  std::optional<std::int64_t> since, until;                 // committer time, seconds since 1970-01-01 UTC
  std::vector<std::string> paths;                           // pathspecs; empty = all
  std::vector<std::string> excludes;                        // pathspecs
  std::uint64_t max_blob_bytes = std::uint64_t{64} << 20;   // over it: text in overlapping windows, binary skipped
  std::uint64_t max_memory_bytes = std::uint64_t{1} << 30;  // of content held at a time; what needs more is skipped
  unsigned decode_depth = 3;    // encodings and compressed streams in each other that are opened; 0 = none
  unsigned archive_depth = 2;   // archives in archives; 0 = none
  unsigned threads = 0;         // 0 = one a core, at most 16
  bool verify_objects = false;  // hash each object; one with another's content is scanned, and skipped by name
  bool full_blobs = false;      // scan each blob whole, also what a delta copied from one that was scanned
  bool respect_allow_comments = true;
  std::vector<std::string> ignore_files;  // besides .leaksieveignore and .gitleaksignore
  std::vector<std::string> baselines;     // besides .leaksieve-baseline.jsonl
  std::string cache_directory;  // where scans of whole repositories are remembered (scan_cache.h); "" = nowhere
  bool settle_debt = true;      // false: no baseline and no ledger is read; the caller judges (debt.h)
};

}  // namespace leaksieve::scan
